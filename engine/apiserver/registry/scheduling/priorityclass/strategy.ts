import { filled } from '../../../../apis/core/pod/fill.js';
import { priorityclasses } from '../../../../apis/generated/resources.js';
import type { PriorityClass } from '../../../../apis/generated/scheduling.v1.js';
import {
  SYSTEM_PRIORITIES,
  validatePriorityClass,
  validatePriorityClassUpdate,
} from '../../../../apis/scheduling/priority-class.js';
import { firstGeneration } from '../../generations.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/scheduling/priorityclass. */
export const priorityClassStrategy: Strategy<PriorityClass> = {
  resource: priorityclasses,
  defaults: (priorityClass) => filled(priorityClass, { preemptionPolicy: 'PreemptLowerPriority' }),
  prepareForCreate: firstGeneration,
  validate: validatePriorityClass,
  validateUpdate: validatePriorityClassUpdate,
  refuseDelete: (name) =>
    SYSTEM_PRIORITIES.has(name) ? 'this is a system priority class and cannot be deleted' : undefined,
};
