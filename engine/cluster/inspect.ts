import { failed, type Result } from '../apimachinery/result.js';
import type { Pod } from '../apis/generated/core.v1.js';
import { cpusetOf } from '../kubelet/cm/cpumanager/cpu-manager.js';
import { formatCpuSet } from '../kubelet/cm/cpumanager/cpuset.js';
import { criCalls, guessedImages, isKubeletMemory } from '../kubelet/inspect.js';
import { logsOf, type LogLine } from '../kubelet/logs.js';
import type { KubeletMemory } from '../kubelet/memory.js';
import { nodeUsage, podUsage, type NodeStats, type PodStats } from '../kubelet/stats/summary.js';
import type { CriCall } from '../runtime/cri-call.js';
import type { DevicePlugin } from '../runtime/device-plugin.js';
import type { Cluster } from './cluster.js';

/** What a node's kubelet holds, also while it is stopped. */
export function kubeletOf(cluster: Cluster, node: string): KubeletMemory | undefined {
  const running = cluster.components.get(`kubelet/${node}`);
  const memory = (running?.process ?? running?.halted?.process)?.memory;
  return isKubeletMemory(memory) ? memory : undefined;
}

/**
 * What a container of a pod has written, from the node that it runs on; an error as `kubectl logs` shows it.
 * @param container absent: the first one
 */
export function containerLogs(
  cluster: Cluster,
  pod: Pod,
  container?: string,
  previous = false,
): Result<readonly LogLine[]> {
  const memory = kubeletOf(cluster, pod.spec.nodeName ?? '');
  if (memory === undefined) return failed(`pod ${pod.metadata.name} does not have a host assigned`);
  const name = container ?? pod.spec.containers[0]?.name ?? '';
  return logsOf(memory, pod.metadata.uid, name, { now: cluster.now, previous });
}

/** The cpus that a container may run on, as its cpuset.cpus reads: '0-3,7'. '' when it runs nowhere. */
export function containerCpus(cluster: Cluster, pod: Pod, container: string): string {
  const node = cluster.config.nodes?.find(({ name }) => name === pod.spec.nodeName);
  const memory = kubeletOf(cluster, pod.spec.nodeName ?? '');
  if (node === undefined || memory === undefined) return '';
  return formatCpuSet(cpusetOf(node, memory.allocations.cpus, pod.metadata.uid, container));
}

/** The device plugin of a resource on a node; undefined: there is none. */
export function devicePlugin(cluster: Cluster, node: string, resource: string): DevicePlugin | undefined {
  return kubeletOf(cluster, node)?.plugins[resource];
}

/** The calls between a node's kubelet and its container runtime and device plugins, oldest first. */
export function runtimeCalls(cluster: Cluster, node: string): readonly CriCall[] {
  const memory = kubeletOf(cluster, node);
  return memory === undefined ? [] : criCalls(memory);
}

/** What a pod uses, as its node's kubelet measures it; undefined when no node runs it. */
export function usageOfPod(cluster: Cluster, { spec, metadata }: Pod): PodStats | undefined {
  const memory = kubeletOf(cluster, spec.nodeName ?? '');
  return memory === undefined ? undefined : podUsage(memory, metadata.uid, cluster.now);
}

/** What a node uses; undefined when there is no such machine. */
export function usageOfNode(cluster: Cluster, node: string): NodeStats | undefined {
  const memory = kubeletOf(cluster, node);
  return memory === undefined ? undefined : nodeUsage(memory, cluster.now);
}

/** Images that ran although nobody describes what they do, in order. */
export function guessedImagesOf(cluster: Cluster): readonly string[] {
  const images = new Set<string>();
  for (const [, { process, halted }] of cluster.components) {
    const memory = (process ?? halted?.process)?.memory;
    if (isKubeletMemory(memory)) for (const image of guessedImages(memory)) images.add(image);
  }
  return [...images].sort();
}
