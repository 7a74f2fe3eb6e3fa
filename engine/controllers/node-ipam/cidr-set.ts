import { SortedMap } from '../../core/sorted-map.js';

/** --cluster-cidr=10.244.0.0/16, cut into blocks of 256 addresses (--node-cidr-mask-size). */
const CLUSTER = '10.244';
const BLOCKS = 256;

/** Blocks of the cluster's pod addresses that nodes have: a CidrSet as a value. */
export interface CidrSet {
  /** Block → node. */
  readonly used: SortedMap<number, string>;
  /** Where the search for a free block begins. */
  readonly next: number;
}

export const EMPTY_CIDR_SET: CidrSet = { used: SortedMap.empty(), next: 0 };

/** '10.244.3.0/24' of 3. */
function cidrOf(block: number): string {
  return `${CLUSTER}.${block}.0/24`;
}

const BLOCK = /^10\.244\.(\d{1,3})\.0\/24$/;

/** The number of a block; undefined for addresses that are not the cluster's. */
function blockOf(cidr: string): number | undefined {
  const [, digits] = BLOCK.exec(cidr) ?? [];
  return digits === undefined || Number(digits) >= BLOCKS ? undefined : Number(digits);
}

/** The next free block, round and round (AllocateNext); undefined when there is none. */
export function allocateNext(set: CidrSet, node: string): { readonly set: CidrSet; readonly cidr: string } | undefined {
  for (let i = 0; i < BLOCKS; i++) {
    const block = (set.next + i) % BLOCKS;
    if (set.used.has(block)) continue;
    return { set: { used: set.used.set(block, node), next: (block + 1) % BLOCKS }, cidr: cidrOf(block) };
  }
  return undefined;
}

/** With the blocks that a node has; the same set (===) when they are known. */
export function occupy(set: CidrSet, cidrs: readonly string[], node: string): CidrSet {
  let { used } = set;
  for (const cidr of cidrs) {
    const block = blockOf(cidr);
    if (block !== undefined) used = used.set(block, node);
  }
  return used === set.used ? set : { ...set, used };
}

/** Without the blocks of a node. */
export function release(set: CidrSet, cidrs: readonly string[]): CidrSet {
  let { used } = set;
  for (const cidr of cidrs) {
    const block = blockOf(cidr);
    if (block !== undefined) used = used.delete(block);
  }
  return used === set.used ? set : { ...set, used };
}
