import type { HorizontalPodAutoscaler } from '../../../../apis/generated/autoscaling.v2.js';
import { horizontalpodautoscalers } from '../../../../apis/generated/resources.js';
import {
  defaultHorizontalPodAutoscaler,
  validateHorizontalPodAutoscaler,
  validateHorizontalPodAutoscalerStatus,
  validateHorizontalPodAutoscalerUpdate,
} from '../../../../apis/autoscaling/horizontalpodautoscaler.js';
import { withField } from '../../../../apis/core/pod/fill.js';
import type { Strategy } from '../../strategy.js';

/** Follows autoscalerStrategy (pkg/registry/autoscaling/horizontalpodautoscaler), which counts no generations. */
export const horizontalPodAutoscalerStrategy: Strategy<HorizontalPodAutoscaler> = {
  resource: horizontalpodautoscalers,
  defaults: defaultHorizontalPodAutoscaler,
  prepareForCreate: (object) => ({ ...object, status: { desiredReplicas: 0 } }),
  prepareForUpdate: (object, old) => withField(object, 'status', old.status),
  validate: validateHorizontalPodAutoscaler,
  validateUpdate: validateHorizontalPodAutoscalerUpdate,
  subresources: {
    status: {
      prepareForUpdate: (object, old) => withField(object, 'spec', old.spec),
      validateUpdate: validateHorizontalPodAutoscalerStatus,
    },
  },
};
