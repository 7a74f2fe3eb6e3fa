import { deepEqual } from '../equality.js';
import type { Type } from './atom.js';
import { compare, excluding, type Comparison } from './compare.js';
import {
  difference,
  intersection,
  isEmptySet,
  NO_FIELDS,
  recursiveDifference,
  union,
  type FieldSet,
} from './field-set.js';
import type { Conflict, ManagedSet, Managers } from './managers.js';
import { merge } from './merge.js';
import { removeItems, withNamedFields } from './remove-items.js';
import { toFieldSet } from './to-field-set.js';

/** A value of some type. */
export interface Typed {
  readonly type: Type;
  readonly value: unknown;
}

/** What an updater must know about the API: how values look in its versions, and what an endpoint does not write. */
export interface Versions {
  /** The value in another version; undefined when there is no such version. */
  convert(value: Typed, apiVersion: string): Typed | undefined;
  /** What writes are not to own, whatever they send. */
  ignored(apiVersion: string): FieldSet;
}

/** One write: who makes it, in what version. */
export interface Writer {
  readonly manager: string;
  readonly apiVersion: string;
  readonly versions: Versions;
}

export interface Applied {
  /** undefined: the object is what it was. */
  readonly value: unknown;
  readonly managers: Managers;
}

/** Who manages what after an object was written otherwise than by apply: Updater.Update (structured-merge-diff/merge). */
export function update(writer: Writer, live: Typed, next: Typed, managers: Managers): Managers {
  const { manager, apiVersion, versions } = writer;
  const { losses, own } = lossesOf(writer, live, next, managers);
  const kept = new Map(without(managers, losses));
  const before = kept.get(manager)?.fields ?? NO_FIELDS;
  const changed = union(union(difference(before, own.removed), own.modified), own.added);
  const fields = recursiveDifference(changed, versions.ignored(apiVersion));
  if (isEmptySet(fields)) kept.delete(manager);
  else kept.set(manager, { fields, apiVersion });
  return kept;
}

/**
 * The object that a configuration makes of the live one, and who manages what then; conflicts, unless it is forced:
 * Updater.Apply. What the manager applied before and now does not goes, if nobody else manages it.
 */
export function apply(
  writer: Writer,
  live: Typed,
  config: unknown,
  managers: Managers,
  force: boolean,
): Applied | readonly Conflict[] {
  const { manager, apiVersion, versions } = writer;
  const { type } = live;
  const fields = recursiveDifference(toFieldSet(type, config), versions.ignored(apiVersion));
  const last = managers.get(manager);
  const claimed = new Map(managers).set(manager, { fields, apiVersion });
  const merged = { type, value: merge(type, live.value, config) };
  const pruned = prune(writer, merged, claimed, last);
  const { losses } = lossesOf(writer, live, pruned, claimed);
  if (!force && losses.conflicts.length > 0) return losses.conflicts;
  return { value: deepEqual(live.value, pruned.value) ? undefined : pruned.value, managers: without(claimed, losses) };
}

/** What other managers lose by a write. */
interface Losses {
  readonly conflicts: readonly Conflict[];
  readonly removed: ReadonlyMap<string, FieldSet>;
  /** Managers whose version is no longer served. */
  readonly outdated: ReadonlySet<string>;
}

function lossesOf(
  { manager, apiVersion, versions }: Writer,
  live: Typed,
  next: Typed,
  managers: Managers,
): { readonly losses: Losses; readonly own: Comparison } {
  const own = excluding(compare(live.type, live.value, next.value), versions.ignored(apiVersion));
  const known = new Map<string, Comparison | undefined>([[apiVersion, own]]);
  const conflicts: Conflict[] = [];
  const removed = new Map<string, FieldSet>();
  const outdated = new Set<string>();
  for (const [other, set] of [...managers].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (other === manager) continue;
    if (!known.has(set.apiVersion)) known.set(set.apiVersion, comparedIn(set.apiVersion, versions, live, next));
    const changes = known.get(set.apiVersion);
    if (changes === undefined) {
      outdated.add(other);
      continue;
    }
    const fields = intersection(set.fields, union(changes.modified, changes.added));
    if (!isEmptySet(fields)) conflicts.push({ manager: other, fields });
    removed.set(other, changes.removed);
  }
  return { losses: { conflicts, removed, outdated }, own };
}

function comparedIn(apiVersion: string, versions: Versions, live: Typed, next: Typed): Comparison | undefined {
  const before = versions.convert(live, apiVersion);
  const after = versions.convert(next, apiVersion);
  if (before === undefined || after === undefined) return undefined;
  return excluding(compare(before.type, before.value, after.value), versions.ignored(apiVersion));
}

function without(managers: Managers, { conflicts, removed, outdated }: Losses): Managers {
  const taken = new Map(conflicts.map(({ manager, fields }) => [manager, fields]));
  const kept = new Map<string, ManagedSet>();
  for (const [manager, set] of managers) {
    if (outdated.has(manager)) continue;
    const gone = union(taken.get(manager) ?? NO_FIELDS, removed.get(manager) ?? NO_FIELDS);
    const fields = difference(set.fields, gone);
    if (!isEmptySet(fields)) kept.set(manager, fields === set.fields ? set : { ...set, fields });
  }
  return kept;
}

/** Takes away what the manager applied last time, not this time, and nobody else manages (Updater.prune). */
function prune(
  { versions, apiVersion }: Writer,
  merged: Typed,
  managers: Managers,
  last: ManagedSet | undefined,
): Typed {
  if (last === undefined || isEmptySet(last.fields)) return merged;
  const converted = versions.convert(merged, last.apiVersion);
  if (converted === undefined) return merged;
  const { type } = converted;
  const lastFields = withNamedFields(type, last.fields);
  const bare = { type, value: removeItems(type, converted.value, lastFields) };
  const owned = withOwned(versions, converted, bare, last.apiVersion, managers);
  const kept = withDangling(versions, owned, last.apiVersion, lastFields, converted);
  return versions.convert(kept, apiVersion) ?? merged;
}

/** Puts back what somebody manages, version by version (Updater.addBackOwnedItems). */
function withOwned(versions: Versions, merged: Typed, bare: Typed, first: string, managers: Managers): Typed {
  const managed = new Map<string, FieldSet>([[first, NO_FIELDS]]);
  for (const { apiVersion, fields } of managers.values())
    managed.set(apiVersion, union(managed.get(apiVersion) ?? NO_FIELDS, fields));
  let kept = bare;
  for (const [apiVersion, fields] of managed) {
    const whole = versions.convert(merged, apiVersion);
    const part = versions.convert(kept, apiVersion);
    if (whole === undefined || part === undefined) continue;
    const { type } = whole;
    const stays = union(withNamedFields(type, toFieldSet(type, part.value)), withNamedFields(type, fields));
    const goes = difference(withNamedFields(type, toFieldSet(type, whole.value)), stays);
    kept = { type, value: removeItems(type, whole.value, goes) };
  }
  return kept;
}

/** Puts back what the manager did not manage last time: others' items, and those of nobody (Updater.addBackDanglingItems). */
function withDangling(versions: Versions, kept: Typed, apiVersion: string, last: FieldSet, merged: Typed): Typed {
  const { type } = merged;
  const part = versions.convert(kept, apiVersion);
  if (part === undefined) return merged;
  const gone = difference(
    withNamedFields(type, toFieldSet(type, merged.value)),
    withNamedFields(type, toFieldSet(type, part.value)),
  );
  return { type, value: removeItems(type, merged.value, intersection(gone, last)) };
}
