import { failed, type Result } from '../apimachinery/result.js';
import type { Pod } from '../apis/generated/core.v1.js';
import { logsOf, type LogLine } from '../kubelet/logs.js';
import type { KubeletMemory } from '../kubelet/memory.js';
import type { Cluster } from './cluster.js';

/**
 * What a container of a pod has written, from the node that it runs on; an error as `kubectl logs` shows it.
 * @param container absent: the first one
 */
export function containerLogs(cluster: Cluster, pod: Pod, container?: string, previous = false): Result<readonly LogLine[]> {
  const running = cluster.components.get(`kubelet/${pod.spec.nodeName ?? ''}`);
  const process = running?.process ?? running?.halted?.process;
  if (process === undefined) return failed(`pod ${pod.metadata.name} does not have a host assigned`);
  // A process under a kubelet's id has a kubelet's memory.
  const memory = process.memory as KubeletMemory;
  const name = container ?? pod.spec.containers[0]?.name ?? '';
  return logsOf(memory, pod.metadata.uid, name, { now: cluster.now, previous });
}
