import { deepEqual } from '../../apimachinery/equality.js';
import { labelSelectorAsSelector } from '../../apimachinery/labels.js';
import type { ClusterRole, PolicyRule } from '../../apis/generated/rbac.v1.js';
import { clusterroles } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Synced } from '../../client/controller.js';
import { update, type Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';

const DONE: Synced<undefined> = { memory: undefined };

/** Gives aggregated cluster roles the rules of those they select (pkg/controller/clusterroleaggregation). */
export const clusterRoleAggregationController = controller<undefined>({
  name: 'clusterrole-aggregation-controller',
  watches: [clusterroles],
  start: () => undefined,
  handle(event, { view }, memory) {
    if (!isEventOf(event, clusterroles)) return { memory, enqueue: NOTHING };
    const aggregated = view.list(clusterroles).filter(({ aggregationRule }) => aggregationRule !== undefined);
    return { memory, enqueue: aggregated.map(({ metadata }) => ({ key: metadata.name })) };
  },
  sync: syncClusterRole,
});

function* syncClusterRole(name: string, _memory: undefined, { view }: Context): Reconcile<Synced<undefined>> {
  const role = view.get(clusterroles, '', name);
  if (role?.aggregationRule === undefined) return DONE;
  const rules = aggregatedRules(role, view);
  if (rules === undefined || deepEqual(rules, role.rules ?? [])) return DONE;
  const written = yield* update(clusterroles, { ...role, rules });
  return written.ok ? DONE : { memory: undefined, requeue: 'rate-limited' };
}

/** The rules of the roles that are selected, in the order of their names, each once; undefined: a selector is no good. */
function aggregatedRules({ metadata, aggregationRule }: ClusterRole, view: View): readonly PolicyRule[] | undefined {
  const rules: PolicyRule[] = [];
  for (const labels of aggregationRule?.clusterRoleSelectors ?? []) {
    const selector = labelSelectorAsSelector(labels);
    if (!selector.ok) return undefined;
    for (const role of view.list(clusterroles)) {
      if (role.metadata.name === metadata.name || !selector.value.matches(role.metadata.labels ?? {})) continue;
      for (const rule of role.rules ?? []) if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule);
    }
  }
  return rules;
}
