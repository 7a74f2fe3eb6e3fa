import type { Millis } from '../core/time.js';
import { evictionManager } from './eviction/eviction-manager.js';
import { imageGarbageCollector } from './images/image-gc.js';
import type { Duty } from './duty.js';
import { appointDuty, type KubeletMemory } from './memory.js';
import { oomWatcher } from './oom/oom-watcher.js';

/** Everything that a kubelet does besides syncing pods: one line each. */
export const duties: readonly Duty[] = [oomWatcher, evictionManager, imageGarbageCollector];

/** Memory with every duty where it belongs on the agenda. */
export function withDuties(memory: KubeletMemory, now: Millis, cause: number): KubeletMemory {
  let current = memory;
  for (const duty of duties) current = appointDuty(current, duty.name, duty.due(current, now), cause);
  return current;
}
