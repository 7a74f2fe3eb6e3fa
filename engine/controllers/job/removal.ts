import type { Pod } from '../../apis/generated/core.v1.js';
import { inPlainDeletionOrder } from '../framework/deletion-order.js';
import { isIndexed, validIndex } from './pods.js';
import type { Situation } from './situation.js';

/**
 * Active pods that go: of an Indexed job all without a valid index and all but one of each index; then as many as it takes
 * to make `atLeast`, those first that have come least far (activePodsForRemoval).
 */
export function activePodsForRemoval(situation: Situation, atLeast: number): readonly Pod[] {
  const { job, active } = situation;
  const { remove, left } = isIndexed(job) ? apart(situation) : { remove: [], left: active };
  if (remove.length >= atLeast) return remove;
  return [...remove, ...inPlainDeletionOrder(left).slice(0, atLeast - remove.length)];
}

/** Active pods of an Indexed job: those that go in any case, and one for each index. */
function apart({ job, active }: Situation): { readonly remove: readonly Pod[]; readonly left: readonly Pod[] } {
  const remove: Pod[] = [];
  const byIndex = new Map<number, Pod[]>();
  for (const pod of active) {
    const index = validIndex(pod, job);
    const same = index === undefined ? remove : byIndex.get(index);
    if (same !== undefined) same.push(pod);
    else if (index !== undefined) byIndex.set(index, [pod]);
  }
  const left: Pod[] = [];
  for (const same of byIndex.values()) {
    const ordered = same.length === 1 ? same : inPlainDeletionOrder(same);
    remove.push(...ordered.slice(0, -1));
    left.push(...ordered.slice(-1));
  }
  return { remove, left };
}
