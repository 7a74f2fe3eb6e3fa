import type { ManagedFieldsEntry } from '../../apis/generated/meta.v1.js';
import { marshal } from '../json-text.js';
import { failed, ok, type Result } from '../result.js';
import { equalSets, NO_FIELDS } from '../structured-merge/field-set.js';
import { fromFieldsV1, toFieldsV1 } from '../structured-merge/fields-v1.js';
import type { ManagedSet, Managers } from '../structured-merge/managers.js';

/** metadata.managedFields, read: who manages what, and when each last wrote. */
export interface Managed {
  readonly managers: Managers;
  /** Manager → time of its last write. */
  readonly times: ReadonlyMap<string, string>;
}

export const NOBODY: Managed = { managers: new Map(), times: new Map() };

/** What tells managers apart. Of an applier the version does not count: BuildManagerIdentifier. */
export interface ManagerName {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
}

/** The name as one text, which reads and sorts as upstream's does. */
export function managerKey({ manager, operation, apiVersion, subresource }: ManagerName): string {
  return marshal({
    ...(manager === '' ? {} : { manager }),
    operation,
    ...(operation === 'Apply' || apiVersion === '' ? {} : { apiVersion }),
    ...(subresource === '' ? {} : { subresource }),
  });
}

/** The name that {@link managerKey} made a text of. */
export function managerOf(key: string): Partial<ManagerName> {
  return JSON.parse(key) as Partial<ManagerName>;
}

/** Whether a manager came by applying. */
export function hasApplied(key: string): boolean {
  return managerOf(key).operation === 'Apply';
}

/** Entries as an object holds them → who manages what: DecodeManagedFields. */
export function readManaged(entries: readonly Partial<ManagedFieldsEntry>[]): Result<Managed> {
  const managers = new Map<string, ManagedSet>();
  const times = new Map<string, string>();
  for (const [at, entry] of entries.entries()) {
    const { operation, apiVersion = '', fieldsType = '', fieldsV1, manager = '', subresource = '', time } = entry;
    if (operation !== 'Apply' && operation !== 'Update') return failed('operation must be `Apply` or `Update`');
    if (apiVersion === '') return failed('apiVersion must not be empty');
    if (fieldsType === '') return failed(`missing fieldsType in managed fields entry ${at}`);
    if (fieldsType !== 'FieldsV1') return failed(`invalid fieldsType "${fieldsType}" in managed fields entry ${at}`);
    const fields = fromFieldsV1(fieldsV1 ?? {});
    if (!fields.ok) return failed(`error decoding set: ${fields.error}`);
    const key = managerKey({ manager, operation, apiVersion, subresource });
    managers.set(key, { fields: fields.value, apiVersion });
    if (time !== undefined) times.set(key, time);
  }
  return ok({ managers, times });
}

/** Who manages what → entries, in their order: encodeManagedFields. */
export function writeManaged(managed: Managed): readonly ManagedFieldsEntry[] {
  return inOrder(managed).map((key) => {
    const { manager, operation, subresource } = managerOf(key);
    const { fields = NO_FIELDS, apiVersion = '' } = managed.managers.get(key) ?? {};
    const time = managed.times.get(key);
    return {
      ...(manager === undefined ? {} : { manager }),
      ...(operation === undefined ? {} : { operation }),
      apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(fields),
      ...(subresource === undefined ? {} : { subresource }),
    };
  });
}

/** Appliers first, then who wrote longest ago, then by name (sortEncodedManagedFields). */
function inOrder({ managers, times }: Managed): readonly string[] {
  const ranked = [...managers].map(([key, { apiVersion }]) => {
    const { manager = '', operation = '', subresource = '' } = managerOf(key);
    return { key, rank: [operation, times.get(key) ?? '', manager, apiVersion, subresource] };
  });
  return ranked.sort((a, b) => compareRanks(a.rank, b.rank)).map(({ key }) => key);
}

function compareRanks(a: readonly string[], b: readonly string[]): number {
  for (const [at, left] of a.entries()) {
    const right = b[at] ?? '';
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** Whether two lists are the same but for the times in them. A manager that wrote last stands elsewhere in the list. */
export function sameButForTimes(a: Managed, b: Managed): boolean {
  if (a.managers.size !== b.managers.size) return false;
  const others = inOrder(b);
  return inOrder(a).every((key, at) => {
    const [own, other] = [a.managers.get(key), b.managers.get(key)];
    if (key !== others[at] || own === undefined || other === undefined) return false;
    return own.apiVersion === other.apiVersion && equalSets(own.fields, other.fields);
  });
}

/** Whether a client wants the list to be forgotten: it sends an empty one, or one empty entry (isResetManagedFields). */
export function isReset(entries: readonly object[] | undefined): boolean {
  if (entries === undefined) return false;
  return entries.length === 0 || (entries.length === 1 && Object.keys(entries[0] ?? {}).length === 0);
}
