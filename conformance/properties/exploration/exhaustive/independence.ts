import { replay, type Store } from '../../../../engine/apiserver/store.js';
import { StoreView } from '../../../../engine/apiserver/store-view.js';
import type { WatchEvent } from '../../../../engine/apiserver/watch-event.js';
import type { Process } from '../../../../engine/client/erase.js';
import type { Effect } from './effect.js';

/** Whether two processes will do the same. */
export type Alike = (a: Process, b: Process) => boolean;

/**
 * A turn as it would be after another one, where the two lead to the same situation in either order; undefined where they
 * may not. `late` was due when `taken` was taken, and does what it says there. They are independent when
 *
 * - neither wrote what the other read or wrote, of objects, indexes and names that were drawn;
 * - not both drew by chance, and not both can be seen by the spec: what it sees between them counts; and besides the spec and its expectations are where they were;
 * - nobody's memory depends on who came first: whoever was told by one and changed by the other makes the same of both
 *   in either order. This is tried, on the store as it is after both.
 *
 * A component whose turn it was must not have heard anything from the other that made a difference: it may have chosen
 * its work by it.
 */
export function afterOther(late: Effect, taken: Effect, alike: Alike): Effect | undefined {
  if (!late.quiet || !taken.quiet) return undefined;
  if ((late.chance && taken.chance) || (late.visible && taken.visible)) return undefined;
  if (late.changed.has(taken.component) || taken.changed.has(late.component)) return undefined;
  if (!late.looks.every((one) => taken.looks.every((other) => one.isApartFrom(other)))) return undefined;
  const ids = involved(late, taken);
  if (ids.length === 0) return late;
  const both = late.events.reduce(replay, taken.store);
  const changed = new Map(late.changed);
  for (const id of ids) {
    const end = meeting(id, late, taken, both, alike);
    if (end === undefined) return undefined;
    if (late.changed.has(id)) changed.set(id, end);
  }
  const { component, looks, events, told, store, now, chance, quiet, visible, variants } = late;
  return { component, looks, events, told, changed, store, now, chance, quiet, visible, variants };
}

/** Components that one of the two changed and the other told something. */
function involved(late: Effect, taken: Effect): readonly string[] {
  const ids: string[] = [];
  for (const id of late.changed.keys()) if (taken.told.has(id)) ids.push(id);
  for (const id of taken.changed.keys()) if (late.told.has(id) && !late.changed.has(id)) ids.push(id);
  return ids;
}

/** What both turns make of a component, if it is the same in either order. */
function meeting(id: string, late: Effect, taken: Effect, both: Store, alike: Alike): Process | undefined {
  const lateFirst = late.changed.get(id);
  const takenFirst = taken.changed.get(id);
  const { now } = taken;
  const view = new StoreView(both);
  const told = (process: Process, events: readonly WatchEvent[] = []): Process =>
    events.reduce((heard, event) => heard.observe(event, { view, now, cause: 0 }), process);
  // Only one of them changed it: what the other tells it must go unheard then, as it did before.
  if (takenFirst === undefined) {
    if (lateFirst === undefined) return undefined;
    const end = told(lateFirst, taken.told.get(id));
    return alike(end, lateFirst) ? end : undefined;
  }
  if (lateFirst === undefined) {
    const end = told(takenFirst, late.told.get(id));
    return alike(end, takenFirst) ? end : undefined;
  }
  const end = told(takenFirst, late.told.get(id));
  return alike(end, told(lateFirst, taken.told.get(id))) ? end : undefined;
}
