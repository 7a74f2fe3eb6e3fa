import { defaultBinding } from '../../../../apis/admissionregistration/defaults.js';
import { validateBinding } from '../../../../apis/admissionregistration/policy-binding.js';
import type { ValidatingAdmissionPolicyBinding } from '../../../../apis/generated/admissionregistration.v1.js';
import { validatingadmissionpolicybindings } from '../../../../apis/generated/resources.js';
import { firstGeneration, specGeneration } from '../../generations.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/admissionregistration/validatingadmissionpolicybinding. */
export const admissionPolicyBindingStrategy: Strategy<ValidatingAdmissionPolicyBinding> = {
  resource: validatingadmissionpolicybindings,
  allowUnconditionalUpdate: false,
  defaults: defaultBinding,
  prepareForCreate: firstGeneration,
  prepareForUpdate: specGeneration,
  validate: validateBinding,
  validateUpdate: validateBinding,
};
