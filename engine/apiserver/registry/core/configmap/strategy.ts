import { validateConfigMap, validateConfigMapUpdate } from '../../../../apis/core/configmap/validation.js';
import type { ConfigMap } from '../../../../apis/generated/core.v1.js';
import { configmaps } from '../../../../apis/generated/resources.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/core/configmap. */
export const configMapStrategy: Strategy<ConfigMap> = {
  resource: configmaps,
  validate: validateConfigMap,
  validateUpdate: validateConfigMapUpdate,
};
