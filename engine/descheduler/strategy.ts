import type { Node, Pod } from '../apis/generated/core.v1.js';
import type { View } from '../client/view.js';
import { hasEnded, isEvictable } from './evictable.js';
import { fitsAnyOtherNode } from './node-fit.js';

/** What a strategy looks at: the cluster as the informers know it, without the pods that this round has evicted. */
export interface Situation {
  readonly view: View;
  /** Those that are ready, by name. */
  readonly nodes: readonly Node[];
  readonly nodeFit: boolean;
  readonly evicted: ReadonlySet<string>;
}

/** Pods on a node that may be evicted, by name. Upstream they come in no order. */
export function evictablePods({ view, evicted }: Situation, node: Node): readonly Pod[] {
  return view
    .podsOnNode(node.metadata.name)
    .filter((pod) => !hasEnded(pod) && isEvictable(pod) && !evicted.has(pod.metadata.uid));
}

/** What is asked of a pod right before its eviction: with nodeFit another node must take it (PreEvictionFilter). */
export function mayGo({ view, nodes, nodeFit }: Situation, pod: Pod): boolean {
  return !nodeFit || fitsAnyOtherNode(view, pod, nodes);
}
