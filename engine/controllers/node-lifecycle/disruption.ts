import type { Node, NodeCondition } from '../../apis/generated/core.v1.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { markNodeAsReachable } from './tainting.js';
import { withHealth, withZone, zoneOf, type Memory } from './memory.js';
import { computeZoneState, rateOf, swapLimiter, type ZoneState } from './zones.js';

/** Zone key → the Ready conditions of its nodes after a round; undefined where a node has none. */
export type ZoneConditions = ReadonlyMap<string, readonly (NodeCondition | undefined)[]>;

/**
 * Judges the zones after a round. When all of them are down, the fault is taken to lie with the control plane, and no node
 * is tainted; when that ends, all nodes get a new grace period. Follows handleDisruption.
 */
export function* handleDisruption(
  conditions: ZoneConditions,
  nodes: readonly Node[],
  memory: Memory,
  now: Millis,
): Reconcile<Memory> {
  const states = new Map([...conditions].map(([key, list]) => [key, computeZoneState(list)]));
  const present = onlyPresent(memory, states);
  const before = [...states.keys()].map((key) => zoneOf(present, key).state);
  const allAreFullyDisrupted = [...states.values()].every((state) => state === 'FullDisruption');
  const allWasFullyDisrupted = before.every((state) => state === 'FullDisruption');
  if (allAreFullyDisrupted && allWasFullyDisrupted) return present;
  if (allAreFullyDisrupted) return yield* stopTainting(states, nodes, present, now);
  const rested = allWasFullyDisrupted ? withNewGrace(nodes, present, now) : present;
  let after = rested;
  for (const [key, state] of states) {
    const zone = zoneOf(after, key);
    // What was stopped for all zones goes on in each of them, also where nothing has changed.
    if (zone.state === state && !allWasFullyDisrupted) continue;
    const rate = rateOf(state, conditions.get(key)?.length ?? 0);
    after = withZone(after, key, { ...zone, state, limiter: swapLimiter(zone.limiter, rate, now) });
  }
  return after;
}

function onlyPresent(memory: Memory, states: ReadonlyMap<string, ZoneState>): Memory {
  let after = memory;
  for (const [key, zone] of memory.zones) {
    if (!states.has(key) && zone.state !== undefined) after = withZone(after, key, { ...zone, state: undefined });
  }
  for (const key of states.keys()) {
    const zone = zoneOf(after, key);
    if (zone.state === undefined) after = withZone(after, key, { ...zone, state: 'Initial' });
  }
  return after;
}

function* stopTainting(
  states: ReadonlyMap<string, ZoneState>,
  nodes: readonly Node[],
  memory: Memory,
  now: Millis,
): Reconcile<Memory> {
  let after = memory;
  for (const node of nodes) after = yield* markNodeAsReachable(node, after);
  for (const key of states.keys()) {
    const zone = zoneOf(after, key);
    after = withZone(after, key, { ...zone, state: 'FullDisruption', limiter: swapLimiter(zone.limiter, 0, now) });
  }
  return after;
}

function withNewGrace(nodes: readonly Node[], memory: Memory, now: Millis): Memory {
  let after = memory;
  for (const { metadata } of nodes) {
    const health = after.health.get(metadata.name);
    if (health !== undefined) after = withHealth(after, metadata.name, { ...health, probe: now });
  }
  return after;
}
