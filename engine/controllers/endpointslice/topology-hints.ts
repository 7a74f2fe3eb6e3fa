import type { Endpoint, EndpointSlice } from '../../apis/generated/discovery.v1.js';
import { endpointsOf, type AddressType } from '../framework/endpoints/slices.js';
import type { Plan } from './fill.js';
import { draftOf, hinted, withHints } from './hints.js';
import type { Draft } from './slice.js';
import { allocationsOf, type Allocation, type ZoneShares } from './zone-shares.js';

/** What is told about a service whose hints come or go. */
export interface HintEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** A plan with hints, and how many hints each zone has got; undefined: none, because there can be none. */
export interface Hinted {
  readonly plan: Plan;
  readonly byZone: Readonly<Record<string, number>> | undefined;
  readonly event: HintEvent | undefined;
}

export function hintsDisabled(message: string, addressType: AddressType): HintEvent {
  return { type: 'Warning', reason: 'TopologyAwareHintsDisabled', message: `${message}, addressType: ${addressType}` };
}

function hintsEnabled(addressType: AddressType): HintEvent {
  const message = `Topology Aware Hints has been enabled, addressType: ${addressType}`;
  return { type: 'Normal', reason: 'TopologyAwareHintsEnabled', message };
}

/**
 * Tells each endpoint which zone should use it: its own, but where a zone has more than its share of cpu deserves, some go
 * to zones that have less. Follows TopologyCache.AddHints (k8s.io/endpointslice/topologycache); where upstream takes any
 * zone, this takes the first by name.
 */
export function withTopologyHints(
  plan: Plan,
  unchanged: readonly EndpointSlice[],
  addressType: AddressType,
  shares: ZoneShares | undefined,
  known: boolean,
): Hinted {
  const without = (message: string): Hinted => ({
    plan: withHints(plan, unchanged, 'none'),
    byZone: undefined,
    event: hintsDisabled(message, addressType),
  });
  const lists = [...plan.create, ...plan.update].map(({ endpoints }) => endpoints);
  const ready = [...lists, ...unchanged.map(endpointsOf)].flat().filter(isReady);
  const allocations = allocationsOf(shares, ready.length);
  if (typeof allocations === 'string') return without(allocations);
  const { kept, wrong } = checkUnchanged(unchanged, allocations);
  const update = [...plan.update, ...wrong.map(draftOf)];
  const drafts = [...plan.create, ...update];
  if (drafts.some(({ endpoints }) => endpoints.some((endpoint) => isReady(endpoint) && (endpoint.zone ?? '') === ''))) {
    return without('One or more endpoints do not have a zone specified');
  }
  const byZone = new Map(kept);
  for (const { endpoints } of drafts) for (const { zone = '' } of endpoints.filter(isReady)) count(byZone, zone, 1);
  const moves = movesBetween(allocations, byZone);
  const hintedDrafts = drafts.map((draft) => hintDraft(draft, moves, byZone));
  if (byZone.size === 0) return without('No hints allocated for zones');
  return {
    plan: {
      create: hintedDrafts.slice(0, plan.create.length),
      update: hintedDrafts.slice(plan.create.length),
      remove: plan.remove,
    },
    byZone: Object.fromEntries(byZone),
    event: known ? undefined : hintsEnabled(addressType),
  };
}

function isReady({ conditions }: Endpoint): boolean {
  return conditions.ready === true;
}

function count(counts: Map<string, number>, zone: string, by: number): void {
  counts.set(zone, (counts.get(zone) ?? 0) + by);
}

interface Checked {
  readonly kept: ReadonlyMap<string, number>;
  /** Slices whose hints must be given anew. */
  readonly wrong: readonly EndpointSlice[];
}

/** getAllocatedHintsByZone. */
function checkUnchanged(slices: readonly EndpointSlice[], allocations: ReadonlyMap<string, Allocation>): Checked {
  const kept = new Map<string, number>();
  const wrong: EndpointSlice[] = [];
  for (const slice of slices) {
    const counts = hintsByZone(slice, kept, allocations);
    if (counts === undefined) wrong.push(slice);
    else for (const [zone, number] of counts) count(kept, zone, number);
  }
  return { kept, wrong };
}

/** The hints of a slice; undefined when one is missing, or a zone gets too many. */
function hintsByZone(
  slice: EndpointSlice,
  before: ReadonlyMap<string, number>,
  allocations: ReadonlyMap<string, Allocation>,
): ReadonlyMap<string, number> | undefined {
  const counts = new Map<string, number>();
  for (const { hints } of endpointsOf(slice).filter(isReady)) {
    const zones = hints?.forZones ?? [];
    if (zones.length === 0 || zones.some(({ name }) => !allocations.has(name))) return undefined;
    for (const { name } of zones) count(counts, name, 1);
  }
  for (const [zone, number] of counts) {
    if (number + (before.get(zone) ?? 0) > (allocations.get(zone)?.maximum ?? 0)) return undefined;
  }
  return counts;
}

/** Zones that give endpoints away, and zones that get them, with how many. */
interface Moves {
  readonly giving: Map<string, number>;
  readonly receiving: Map<string, number>;
}

/** getGivingAndReceivingZones. */
function movesBetween(allocations: ReadonlyMap<string, Allocation>, counts: ReadonlyMap<string, number>): Moves {
  const surplus = new Map<string, number>();
  const shortage = new Map<string, number>();
  for (const [zone, { desired }] of allocations) {
    const difference = (counts.get(zone) ?? 0) - desired;
    if (difference > 0) surplus.set(zone, difference);
    else if (difference < 0) shortage.set(zone, -difference);
  }
  const moves: Moves = { giving: new Map(), receiving: new Map() };
  for (;;) {
    const from = most(surplus);
    const to = most(shortage);
    if (from === undefined || to === undefined || (from[1] < 1 && to[1] < 1) || from[1] < 0.5 || to[1] < 0.5)
      return moves;
    count(moves.giving, from[0], 1);
    count(moves.receiving, to[0], 1);
    surplus.set(from[0], from[1] - 1);
    shortage.set(to[0], to[1] - 1);
  }
}

function most(amounts: ReadonlyMap<string, number>): readonly [string, number] | undefined {
  let found: readonly [string, number] | undefined;
  for (const entry of amounts) if (entry[1] > (found?.[1] ?? 0)) found = entry;
  return found;
}

/** Hints for the endpoints that are ready; moves and counts go down and up as endpoints go elsewhere (redistributeHints). */
function hintDraft(draft: Draft, { giving, receiving }: Moves, byZone: Map<string, number>): Draft {
  const endpoints = draft.endpoints.map((endpoint) => {
    if (!isReady(endpoint)) return endpoint;
    const own = endpoint.zone ?? '';
    const other = (giving.get(own) ?? 0) > 0 ? [...receiving].find(([, wanted]) => wanted > 0)?.[0] : undefined;
    if (other !== undefined) {
      count(giving, own, -1);
      count(receiving, other, -1);
      count(byZone, own, -1);
      count(byZone, other, 1);
    }
    return hinted(endpoint, { forZones: [{ name: other ?? own }] });
  });
  return { ...draft, endpoints };
}
