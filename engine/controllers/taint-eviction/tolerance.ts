import { matchingTolerations } from '../../apis/core/taints.js';
import type { Node, Pod, Taint } from '../../apis/generated/core.v1.js';
import { SECOND, type Millis } from '../../core/time.js';

const NONE: readonly Taint[] = [];

/** The taints that drive pods away. */
export function noExecuteTaints(node: Node | undefined): readonly Taint[] {
  const taints = node?.spec.taints;
  if (taints === undefined) return NONE;
  const found = taints.filter(({ effect }) => effect === 'NoExecute');
  return found.length === 0 ? NONE : found;
}

/**
 * How long the pod stays on a node with these taints: 0 when it does not tolerate one of them, Infinity when it tolerates
 * all for ever, else the shortest of the times that the tolerations in use allow (processPodOnNode, getMinTolerationTime).
 */
export function toleratedFor(pod: Pod, taints: readonly Taint[]): Millis {
  const used = matchingTolerations(taints, pod.spec.tolerations);
  if (used === undefined) return 0;
  let shortest = Infinity;
  for (const { tolerationSeconds } of used) {
    if (tolerationSeconds !== undefined) shortest = Math.min(shortest, Math.max(tolerationSeconds, 0) * SECOND);
  }
  return shortest;
}
