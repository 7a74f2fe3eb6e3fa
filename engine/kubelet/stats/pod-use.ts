import type { Millis } from '../../core/time.js';
import { isRunning } from '../../runtime/container.js';
import type { Runtime, RuntimePod } from '../../runtime/runtime.js';
import { usedBy } from '../../runtime/usage/container-usage.js';

/** What one running container uses. */
export interface ContainerUse {
  readonly name: string;
  readonly memory: number;
  /** Writable layer and logs. */
  readonly disk: number;
  readonly pids: number;
  /** Millicores that it wants. */
  readonly cpu: number;
}

/** What a pod uses that runs anything. */
export interface PodUse {
  readonly memory: number;
  /** Writable layers, logs and volumes on the node's disk. */
  readonly disk: number;
  readonly pids: number;
  /** Volume name → bytes in it. */
  readonly volumes: Readonly<Record<string, number>>;
  readonly containers: readonly ContainerUse[];
}

/** What a pod uses at a moment, which may lie ahead; undefined when it runs nothing then. */
export function useOf(runtime: Runtime, pod: RuntimePod, at: Millis): PodUse | undefined {
  const containers: ContainerUse[] = [];
  const volumes: Record<string, number> = {};
  let pids = 0;
  for (const run of pod.containers) {
    if (!isRunning(run, at)) continue;
    const used = usedBy(runtime, pod, run, at);
    const { memory, disk, cpu } = used;
    containers.push({ name: run.name, memory, disk, pids: used.pids, cpu });
    pids += used.pids;
    for (const [name, bytes] of Object.entries(used.volumes)) volumes[name] = Math.max(volumes[name] ?? 0, bytes);
  }
  if (containers.length === 0) return undefined;
  const inVolumes = Object.values(volumes).reduce((sum, bytes) => sum + bytes, 0);
  return {
    memory: containers.reduce((sum, each) => sum + each.memory, 0),
    disk: containers.reduce((sum, each) => sum + each.disk, inVolumes),
    pids,
    volumes,
    containers,
  };
}
