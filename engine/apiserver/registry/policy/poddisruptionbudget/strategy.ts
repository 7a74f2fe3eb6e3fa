import { withField } from '../../../../apis/core/pod/fill.js';
import type { PodDisruptionBudget } from '../../../../apis/generated/policy.v1.js';
import { poddisruptionbudgets } from '../../../../apis/generated/resources.js';
import {
  validatePodDisruptionBudget,
  validatePodDisruptionBudgetStatus,
  validatePodDisruptionBudgetUpdate,
} from '../../../../apis/policy/pod-disruption-budget.js';
import { asNew, countingSpecChanges } from '../../generations.js';
import type { Strategy } from '../../strategy.js';

const NO_STATUS: PodDisruptionBudget['status'] = {
  disruptionsAllowed: 0,
  currentHealthy: 0,
  desiredHealthy: 0,
  expectedPods: 0,
};

/** Follows pkg/registry/policy/poddisruptionbudget. */
export const podDisruptionBudgetStrategy: Strategy<PodDisruptionBudget> = {
  resource: poddisruptionbudgets,
  allowUnconditionalUpdate: false,
  prepareForCreate: (budget) => asNew(budget, NO_STATUS),
  prepareForUpdate: countingSpecChanges,
  validate: validatePodDisruptionBudget,
  validateUpdate: validatePodDisruptionBudgetUpdate,
  subresources: {
    status: {
      prepareForUpdate: (budget, old) => withField(budget, 'spec', old.spec),
      validateUpdate: validatePodDisruptionBudgetStatus,
    },
  },
};
