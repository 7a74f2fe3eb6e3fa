import { milliCpu } from '../../apimachinery/quantity.js';
import type { Node } from '../../apis/generated/core.v1.js';

const ZONE = 'topology.kubernetes.io/zone';

const CONTROL_PLANE = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** How far a zone may fall short of the endpoints that its share of cpu deserves. */
const OVERLOAD_THRESHOLD = 0.2;

/** Zone → its share of the cpu of all ready nodes, by zone name. */
export type ZoneShares = ReadonlyMap<string, number>;

/** How many endpoints a zone should have. */
export interface Allocation {
  readonly minimum: number;
  readonly maximum: number;
  readonly desired: number;
}

export function isNodeReady({ status }: Node): boolean {
  return status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
}

export function zoneOf({ metadata }: Node): string {
  return metadata.labels?.[ZONE] ?? '';
}

/** Undefined when a node does not tell enough, or all nodes are in one zone (SetNodes). */
export function zoneShares(nodes: readonly Node[]): ZoneShares | undefined {
  const cpu = new Map<string, number>();
  let total = 0;
  for (const node of nodes) {
    if (CONTROL_PLANE.some((label) => node.metadata.labels?.[label] !== undefined) || !isNodeReady(node)) continue;
    const zone = zoneOf(node);
    const amount = milliCpu(node.status.allocatable?.['cpu']);
    if (zone === '' || amount === 0) return undefined;
    cpu.set(zone, (cpu.get(zone) ?? 0) + amount);
    total += amount;
  }
  if (cpu.size < 2) return undefined;
  const zones = [...cpu.keys()].sort();
  return new Map(zones.map((zone) => [zone, (cpu.get(zone) ?? 0) / total]));
}

/** What is due to a zone at least, of so many endpoints. */
function minimumOf(share: number, endpoints: number): number {
  return Math.ceil(share * endpoints * (1 / (1 + OVERLOAD_THRESHOLD)));
}

/** Zone → endpoints, or why they cannot be shared out (getAllocations). */
export function allocationsOf(
  shares: ZoneShares | undefined,
  endpoints: number,
): ReadonlyMap<string, Allocation> | string {
  if (shares === undefined) {
    return 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes';
  }
  const numbers = `(${endpoints} endpoints, ${shares.size} zones)`;
  if (shares.size > endpoints) return `Insufficient number of endpoints ${numbers}`;
  const minimums = new Map([...shares].map(([zone, share]) => [zone, minimumOf(share, endpoints)]));
  const total = [...minimums.values()].reduce((sum, minimum) => sum + minimum, 0);
  if (total > endpoints) {
    return `Unable to allocate minimum required endpoints to each zone without exceeding overload threshold ${numbers}`;
  }
  const allocations = new Map<string, Allocation>();
  for (const [zone, minimum] of minimums) {
    const desired = Math.max((shares.get(zone) ?? 0) * endpoints, minimum);
    allocations.set(zone, { minimum, maximum: minimum + endpoints - total, desired });
  }
  return allocations;
}

/** Whether some zone has fewer endpoints than it should (serviceOverloaded). */
export function isOverloaded(hints: Readonly<Record<string, number>>, shares: ZoneShares | undefined): boolean {
  const counts = Object.values(hints);
  if (counts.length === 0) return false;
  if (shares === undefined) return true;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return [...shares].some(([zone, share]) => {
    const count = hints[zone];
    return count === undefined || count < minimumOf(share, total);
  });
}
