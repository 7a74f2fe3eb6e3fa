import type { Ingress } from '../../../../apis/generated/networking.v1.js';
import { ingresses } from '../../../../apis/generated/resources.js';
import {
  validateIngress,
  validateIngressStatus,
  validateIngressUpdate,
} from '../../../../apis/networking/ingress/validation.js';
import { asNew, countingSpecChanges } from '../../generations.js';
import { keepSpec } from '../../keep-spec.js';
import type { Strategy } from '../../strategy.js';

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/** Follows pkg/registry/networking/ingress. */
export const ingressStrategy: Strategy<Ingress> = {
  resource: ingresses,
  prepareForCreate: (ingress) => asNew(ingress, { loadBalancer: {} }),
  prepareForUpdate: countingSpecChanges,
  validate: validateIngress,
  validateUpdate: validateIngressUpdate,
  warnings({ metadata, spec }, old) {
    if (old !== undefined || metadata.annotations?.[CLASS_ANNOTATION] === undefined) return [];
    if (spec.ingressClassName !== undefined) return [];
    return [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`];
  },
  subresources: { status: keepSpec(validateIngressStatus) },
};
