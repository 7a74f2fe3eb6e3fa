import { SortedMap } from '../../core/sorted-map.js';
import type { Millis } from '../../core/time.js';
import type { Health } from './health.js';
import { NEW_ZONE, NO_ZONES, type Zone, type Zones } from './zones.js';

/** What the controller remembers. */
export interface Memory {
  /** When the rounds began, and when the last was; undefined before the first. */
  readonly start: Millis;
  readonly last: Millis | undefined;
  /** Nodes that have been registered, with their uids. */
  readonly known: SortedMap<string, string>;
  readonly health: SortedMap<string, Health>;
  readonly zones: Zones;
  /** Nodes whose pods could not all be marked as not ready. */
  readonly retry: SortedMap<string, true>;
}

export function newMemory(start: Millis): Memory {
  return {
    start,
    last: undefined,
    known: SortedMap.empty(),
    health: SortedMap.empty(),
    zones: NO_ZONES,
    retry: SortedMap.empty(),
  };
}

export function zoneOf(memory: Memory, key: string): Zone {
  return memory.zones.get(key) ?? NEW_ZONE;
}

export function withZone(memory: Memory, key: string, zone: Zone): Memory {
  const zones = memory.zones.set(key, zone);
  return zones === memory.zones ? memory : { ...memory, zones };
}

export function withHealth(memory: Memory, node: string, health: Health | undefined): Memory {
  const changed = health === undefined ? memory.health.delete(node) : memory.health.set(node, health);
  return changed === memory.health ? memory : { ...memory, health: changed };
}

export function withRetry(memory: Memory, node: string, wanted: boolean): Memory {
  const retry = wanted ? memory.retry.set(node, true) : memory.retry.delete(node);
  return retry === memory.retry ? memory : { ...memory, retry };
}
