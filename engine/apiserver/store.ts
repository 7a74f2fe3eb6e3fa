import { extended } from '../core/extended.js';
import { SortedMap, prefixEnd } from '../core/sorted-map.js';
import type { KubeObject } from '../apimachinery/object.js';
import { namespaceOf } from '../apimachinery/object.js';
import { resourceKey, type Resource } from '../apis/resource.js';
import { changedTerms, shareTerms } from './indexes.js';
import type { WatchEvent } from './watch-event.js';

/**
 * What etcd is to a cluster: every object under its key, the indexes over them and the log of changes. A value: a write
 * gives a new store that shares everything it did not touch.
 */
export interface Store {
  /** Of the newest write; resourceVersions are revisions. */
  readonly revision: number;
  /** 'apps/deployments/default/web' → object; cluster-scoped objects have an empty namespace: 'nodes//n1'. */
  readonly objects: SortedMap<string, KubeObject>;
  /** Index term + object key → object key. */
  readonly index: SortedMap<string, string>;
  /** Revision → change. */
  readonly log: SortedMap<number, WatchEvent>;
}

export const EMPTY_STORE: Store = {
  revision: 1,
  objects: SortedMap.empty(),
  index: SortedMap.empty(),
  log: SortedMap.empty(),
};

/** The key of an object of a collection. */
export function storageKey(resource: Resource, namespace: string, name: string): string {
  return `${resourceKey(resource)}/${resource.namespaced ? namespace : ''}/${name}`;
}

/** The common prefix of all keys of a collection, or of one namespace of it. */
export function storagePrefix(resource: Resource, namespace?: string): string {
  return namespace === undefined || namespace === '' || !resource.namespaced
    ? `${resourceKey(resource)}/`
    : `${resourceKey(resource)}/${namespace}/`;
}

/** Between which keys a collection lies. */
interface Bounds {
  readonly from: string;
  readonly to: string;
}

const MEMO_LIMIT = 1_000;

/** Collection → namespace → bounds: the same few are asked for with every request. */
const bounds = new Map<Resource, Map<string, Bounds>>();

function boundsOf(resource: Resource, namespace = ''): Bounds {
  const ofResource = bounds.get(resource) ?? new Map<string, Bounds>();
  const known = ofResource.get(namespace);
  if (known !== undefined) return known;
  const from = storagePrefix(resource, namespace);
  const found = { from, to: prefixEnd(from) };
  if (ofResource.size >= MEMO_LIMIT) ofResource.clear();
  bounds.set(resource, ofResource.set(namespace, found));
  return found;
}

export function objectsOf(store: Store, resource: Resource, namespace?: string): readonly KubeObject[] {
  const { from, to } = boundsOf(resource, namespace);
  return store.objects.range(from, to);
}

/** A store after a write, and the change. */
export interface Written<T extends KubeObject> {
  readonly store: Store;
  readonly event: WatchEvent<T>;
}

/** Writes an object under the next revision, which becomes its resourceVersion. Gives the store and the event. */
export function put<T extends KubeObject>(store: Store, resource: Resource<T>, object: T): Written<T> {
  const revision = store.revision + 1;
  const key = storageKey(resource, namespaceOf(object), object.metadata.name);
  // One collection holds objects of one kind only.
  const old = store.objects.get(key) as T | undefined;
  const stored = extended(object, { metadata: versioned(object.metadata, String(revision)) });
  const event: WatchEvent<T> =
    old === undefined
      ? { type: 'ADDED', revision, resource: resourceKey(resource), object: stored }
      : { type: 'MODIFIED', revision, resource: resourceKey(resource), object: stored, old };
  return { store: commit(store, key, event), event };
}

/** Metadata of a version; of a new object, the version is put where Go writes it. */
function versioned(metadata: KubeObject['metadata'], resourceVersion: string): KubeObject['metadata'] {
  if (metadata.resourceVersion !== undefined) return extended(metadata, { resourceVersion });
  const { name, generateName, namespace, uid } = metadata;
  const named = generateName === undefined ? { name } : { name, generateName };
  const placed = namespace === undefined ? { uid, resourceVersion } : { namespace, uid, resourceVersion };
  return Object.assign(named, placed, metadata, { resourceVersion });
}

/** Removes an object; the event carries its last state with the revision of the deletion, as etcd's watch does. */
export function remove<T extends KubeObject>(store: Store, resource: Resource<T>, object: T): Written<T> {
  const revision = store.revision + 1;
  const key = storageKey(resource, namespaceOf(object), object.metadata.name);
  const last = extended(object, { metadata: extended(object.metadata, { resourceVersion: String(revision) }) });
  const event: WatchEvent<T> = {
    type: 'DELETED',
    revision,
    resource: resourceKey(resource),
    object: last,
    old: object,
  };
  return { store: commit(store, key, event), event };
}

/** So many changes are remembered: a watch from before them is told that its version is too old, as after a compaction. */
const LOG_LENGTH = 1_000;

function commit(store: Store, key: string, event: WatchEvent): Store {
  const { revision, objects, index } = applyEvent(store, key, event);
  return { revision, objects, index, log: append(store.log, event) };
}

function append(log: SortedMap<number, WatchEvent>, event: WatchEvent): SortedMap<number, WatchEvent> {
  const oldest = log.size < LOG_LENGTH ? undefined : log.first();
  return oldest === undefined
    ? log.set(event.revision, event)
    : log.edit([
        [oldest[0], undefined],
        [event.revision, event],
      ]);
}

/**
 * The changes between an earlier store and this one, in order. When the log no longer reaches back that far, what a
 * client learns by listing again: one change for each object that differs.
 */
export function* changesSince(store: Store, earlier: Store): Iterable<WatchEvent> {
  const oldest = store.log.first()?.[0] ?? store.revision + 1;
  if (earlier.revision + 1 >= oldest) {
    for (const [, event] of store.log.entries(earlier.revision + 1)) yield event;
    return;
  }
  for (const [key, old] of earlier.objects)
    if (!store.objects.has(key))
      yield { type: 'DELETED', revision: store.revision, resource: collectionOf(key), object: old, old };
  for (const [key, object] of store.objects) {
    const old = earlier.objects.get(key);
    if (old === object) continue;
    const change = { revision: store.revision, resource: collectionOf(key), object };
    yield old === undefined ? { type: 'ADDED', ...change } : { type: 'MODIFIED', ...change, old };
  }
}

/** 'apps/deployments/default/web' → 'apps/deployments'. */
function collectionOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/', key.lastIndexOf('/') - 1));
}

/** Objects and indexes after one more event: what a lagging informer does with the events it missed. */
export function replay(store: Store, event: WatchEvent): Store {
  const { namespace = '', name } = event.object.metadata;
  return applyEvent(store, `${event.resource}/${namespace}/${name}`, event);
}

function applyEvent(store: Store, key: string, event: WatchEvent): Store {
  const { type, resource, revision, object, old } = event;
  const { index, log } = store;
  const gone = type === 'DELETED';
  const objects = gone ? store.objects.delete(key) : store.objects.set(key, object);
  if (!gone && old !== undefined && shareTerms(old, object)) return { revision, objects, index, log };
  const [before, after] = changedTerms(resource, old, gone ? undefined : object);
  return { revision, objects, index: reindex(index, key, before, after), log };
}

function reindex(
  index: SortedMap<string, string>,
  key: string,
  before: readonly string[],
  after: readonly string[],
): SortedMap<string, string> {
  if (before === after || sameTerms(before, after)) return index;
  const changes: [string, string | undefined][] = [];
  for (const term of before) if (!after.includes(term)) changes.push([term + key, undefined]);
  for (const term of after) if (!before.includes(term)) changes.push([term + key, key]);
  return changes.length === 0 ? index : index.edit(changes);
}

function sameTerms(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((term, i) => term === b[i]);
}

/** Keys of the objects that carry an index term, in key order. */
export function keysByTerm(store: Store, term: string): readonly string[] {
  return store.index.range(term, prefixEnd(term));
}

/** The objects as they were at an earlier revision; undefined when the log does not reach back that far. */
export function stateAt(store: Store, revision: number): Store | undefined {
  if (revision >= store.revision) return store;
  const oldest = store.log.first()?.[0] ?? store.revision + 1;
  if (revision + 1 < oldest) return undefined;
  const before = new Map<string, KubeObject | undefined>();
  for (const [, event] of store.log.entries(revision + 1)) {
    const { namespace = '', name } = event.object.metadata;
    const key = `${event.resource}/${namespace}/${name}`;
    if (!before.has(key)) before.set(key, event.type === 'ADDED' ? undefined : event.old);
  }
  return { ...store, revision, objects: store.objects.edit([...before]) };
}
