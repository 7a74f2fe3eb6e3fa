import { defaultPolicy } from '../../../../apis/admissionregistration/defaults.js';
import { validatePolicy } from '../../../../apis/admissionregistration/policy.js';
import type { ValidatingAdmissionPolicy } from '../../../../apis/generated/admissionregistration.v1.js';
import { validatingadmissionpolicies } from '../../../../apis/generated/resources.js';
import { asNew, countingSpecChanges } from '../../generations.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/admissionregistration/validatingadmissionpolicy. */
export const admissionPolicyStrategy: Strategy<ValidatingAdmissionPolicy> = {
  resource: validatingadmissionpolicies,
  allowUnconditionalUpdate: false,
  defaults: defaultPolicy,
  prepareForCreate: (policy) => asNew(policy, {}),
  prepareForUpdate: countingSpecChanges,
  validate: validatePolicy,
  validateUpdate: validatePolicy,
  subresources: {
    status: { prepareForUpdate: (policy, old) => ({ ...old, status: policy.status }) },
  },
};
