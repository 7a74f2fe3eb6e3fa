import type { Pod } from '../apis/generated/core.v1.js';
import { StoreView } from '../apiserver/store-view.js';
import { explainPod, type Explanation } from '../scheduling/explain/explain.js';
import { isSchedulerMemory } from '../scheduling/memory.js';
import type { Cluster } from './cluster.js';
import { schedulerSettingsOf } from './machinery.js';

/**
 * What the cluster's scheduler makes of a pod at this moment, as far as it knows the cluster: one that is stopped or that
 * lags knows what it knew. Undefined when none runs.
 */
export function explainScheduling(cluster: Cluster, pod: Pod): Explanation | undefined {
  const running = cluster.components.get('kube-scheduler');
  const memory = (running?.process ?? running?.halted?.process)?.memory;
  if (running === undefined || !isSchedulerMemory(memory)) return undefined;
  const view = new StoreView(running.stale ?? cluster.server.store);
  return explainPod(pod, { memory, view, now: cluster.now }, schedulerSettingsOf(cluster.config));
}
