import type { Node } from '../../apis/generated/core.v1.js';

/** Where a node lies in the pod network 10.244.0.0/12 and the node network 10.0.0.0/16, by its place in the cluster. */
export interface NodePlace {
  /** '10.0.0.2' */
  readonly ip: string;
  /** '10.244.0', of 10.244.0.0/24 */
  readonly podPrefix: string;
}

const POD_NETWORKS = 12 * 256;

/** The place of the node with this number; up to 3,072 nodes lie in 10.244.0.0/12, all others from 10.128 on. */
export function placeOf(index: number): NodePlace {
  const host = index + 2;
  const second = index < POD_NETWORKS ? 244 + (index >> 8) : 128 + ((index - POD_NETWORKS) >> 8);
  return { ip: `10.0.${host >> 8}.${host & 255}`, podPrefix: `10.${second}.${index & 255}` };
}

const indexes = new WeakMap<Node, number>();

/** The number of a node, by its pod network; -1 when it has none of ours. */
function indexOf(node: Node): number {
  const known = indexes.get(node);
  if (known !== undefined) return known;
  const [, second, third] = /^10\.(\d+)\.(\d+)\.0\/24$/.exec(node.spec?.podCIDR ?? '') ?? [];
  const index = second === undefined || third === undefined ? -1 : numberOf(Number(second), Number(third));
  indexes.set(node, index);
  return index;
}

function numberOf(second: number, third: number): number {
  if (second >= 244) return ((second - 244) << 8) + third;
  return second >= 128 ? POD_NETWORKS + ((second - 128) << 8) + third : -1;
}

/** The lowest number that no node has. (In a real cluster the node IPAM controller hands out pod networks.) */
export function freeIndex(nodes: readonly Node[]): number {
  const taken = new Set<number>();
  for (const node of nodes) taken.add(indexOf(node));
  let index = 0;
  while (taken.has(index)) index++;
  return index;
}

/** Where a node that is registered lies; undefined when its object does not say. */
export function placeOfNode({ spec, status }: Node): NodePlace | undefined {
  const ip = status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  const podCIDR = spec?.podCIDR ?? '';
  if (ip === undefined || !podCIDR.endsWith('.0/24')) return undefined;
  return { ip, podPrefix: podCIDR.slice(0, -'.0/24'.length) };
}
