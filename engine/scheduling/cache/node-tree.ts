import type { Node } from '../../apis/generated/core.v1.js';

interface Zone {
  readonly key: string;
  /** Slots of its nodes, in the order in which they came. */
  readonly slots: readonly number[];
}

/** The nodes by zone, as the scheduler's nodeTree. */
export interface NodeTree {
  readonly zones: readonly Zone[];
  readonly size: number;
}

export const NO_NODES: NodeTree = { zones: [], size: 0 };

/** Region and zone in one, as GetZoneKey; '' when the node has neither. */
export function zoneKeyOf(node: Node): string {
  const labels = node.metadata.labels ?? {};
  const zone = labels['failure-domain.beta.kubernetes.io/zone'] ?? labels['topology.kubernetes.io/zone'] ?? '';
  const region = labels['failure-domain.beta.kubernetes.io/region'] ?? labels['topology.kubernetes.io/region'] ?? '';
  return zone === '' && region === '' ? '' : `${region}:\0:${zone}`;
}

export function addNode(tree: NodeTree, zone: string, slot: number): NodeTree {
  const index = tree.zones.findIndex(({ key }) => key === zone);
  const zones = tree.zones.slice();
  const found = tree.zones[index];
  if (found === undefined) zones.push({ key: zone, slots: [slot] });
  else zones[index] = { key: zone, slots: [...found.slots, slot] };
  return { zones, size: tree.size + 1 };
}

export function removeNode(tree: NodeTree, zone: string, slot: number): NodeTree {
  const zones = tree.zones
    .map((entry) => (entry.key === zone ? { ...entry, slots: entry.slots.filter((other) => other !== slot) } : entry))
    .filter(({ slots }) => slots.length > 0);
  return { zones, size: tree.size - 1 };
}

const orders = new WeakMap<NodeTree, readonly number[]>();

/** The slots of all nodes, one of each zone in turn, as nodeTree.list. The same tree always gives the same array. */
export function nodeOrder(tree: NodeTree): readonly number[] {
  const known = orders.get(tree);
  if (known !== undefined) return known;
  const order: number[] = [];
  for (let round = 0; order.length < tree.size; round++) {
    for (const { slots } of tree.zones) {
      const slot = slots[round];
      if (slot !== undefined) order.push(slot);
    }
  }
  orders.set(tree, order);
  return order;
}
