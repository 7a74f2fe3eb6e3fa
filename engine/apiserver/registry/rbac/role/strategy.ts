import type { Role } from '../../../../apis/generated/rbac.v1.js';
import { roles } from '../../../../apis/generated/resources.js';
import { pathSegmentName } from '../../../../apis/meta/object-meta.js';
import { validateRole, validateRoleUpdate } from '../../../../apis/rbac/role.js';
import { refusedRole } from '../escalation.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/rbac/role. */
export const roleStrategy: Strategy<Role> = {
  resource: roles,
  allowCreateOnUpdate: true,
  refuseUser: (role, old, context) => refusedRole(roles, role, old, context),
  validateName: pathSegmentName,
  validate: validateRole,
  validateUpdate: validateRoleUpdate,
};
