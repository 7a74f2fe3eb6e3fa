import type { KubeObject } from '../../apimachinery/object.js';
import { afterUpdate } from '../../apimachinery/managed-fields/field-manager.js';
import { isReset, NOBODY, readManaged, writeManaged, type Managed } from '../../apimachinery/managed-fields/managed.js';
import { timestamp } from '../../apimachinery/time.js';
import type { ManagedFieldsEntry } from '../../apis/generated/meta.v1.js';
import { groupVersion } from '../../apis/resource.js';
import type { Millis } from '../../core/time.js';
import type { Served } from '../registry/catalogue.js';
import { asScaled, SCALE } from './scale-write.js';
import { typedNothing, typedObject, typedSent, typeOf, versionsOf } from './versions.js';

/** One write of an object by a client, as those who manage its fields are concerned by it. */
export interface ClientWrite {
  readonly served: Served;
  readonly subresource: string;
  readonly manager: string;
  readonly now: Millis;
  /** The stored object before; undefined: there was none. */
  readonly live: KubeObject | undefined;
  /** What the client sent, decoded, in the stored version; with its managedFields, if it sent any. */
  readonly sent: KubeObject;
}

/** So many writes are remembered one by one: the next one works out who manages what, and forgets how it came about. */
const MOST_WRITES = 200;

/** How it came about who manages the fields of an object: what is known, or the write that it follows from. */
interface Provenance {
  state: Managed | ClientWrite;
  entries: readonly ManagedFieldsEntry[] | undefined;
  /** How many writes it follows from. */
  readonly writes: number;
}

/**
 * Of each stored object, who manages its fields. Nobody asks for most of them, and to work it out takes longer than to
 * write the object: what is kept is how it came about. An object does not change, so it has one entry for ever.
 */
const journal = new WeakMap<KubeObject, Provenance>();

function before({ live }: ClientWrite): Provenance | undefined {
  return live === undefined ? undefined : journal.get(live);
}

/** Notes who wrote an object, or who manages it then. */
export function note(stored: KubeObject, how: Managed | ClientWrite): void {
  const writes = 'managers' in how ? 0 : (before(how)?.writes ?? 0) + 1;
  const provenance = { state: how, entries: undefined, writes };
  journal.set(stored, provenance);
  if (writes > MOST_WRITES) settle(provenance);
}

/** Works out who manages what, once: before it what it follows from, from the oldest on. */
function settle(provenance: Provenance): Managed {
  const pending: Provenance[] = [];
  let at: Provenance | undefined = provenance;
  while (at !== undefined && !('managers' in at.state)) {
    pending.push(at);
    at = before(at.state);
  }
  for (const one of pending.reverse()) if (!('managers' in one.state)) one.state = afterWrite(one.state);
  return 'managers' in provenance.state ? provenance.state : NOBODY;
}

/** Notes that an object is managed as another one: nobody's write has changed it. */
export function noteSame(stored: KubeObject, as: KubeObject | undefined): void {
  const provenance = as === undefined ? undefined : journal.get(as);
  if (provenance !== undefined) journal.set(stored, provenance);
}

/** Who manages a stored object's fields. */
export function managedOf(stored: KubeObject): Managed {
  const provenance = journal.get(stored);
  return provenance === undefined ? NOBODY : settle(provenance);
}

/** metadata.managedFields of a stored object. */
export function managedFieldsOf(stored: KubeObject): readonly ManagedFieldsEntry[] {
  const provenance = journal.get(stored);
  if (provenance === undefined) return NO_ENTRIES;
  return (provenance.entries ??= writeManaged(settle(provenance)));
}

const NO_ENTRIES: readonly ManagedFieldsEntry[] = [];

/** Who manages an object after a write otherwise than by apply: FieldManager.Update (apimachinery/pkg/util/managedfields). */
export function afterWrite({ served, subresource, manager, now, live, sent }: ClientWrite): Managed {
  const known = live === undefined ? NOBODY : managedOf(live);
  const type = typeOf(served);
  if (type === undefined) return known;
  const managed = subresource === '' ? sentManagers(sent, known) : known;
  const write = {
    manager,
    apiVersion: groupVersion(served.resource),
    subresource,
    // The handler of scales looks the time up under another name, and finds none (ScaleHandler.ToParent).
    time: subresource === SCALE ? undefined : timestamp(now),
    versions: versionsOf(served, subresource),
  };
  const from = live === undefined ? typedNothing(served, type) : typedObject(served, type, live);
  const to = typedSent(served, type, sent);
  if (subresource === SCALE) return afterUpdate(write, asScaled(from), asScaled(to), managed, false);
  return afterUpdate(write, from, to, managed, live === undefined);
}

/** The managers that a client sent, if it sent any that can be read; those of before otherwise (decodeLiveOrNew). */
function sentManagers({ metadata: { managedFields } }: KubeObject, known: Managed): Managed {
  if (managedFields === undefined) return known;
  if (isReset(managedFields)) return NOBODY;
  const sent = readManaged(managedFields);
  return sent.ok && sent.value.managers.size > 0 ? sent.value : known;
}
