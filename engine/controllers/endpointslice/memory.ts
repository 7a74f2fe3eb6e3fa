import { SortedMap } from '../../core/sorted-map.js';
import { NOTHING_TRACKED, type Tracker } from '../framework/endpoints/slice-tracker.js';
import { NO_TRIGGER_TIMES, type TriggerTimes } from '../framework/endpoints/trigger-time.js';

/** What the controller remembers of each service. */
export interface Memory {
  readonly tracker: Tracker;
  readonly triggers: TriggerTimes;
  readonly topology: HintedServices;
}

/** Address type → zone → hints that a service has. */
export type HintCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Service key → its hints by zone size; only services that have some. */
export type HintedServices = SortedMap<string, HintCounts>;

export const NEW_MEMORY: Memory = { tracker: NOTHING_TRACKED, triggers: NO_TRIGGER_TIMES, topology: SortedMap.empty() };

/** Without a service that is gone. */
export function forgetService({ tracker, triggers, topology }: Memory, key: string): Memory {
  return { tracker: tracker.delete(key), triggers: triggers.delete(key), topology };
}

/** With the hints that a service has got, or without any of one address type (SetHints, RemoveHints). */
export function withHintCounts(
  topology: HintedServices,
  key: string,
  addressType: string,
  byZone: Readonly<Record<string, number>> | undefined,
): HintedServices {
  const { [addressType]: _, ...others } = topology.get(key) ?? {};
  if (byZone !== undefined) return topology.set(key, { ...others, [addressType]: byZone });
  return Object.keys(others).length === 0 ? topology.delete(key) : topology.set(key, others);
}
