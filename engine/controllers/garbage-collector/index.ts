import { controller, NOTHING, type Enqueue } from '../../client/controller.js';
import { builtinResources, resourceOf, type DiscoveredResource } from '../../client/resource-mapping.js';
import type { View } from '../../client/view.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Millis } from '../../core/time.js';
import { NO_ABSENT_OWNERS, type AbsentOwners } from './absent-owners.js';
import { attemptToDeleteItem, attemptToOrphanItem } from './attempt.js';
import { dependentsOf, itemOf, keyOf, ownerItem, type Item } from './item.js';
import * as references from './references.js';

/**
 * Its graph, and its questions to the server about an object and each of its owners, take it longer than other
 * controllers take to react to the same change: a deleted Job's controller still frees the pods before they go.
 */
const GRAPH_LAG: Millis = 1;

/**
 * Deletes what has lost its owners (pkg/controller/garbagecollector). Upstream keeps a graph of all objects; here the
 * store's index of dependents by owner is the graph, and an owner that it does not know is asked for when the dependent
 * is looked at. Events are not collected.
 */
export const garbageCollectorController = controller<AbsentOwners>({
  name: 'garbage-collector-controller',
  watches: builtinResources('delete', 'list', 'watch').filter(({ plural }) => plural !== 'events'),
  start: () => NO_ABSENT_OWNERS,
  handle(event, { view }, memory) {
    const resource = isUnconcerned(event) ? undefined : resourceOf(view, event.object);
    if (resource === undefined) return { memory, enqueue: NOTHING };
    const enqueue = event.type === 'DELETED' ? afterDeletion(event, view) : afterChange(event, resource, view);
    return { memory, enqueue: enqueue.length === 0 ? NOTHING : enqueue.map(lagging) };
  },
  *sync(key, memory, context) {
    const item = itemOf(context.view, key);
    if (item === undefined) return { memory };
    return item.attempt === 'orphan'
      ? yield* attemptToOrphanItem(item, memory, context)
      : yield* attemptToDeleteItem(item, memory, context);
  },
});

function lagging({ key }: Enqueue): Enqueue {
  return { key, after: GRAPH_LAG };
}

function toDelete({ resource, object }: Item): Enqueue {
  return { key: keyOf('delete', resource, object) };
}

/** Dependents have lost an owner; an owner that waited for this one may have nothing more to wait for. */
function afterDeletion({ object }: WatchEvent, view: View): readonly Enqueue[] {
  const enqueue = dependentsOf(view, object).map(toDelete);
  for (const reference of references.ownersOf(object)) {
    const owner = ownerItem(view, object, reference);
    if (owner !== undefined && references.isDeletingDependents(owner.object)) enqueue.push(toDelete(owner));
  }
  return enqueue;
}

/** processGraphChanges for an object that is new or has changed. */
function afterChange({ object, old }: WatchEvent, resource: DiscoveredResource, view: View): readonly Enqueue[] {
  const enqueue: Enqueue[] = [];
  const added = references.addedOwners(object, old);
  if (added.some((reference) => ownerItem(view, object, reference) === undefined)) {
    enqueue.push(toDelete({ resource, object }));
  }
  if (old !== undefined) {
    for (const reference of references.unblockedOwners(object, old)) {
      const owner = ownerItem(view, object, reference);
      if (owner !== undefined) enqueue.push(toDelete(owner));
    }
  }
  if (references.deletionStartsWithFinalizer(object, old, references.ORPHAN_FINALIZER)) {
    enqueue.push({ key: keyOf('orphan', resource, object) });
  } else if (references.deletionStartsWithFinalizer(object, old, references.FOREGROUND_FINALIZER)) {
    enqueue.push(...dependentsOf(view, object).map(toDelete), toDelete({ resource, object }));
  }
  return enqueue;
}

/** Most changes touch nothing that the collector looks at. */
function isUnconcerned({ type, object, old }: WatchEvent): boolean {
  if (type === 'DELETED') return false;
  const { ownerReferences, finalizers, deletionTimestamp } = object.metadata;
  if (old === undefined) return ownerReferences === undefined && deletionTimestamp === undefined;
  const before = old.metadata;
  return (
    ownerReferences === before.ownerReferences &&
    finalizers === before.finalizers &&
    deletionTimestamp === before.deletionTimestamp
  );
}
