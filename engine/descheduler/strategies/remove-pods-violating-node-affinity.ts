import { preferredTerms, requiredNodeAffinity } from '../../apis/core/node-affinity.js';
import type { Node, Pod } from '../../apis/generated/core.v1.js';
import type { DeschedulerStrategy, NodeAffinityType } from '../config.js';
import { fitsNode } from '../node-fit.js';
import { evictablePods, mayGo, type Situation } from '../strategy.js';

type Args = Extract<DeschedulerStrategy, { readonly name: 'RemovePodsViolatingNodeAffinity' }>;

/**
 * Pods whose node is not one that they require any more, and those that prefer another node to their own, as long as some
 * node would take them. Follows RemovePodsViolatingNodeAffinity.Deschedule.
 */
export function removePodsViolatingNodeAffinity(situation: Situation, { nodeAffinityType }: Args): readonly Pod[] {
  const chosen = new Set<Pod>();
  for (const type of nodeAffinityType) {
    for (const node of situation.nodes) {
      for (const pod of evictablePods(situation, node))
        if (mayGo(situation, pod) && isMisplaced(pod, node, type, situation)) chosen.add(pod);
    }
  }
  return [...chosen];
}

function isMisplaced(pod: Pod, node: Node, type: NodeAffinityType, { view, nodes }: Situation): boolean {
  const affinity = pod.spec.affinity?.nodeAffinity;
  if (affinity?.[type] === undefined || !nodes.some((other) => fitsNode(view, pod, other))) return false;
  if (type === 'requiredDuringSchedulingIgnoredDuringExecution') return !requiredNodeAffinity(pod.spec).matches(node);
  const terms = preferredTerms(affinity.preferredDuringSchedulingIgnoredDuringExecution ?? []);
  return Math.max(0, ...nodes.map((other) => terms.score(other))) > terms.score(node);
}
