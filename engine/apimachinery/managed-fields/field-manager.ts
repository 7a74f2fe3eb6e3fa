import {
  fieldSet,
  difference,
  isEmptySet,
  union,
  type FieldPath,
  type FieldSet,
} from '../structured-merge/field-set.js';
import type { Conflict, Managers } from '../structured-merge/managers.js';
import { apply, update, type Typed, type Versions } from '../structured-merge/update.js';
import { fieldElement } from '../structured-merge/path-element.js';
import { capped } from './cap-managers.js';
import { managerKey, type Managed } from './managed.js';

/** One write, as managers are concerned by it. */
export interface Write {
  /** Who writes; '' is nobody who is known. */
  readonly manager: string;
  /** That of the endpoint. */
  readonly apiVersion: string;
  readonly subresource: string;
  /** As metav1.Time; undefined: the entry is to have none. */
  readonly time: string | undefined;
  readonly versions: Versions;
}

/** Nobody manages what makes an object this object (stripMetaManager). */
const UNMANAGED = fieldSet(
  ...['apiVersion', 'kind', 'metadata'].map((name) => [fieldElement(name)]),
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name): FieldPath => [fieldElement('metadata'), fieldElement(name)]),
);

/** Stands for whoever writes until it is known what the write has changed. */
const SELF = 'current-operation';

/**
 * Who manages what after a create, an update or a patch: the chain of managers of NewDefaultFieldManager
 * (apimachinery/pkg/util/managedfields), for Update.
 * @param isNew `live` is the empty object: what nobody managed before, nobody will, except from the beginning
 */
export function afterUpdate(write: Write, live: Typed, next: Typed, managed: Managed, isNew: boolean): Managed {
  if (managed.managers.size === 0 && !isNew) return managed;
  const managers = new Map(update({ ...write, manager: SELF }, live, next, managed.managers));
  const own = managers.get(SELF);
  managers.delete(SELF);
  const fields = own === undefined ? undefined : difference(own.fields, UNMANAGED);
  if (fields === undefined || isEmptySet(fields)) return capped({ managers, times: managed.times });
  const key = managerKey({ ...nameOf(write), operation: 'Update' });
  const before = managers.get(key);
  const all: FieldSet = before === undefined ? fields : union(fields, before.fields);
  managers.set(key, { fields: all, apiVersion: write.apiVersion });
  return capped({ managers, times: withTime(managed.times, key, write.time) });
}

function withTime(times: Managed['times'], key: string, time: string | undefined): Managed['times'] {
  const updated = new Map(times);
  if (time === undefined) updated.delete(key);
  else updated.set(key, time);
  return updated;
}

function nameOf({ manager, apiVersion, subresource }: Write) {
  return { manager: manager === '' ? 'unknown' : manager, apiVersion, subresource };
}

export interface AfterApply {
  /** What the configuration makes of the object; undefined: nothing else. */
  readonly value: unknown;
  readonly managed: Managed;
}

const BEFORE_FIRST_APPLY = 'before-first-apply';

/**
 * The same for a server-side apply, with what it makes of the object, or with what it would take from others.
 * @param empty the empty object of the kind: what nobody managed so far has a manager of its own from now on
 */
export function afterApply(
  write: Write,
  live: Typed,
  config: unknown,
  managed: Managed,
  { empty, force }: { readonly empty: Typed; readonly force: boolean },
): AfterApply | readonly Conflict[] {
  const known =
    managed.managers.size > 0
      ? managed
      : afterUpdate({ ...write, manager: BEFORE_FIRST_APPLY }, empty, live, managed, true);
  const key = managerKey({ ...nameOf(write), operation: 'Apply' });
  const applied = apply({ ...write, manager: key }, live, config, known.managers, force);
  if (!('managers' in applied)) return applied;
  const { value } = applied;
  const times = value === undefined ? known.times : withTime(known.times, key, write.time);
  return { value, managed: { managers: stripped(applied.managers, key), times } };
}

function stripped(managers: Managers, key: string): Managers {
  const own = managers.get(key);
  if (own === undefined) return managers;
  const fields = difference(own.fields, UNMANAGED);
  const kept = new Map(managers);
  if (isEmptySet(fields)) kept.delete(key);
  else kept.set(key, { ...own, fields });
  return kept;
}
