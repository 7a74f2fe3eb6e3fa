import type { RoleBinding } from '../../../../apis/generated/rbac.v1.js';
import { rolebindings } from '../../../../apis/generated/resources.js';
import { pathSegmentName } from '../../../../apis/meta/object-meta.js';
import { defaultBinding, validateBinding, validateBindingUpdate } from '../../../../apis/rbac/binding.js';
import { refusedBinding } from '../escalation.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/rbac/rolebinding. */
export const roleBindingStrategy: Strategy<RoleBinding> = {
  resource: rolebindings,
  allowCreateOnUpdate: true,
  refuseUser: (binding, old, context) => refusedBinding(rolebindings, binding, old, context),
  validateName: pathSegmentName,
  defaults: defaultBinding,
  validate: (binding) => validateBinding(binding, true),
  validateUpdate: (binding, old) => validateBindingUpdate(binding, old, true),
};
