import type { Millis } from '../../core/time.js';
import { stateOf } from '../../runtime/container.js';
import { logged } from '../../runtime/cri-call.js';
import type { RuntimePod } from '../../runtime/runtime.js';
import { deleteImages } from '../images/image-gc.js';
import type { KubeletConfig } from '../kubelet.js';
import type { KubeletMemory } from '../memory.js';

/** What can be had without hurting a pod: containers of pods that have ended, then images that nobody uses. */
export function reclaimNodeLevelResources(config: KubeletConfig, memory: KubeletMemory, now: Millis): KubeletMemory {
  return deleteImages(config.node, deleteUnusedContainers(memory, now), Infinity, now).memory;
}

/** Removes all containers of pods that have ended for good. Follows DeleteAllUnusedContainers. */
function deleteUnusedContainers(memory: KubeletMemory, now: Millis): KubeletMemory {
  const changes: [string, RuntimePod][] = [];
  let { calls } = memory.runtime;
  for (const [uid, pod] of memory.runtime.pods) {
    const worker = memory.workers.get(uid);
    if (worker !== undefined && worker.stage !== 'terminated') continue;
    const ended = pod.containers.filter((run) => stateOf(run, now) === 'exited');
    if (ended.length === 0) continue;
    const { namespace = '', name = '' } = worker?.pod.metadata ?? {};
    for (const { id, name: container } of ended)
      calls = logged(calls, { at: now, call: 'RemoveContainer', pod: `${namespace}/${name}`, container, id });
    changes.push([uid, { ...pod, containers: pod.containers.filter((run) => !ended.includes(run)) }]);
  }
  if (changes.length === 0) return memory;
  return { ...memory, runtime: { ...memory.runtime, calls, pods: memory.runtime.pods.edit(changes) } };
}
