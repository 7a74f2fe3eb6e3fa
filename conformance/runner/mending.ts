import { StoreView, type Cluster, type Fault } from '../../engine/index.js';
import { nodes } from '../../engine/apis/generated/resources.js';

/** The faults that mend all that is broken. A machine whose Node was deleted is gone, not broken. */
export function mendingOf(cluster: Cluster): readonly Fault[] {
  const { apiserverDown, registryDown, rules } = cluster.faults;
  const mending: Fault[] = [];
  if (apiserverDown) mending.push({ type: 'component-start', component: 'kube-apiserver' });
  if (rules.length > 0) mending.push({ type: 'api-heal' });
  if (registryDown) mending.push({ type: 'registry-up' });
  for (const [id, { process, halted, stale }] of cluster.components) {
    const node = /^kubelet\/(.+)$/.exec(id)?.[1];
    const isGone = node !== undefined && new StoreView(cluster.server.store).get(nodes, '', node) === undefined;
    if (process === undefined && halted !== undefined && !isGone)
      mending.push(
        node !== undefined && halted.machine
          ? { type: 'node-start', node }
          : { type: 'component-start', component: id },
      );
    if (stale !== undefined) mending.push({ type: 'watch-resume', component: id });
  }
  return mending;
}
