import type { SortedMap } from '../../core/sorted-map.js';
import { nodeNamed, type Cache } from './cache.js';
import type { ImageStates } from './images.js';
import type { NodeInfo } from './node-info.js';
import { nodeOrder } from './node-tree.js';
import type { Slots } from './slots.js';

/** The nodes as one scheduling cycle sees them. */
export interface Snapshot {
  readonly nodes: Slots<NodeInfo>;
  /** Slots in the order in which nodes are tried: one zone after the other. */
  readonly order: readonly number[];
  /** Node name → slot. */
  readonly slots: SortedMap<string, number>;
  readonly images: ImageStates;
  /** Whether any node runs pods with affinity terms, and with required anti-affinity terms. */
  readonly hasAffinity: boolean;
  readonly hasAntiAffinity: boolean;
  named(name: string): NodeInfo | undefined;
}

/** As UpdateSnapshot; costs nothing, since the cache is a value. */
export function snapshotOf(cache: Cache): Snapshot {
  const { nodes, tree, slots, images, withAffinity, withAntiAffinity } = cache;
  return {
    nodes,
    order: nodeOrder(tree),
    slots,
    images,
    hasAffinity: withAffinity > 0,
    hasAntiAffinity: withAntiAffinity > 0,
    named: (name) => nodeNamed(cache, name),
  };
}

/** All nodes, in order. */
export function allNodes(snapshot: Snapshot): readonly NodeInfo[] {
  const infos: NodeInfo[] = [];
  for (const slot of snapshot.order) {
    const info = snapshot.nodes.get(slot);
    if (info !== undefined) infos.push(info);
  }
  return infos;
}
