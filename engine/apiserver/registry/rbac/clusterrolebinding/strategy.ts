import type { ClusterRoleBinding } from '../../../../apis/generated/rbac.v1.js';
import { clusterrolebindings } from '../../../../apis/generated/resources.js';
import { pathSegmentName } from '../../../../apis/meta/object-meta.js';
import { defaultBinding, validateBinding, validateBindingUpdate } from '../../../../apis/rbac/binding.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/rbac/clusterrolebinding; escalation is checked by authorization. */
export const clusterRoleBindingStrategy: Strategy<ClusterRoleBinding> = {
  resource: clusterrolebindings,
  allowCreateOnUpdate: true,
  validateName: pathSegmentName,
  defaults: defaultBinding,
  validate: (binding) => validateBinding(binding, false),
  validateUpdate: (binding, old) => validateBindingUpdate(binding, old, false),
};
