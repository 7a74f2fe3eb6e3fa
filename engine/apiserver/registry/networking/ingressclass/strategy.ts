import type { IngressClass } from '../../../../apis/generated/networking.v1.js';
import { ingressclasses } from '../../../../apis/generated/resources.js';
import {
  defaultIngressClass,
  validateIngressClass,
  validateIngressClassUpdate,
} from '../../../../apis/networking/ingress-class.js';
import { firstGeneration, specGeneration } from '../../generations.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/networking/ingressclass. */
export const ingressClassStrategy: Strategy<IngressClass> = {
  resource: ingressclasses,
  defaults: defaultIngressClass,
  prepareForCreate: firstGeneration,
  prepareForUpdate: specGeneration,
  validate: validateIngressClass,
  validateUpdate: validateIngressClassUpdate,
};
