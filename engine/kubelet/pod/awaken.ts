import type { Millis } from '../../core/time.js';
import { putWorker, type KubeletMemory } from '../memory.js';
import { nextDue } from './next-due.js';

/** Makes a pod look at its containers now. */
export function awaken(memory: KubeletMemory, uid: string, now: Millis, cause: number): KubeletMemory {
  const worker = memory.workers.get(uid);
  const pod = memory.runtime.pods.get(uid);
  if (worker === undefined || pod === undefined) return memory;
  const dirty = { ...worker, dirty: true };
  return putWorker(memory, dirty, nextDue(dirty, pod, now, memory.runtime), cause);
}
