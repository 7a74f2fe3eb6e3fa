import type { ClusterRole } from '../../../../apis/generated/rbac.v1.js';
import { clusterroles } from '../../../../apis/generated/resources.js';
import { pathSegmentName } from '../../../../apis/meta/object-meta.js';
import { validateClusterRole, validateClusterRoleUpdate } from '../../../../apis/rbac/role.js';
import { refusedClusterRole } from '../escalation.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/rbac/clusterrole. */
export const clusterRoleStrategy: Strategy<ClusterRole> = {
  resource: clusterroles,
  allowCreateOnUpdate: true,
  refuseUser: refusedClusterRole,
  validateName: pathSegmentName,
  validate: validateClusterRole,
  validateUpdate: validateClusterRoleUpdate,
};
