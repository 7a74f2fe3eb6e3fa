import type { Role } from '../../../../apis/generated/rbac.v1.js';
import { roles } from '../../../../apis/generated/resources.js';
import { pathSegmentName } from '../../../../apis/meta/object-meta.js';
import { validateRole, validateRoleUpdate } from '../../../../apis/rbac/role.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/rbac/role; escalation is checked by authorization. */
export const roleStrategy: Strategy<Role> = {
  resource: roles,
  allowCreateOnUpdate: true,
  validateName: pathSegmentName,
  validate: validateRole,
  validateUpdate: validateRoleUpdate,
};
