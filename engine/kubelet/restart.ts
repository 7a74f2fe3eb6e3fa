import { SortedMap } from '../core/sorted-map.js';
import type { Millis } from '../core/time.js';
import { stateOf } from '../runtime/container.js';
import { newIpam, release } from '../runtime/ipam.js';
import { releaseResources, restored } from './cm/container-manager.js';
import type { Runtime, RuntimePod } from '../runtime/runtime.js';
import { newMemory, type KubeletMemory } from './memory.js';

/**
 * The kubelet process starts again on a node that went on meanwhile: containers live on, everything that only the
 * kubelet knew is lost (statuses, back-offs, probes). Its pods follow as ADDED events.
 */
export function restartKubelet(memory: KubeletMemory, now: Millis): KubeletMemory {
  return lasting(memory, memory.runtime, now);
}

/** A kubelet's memory after a start, with what is written down and what lives beside it. */
function lasting(memory: KubeletMemory, runtime: Runtime, now: Millis): KubeletMemory {
  const { config, registryUp, allocations, plugins } = memory;
  return { ...newMemory(now, config, runtime, plugins), registryUp, allocations: restored(allocations, now) };
}

/** What containerd says of a container whose process is gone. */
const LOST = { code: 255, reason: 'Unknown' };

/**
 * The node itself starts again: images are still there, nothing runs any more. Its pods follow as ADDED events, and get
 * addresses after the last one: host-local keeps that on disk.
 */
export function bootNode(memory: KubeletMemory, now: Millis): KubeletMemory {
  const { runtime } = memory;
  const pods = SortedMap.from([...runtime.pods].map(([uid, pod]) => [uid, cut(pod, now)] as const));
  const { prefix, last } = runtime.ipam;
  const booted: Runtime = { ...runtime, pods, ipam: { ...newIpam(prefix), last }, pulling: now };
  return lasting(memory, booted, now);
}

function cut(pod: RuntimePod, now: Millis): RuntimePod {
  const containers = pod.containers.map((run) =>
    stateOf(run, now) === 'exited' ? run : { ...run, termination: { at: now, ...LOST } },
  );
  const { sandbox } = pod;
  return { ...pod, containers, ...(sandbox === undefined ? {} : { sandbox: { ...sandbox, ready: false } }) };
}

/** The image registry goes away or comes back: what is due to be pulled then fails or works. */
export function setRegistry(memory: KubeletMemory, up: boolean): KubeletMemory {
  return memory.registryUp === up ? memory : { ...memory, registryUp: up };
}

/** Pods that run without anybody asking for them, after a start: they are removed at once (HandlePodCleanups). */
export function removeOrphans(memory: KubeletMemory): KubeletMemory {
  const orphans = [...memory.runtime.pods].filter(([uid]) => !memory.workers.has(uid));
  const allocations = releaseResources(memory.allocations, (uid) => memory.workers.has(uid));
  if (orphans.length === 0 && allocations === memory.allocations) return memory;
  let { pods, ipam } = memory.runtime;
  for (const [uid, { sandbox }] of orphans) {
    pods = pods.delete(uid);
    if (sandbox?.ready === true && sandbox.ip !== undefined) ipam = release(ipam, sandbox.ip);
  }
  return { ...memory, allocations, runtime: { ...memory.runtime, pods, ipam } };
}
