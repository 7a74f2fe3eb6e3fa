import type { HorizontalPodAutoscaler as VersionOne } from '../../../../apis/generated/autoscaling.v1.js';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerStatus,
} from '../../../../apis/generated/autoscaling.v2.js';
import { horizontalpodautoscalers, horizontalpodautoscalersV1 } from '../../../../apis/generated/resources.js';
import {
  defaultHorizontalPodAutoscaler,
  validateHorizontalPodAutoscaler,
  validateHorizontalPodAutoscalerStatus,
  validateHorizontalPodAutoscalerUpdate,
} from '../../../../apis/autoscaling/horizontalpodautoscaler.js';
import { fromVersionOne, toVersionOne } from '../../../../apis/autoscaling/version-one.js';
import { withField } from '../../../../apis/core/pod/fill.js';
import type { Strategy } from '../../strategy.js';

/** The status of a new one. A list without omitempty shows as null when there is none, which its type does not say. */
const NO_STATUS = JSON.parse('{"desiredReplicas":0,"currentMetrics":null}') as HorizontalPodAutoscalerStatus;

/** Follows autoscalerStrategy (pkg/registry/autoscaling/horizontalpodautoscaler), which counts no generations. */
export const horizontalPodAutoscalerStrategy: Strategy<HorizontalPodAutoscaler> = {
  resource: horizontalpodautoscalers,
  defaults: defaultHorizontalPodAutoscaler,
  prepareForCreate: (object) => ({ ...object, status: NO_STATUS }),
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

/** Version 1 is served, and stored as version 2. */
export const horizontalPodAutoscalerV1Strategy: Strategy<HorizontalPodAutoscaler | VersionOne> = {
  ...horizontalPodAutoscalerStrategy,
  resource: horizontalpodautoscalersV1,
  defaults: (object: VersionOne) => fromVersionOne(object),
  present: (object: HorizontalPodAutoscaler) => toVersionOne(object),
};
