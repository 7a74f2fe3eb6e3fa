import { SECOND, type Millis } from '../../core/time.js';
import { appointNode, type KubeletMemory } from '../memory.js';

/** nodeStatusUpdateFrequency: changes are told on the next of these ticks. */
export const STATUS_UPDATE_FREQUENCY = 10 * SECOND;

/**
 * Something that the node's status tells has changed at `now`: an update is due on the next tick. `retry`: nothing that
 * anybody waits for.
 */
export function wantStatus(memory: KubeletMemory, now: Millis, cause: number, retry: boolean): KubeletMemory {
  const { registered, appointment, stale } = memory.node;
  if (!registered) return memory;
  const due = appointment === undefined ? undefined : memory.agenda.queue.get(appointment);
  const ticks = Math.floor((now - memory.startedAt) / STATUS_UPDATE_FREQUENCY) + 1;
  const at = Math.min(due?.at ?? Infinity, memory.startedAt + ticks * STATUS_UPDATE_FREQUENCY);
  const idle = retry && (due === undefined || due.retry);
  if (stale && due?.at === at && due.retry === idle) return memory;
  return appointNode({ ...memory, node: { ...memory.node, stale: true } }, at, cause, idle);
}
