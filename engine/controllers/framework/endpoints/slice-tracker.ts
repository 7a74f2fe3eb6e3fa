import { SortedMap } from '../../../core/sorted-map.js';
import type { EndpointSlice } from '../../../apis/generated/discovery.v1.js';
import { serviceKeyOf } from './slices.js';

const DELETION_EXPECTED = -1;

/** Uid of a slice → the generation that was written. */
type Generations = SortedMap<string, number>;

/** Service key → what was written of its slices: an EndpointSliceTracker as a value. */
export type Tracker = SortedMap<string, Generations>;

export const NOTHING_TRACKED: Tracker = SortedMap.empty();

function generationsOf(tracker: Tracker, slice: EndpointSlice): Generations | undefined {
  return tracker.get(serviceKeyOf(slice) ?? '');
}

function set(tracker: Tracker, slice: EndpointSlice, generation: number): Tracker {
  const known = generationsOf(tracker, slice) ?? SortedMap.empty<string, number>();
  return tracker.set(serviceKeyOf(slice) ?? '', known.set(slice.metadata.uid, generation));
}

/** A slice was written. */
export function written(tracker: Tracker, slice: EndpointSlice): Tracker {
  return set(tracker, slice, slice.metadata.generation ?? 0);
}

/** A slice was deleted. */
export function expectDeletion(tracker: Tracker, slice: EndpointSlice): Tracker {
  return set(tracker, slice, DELETION_EXPECTED);
}

/** Whether somebody else wrote a slice that was seen to change. */
export function shouldSync(tracker: Tracker, slice: EndpointSlice): boolean {
  const generation = generationsOf(tracker, slice)?.get(slice.metadata.uid);
  return generation === undefined || (slice.metadata.generation ?? 0) > generation;
}

/** Whether a slice is tracked. */
export function isTracked(tracker: Tracker, slice: EndpointSlice): boolean {
  return generationsOf(tracker, slice)?.has(slice.metadata.uid) ?? false;
}

/** Whether these slices are older than what was written. */
export function isStale(tracker: Tracker, serviceKey: string, slices: readonly EndpointSlice[]): boolean {
  const generations = tracker.get(serviceKey);
  if (generations === undefined) return false;
  const seen = new Set<string>();
  for (const { metadata } of slices) {
    seen.add(metadata.uid);
    const generation = generations.get(metadata.uid);
    if (generation === undefined) continue;
    if (generation === DELETION_EXPECTED || generation > (metadata.generation ?? 0)) return true;
  }
  for (const [uid, generation] of generations) if (generation !== DELETION_EXPECTED && !seen.has(uid)) return true;
  return false;
}

/** A tracked slice is gone. `expected` is false when somebody else deleted it. */
export function handleDeletion(
  tracker: Tracker,
  slice: EndpointSlice,
): { readonly tracker: Tracker; readonly expected: boolean } {
  const generations = generationsOf(tracker, slice);
  const generation = generations?.get(slice.metadata.uid);
  if (generations === undefined || generation === undefined) return { tracker, expected: true };
  const rest = generations.delete(slice.metadata.uid);
  return { tracker: tracker.set(serviceKeyOf(slice) ?? '', rest), expected: generation === DELETION_EXPECTED };
}
