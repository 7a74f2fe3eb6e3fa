import type { ClusterRoleBinding } from '../../../../apis/generated/rbac.v1.js';
import { clusterrolebindings } from '../../../../apis/generated/resources.js';
import { pathSegmentName } from '../../../../apis/meta/object-meta.js';
import { defaultBinding, validateBinding, validateBindingUpdate } from '../../../../apis/rbac/binding.js';
import { refusedBinding } from '../escalation.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/rbac/clusterrolebinding. */
export const clusterRoleBindingStrategy: Strategy<ClusterRoleBinding> = {
  resource: clusterrolebindings,
  allowCreateOnUpdate: true,
  refuseUser: (binding, old, context) => refusedBinding(clusterrolebindings, binding, old, context),
  validateName: pathSegmentName,
  defaults: defaultBinding,
  validate: (binding) => validateBinding(binding, false),
  validateUpdate: (binding, old) => validateBindingUpdate(binding, old, false),
};
