import { deepEqual } from '../../../apimachinery/equality.js';
import type { KubeObject } from '../../../apimachinery/object.js';
import { quote } from '../../../apimachinery/quote.js';
import { forbidden, notFound } from '../../../apimachinery/status.js';
import type { ClusterRole, PolicyRule, RoleRef } from '../../../apis/generated/rbac.v1.js';
import { clusterroles, roles } from '../../../apis/generated/resources.js';
import type { Resource } from '../../../apis/resource.js';
import { authorize } from '../../authorization/authorize.js';
import { rulesFor } from '../../authorization/rbac.js';
import { missingRules } from '../../authorization/covers.js';
import type { Status, User } from '../../request.js';
import type { RequestContext } from '../strategy.js';

const GROUP = 'rbac.authorization.k8s.io';

/** Who writes a role must hold what it grants, or may escalate. Follows policybased.Storage (pkg/registry/rbac/role). */
export function refusedRole(
  resource: Resource,
  role: { readonly metadata: ClusterRole['metadata']; readonly rules?: readonly PolicyRule[] | null },
  old: KubeObject | undefined,
  context: RequestContext,
): Status | undefined {
  const { namespace = '', name } = role.metadata;
  const may =
    mayAnything(context.user) ||
    isAllowed(context, 'escalate', resource.plural, namespace, old === undefined ? '' : name);
  if (may || onlyForCollection(role, old)) return undefined;
  const missing = escalation(resource, namespace, role.rules ?? [], context);
  return missing === undefined ? undefined : forbidden(resource, name, missing);
}

const FULL_AUTHORITY: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** An aggregated role can come to grant anything: only who may do anything writes one. */
export function refusedClusterRole(
  role: ClusterRole,
  old: ClusterRole | undefined,
  context: RequestContext,
): Status | undefined {
  const refused = refusedRole(clusterroles, role, old, context);
  if (refused !== undefined) return refused;
  const isAggregated = (candidate: ClusterRole | undefined): boolean =>
    (candidate?.aggregationRule?.clusterRoleSelectors ?? []).length > 0;
  if (!isAggregated(role) && !isAggregated(old)) return undefined;
  const { name } = role.metadata;
  const may =
    mayAnything(context.user) || isAllowed(context, 'escalate', 'clusterroles', '', old === undefined ? '' : name);
  if (may || onlyForCollection(role, old) || escalation(clusterroles, '', FULL_AUTHORITY, context) === undefined)
    return undefined;
  return forbidden(clusterroles, name, 'must have cluster-admin privileges to use the aggregationRule');
}

/** Who binds a role must hold what it grants, or may bind it. Follows policybased.Storage (pkg/registry/rbac/rolebinding). */
export function refusedBinding(
  resource: Resource,
  binding: { readonly metadata: KubeObject['metadata']; readonly roleRef: RoleRef },
  old: KubeObject | undefined,
  context: RequestContext,
): Status | undefined {
  const { namespace = '', name } = binding.metadata;
  const { kind, name: role } = binding.roleRef;
  if (mayAnything(context.user) || onlyForCollection(binding, old)) return undefined;
  const plural = kind === 'Role' ? 'roles' : kind === 'ClusterRole' ? 'clusterroles' : '';
  if (plural !== '' && isAllowed(context, 'bind', plural, namespace, role)) return undefined;
  const bound = kind === 'Role' ? context.store.get(roles, namespace, role) : context.store.get(clusterroles, '', role);
  // The role is looked up within a request about bindings, and that is how its absence reads.
  if (bound === undefined) return notFound(resource, role);
  const missing = escalation(resource, namespace, bound.rules ?? [], context);
  return missing === undefined ? undefined : forbidden(resource, name, missing);
}

function mayAnything({ groups }: User): boolean {
  return groups.includes('system:masters');
}

function isAllowed(
  { store, user }: RequestContext,
  verb: string,
  resource: string,
  namespace: string,
  name: string,
): boolean {
  return authorize(store, { user, verb, path: '', namespace, group: GROUP, resource, subresource: '', name }).allowed;
}

/** IsOnlyMutatingGCFields: nothing but owners and finalizers changes. */
function onlyForCollection(
  object: object & { readonly metadata: KubeObject['metadata'] },
  old: KubeObject | undefined,
): boolean {
  if (old === undefined) return false;
  const without = ({ metadata, ...rest }: { readonly metadata: KubeObject['metadata'] }) => {
    const { ownerReferences: _owners, finalizers: _finalizers, managedFields: _managed, ...kept } = metadata;
    return { ...rest, metadata: { ...kept, resourceVersion: '' } };
  };
  return deepEqual(without(object), without(old));
}

/** What the user would grant without holding it, in words (ConfirmNoEscalation). */
function escalation(
  resource: Resource,
  namespace: string,
  rules: readonly PolicyRule[],
  { store, user }: RequestContext,
): string | undefined {
  const granted = [...rulesFor(store, user, namespace)];
  const held = granted.flatMap((grant) => ('error' in grant ? [] : [grant.rule]));
  const missing = missingRules(held, rules);
  if (missing.length === 0) return undefined;
  const errors = granted.flatMap((grant) => ('error' in grant ? [absence(grant.error, resource)] : []));
  const resolution = errors.length === 0 ? '' : `; resolution errors: [${errors.join(' ')}]`;
  const groups = `[${user.groups.map(quote).join(' ')}]`;
  return `user ${quote(user.name)} (groups=${groups}) is attempting to grant RBAC permissions not currently held:\n${missing.join('\n')}${resolution}`;
}

function absence(error: string, { plural }: Resource): string {
  return error.replace(/^\w+/, plural);
}
