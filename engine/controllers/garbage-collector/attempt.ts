import { hasFinalizer, namespaceOf } from '../../apimachinery/object.js';
import type { OwnerReference } from '../../apis/generated/meta.v1.js';
import type { Context } from '../../client/component.js';
import type { Enqueue, Synced } from '../../client/controller.js';
import { recordEvent, type Reconcile, type Result } from '../../client/reconcile.js';
import { resourceOfKind } from '../../client/resource-mapping.js';
import type { View } from '../../client/view.js';
import { isNotFound } from '../framework/refusal.js';
import type { AbsentOwners } from './absent-owners.js';
import { classifyReferences, type Classified } from './classify.js';
import { dependentsOf, keyOf, type Item } from './item.js';
import {
  deleteObject,
  deleteOwnerReferences,
  getObject,
  removeFinalizer,
  unblockOwnerReferences,
} from './operations.js';
import * as references from './references.js';

type Outcome = Synced<AbsentOwners>;

function outcome(memory: AbsentOwners, result: Result<unknown>): Outcome {
  return result.ok ? { memory } : { memory, requeue: 'rate-limited' };
}

/** Deletes the object if none of its owners is left (attemptToDeleteItem). */
export function* attemptToDeleteItem(item: Item, memory: AbsentOwners, { view }: Context): Reconcile<Outcome> {
  const deletingDependents = references.isDeletingDependents(item.object);
  if (references.isBeingDeleted(item.object) && !deletingDependents) return { memory };
  const latest = yield* getObject(item);
  if (!latest.ok) return isNotFound(latest) ? { memory } : { memory, requeue: 'rate-limited' };
  if (latest.object.metadata.uid !== item.object.metadata.uid) return { memory };
  if (deletingDependents) return yield* processDeletingDependentsItem(item, memory, view);
  const owners = references.ownersOf(latest.object);
  if (owners.length === 0) return { memory };
  const found = yield* classifyReferences(view, latest.object, owners, memory);
  if (found.type === 'failed') return { memory, requeue: 'rate-limited' };
  if (found.type === 'hopeless') return { memory };
  yield* reportInvalidNamespaces(item, found.dangling, view);
  return outcome(found.absent, yield* judge(item, { resource: item.resource, object: latest.object }, found, view));
}

/** What becomes of an object whose owners are known. */
function* judge(
  item: Item,
  latest: Item,
  { solid, dangling, waiting }: Classified,
  view: View,
): Reconcile<Result<unknown>> {
  if (solid.length > 0) {
    const lost = [...dangling, ...waiting].map(({ uid }) => uid);
    return lost.length === 0 ? { ok: true, object: undefined } : yield* deleteOwnerReferences(latest, lost);
  }
  const dependents = dependentsOf(view, item.object);
  if (waiting.length > 0 && dependents.length > 0) {
    if (dependents.some(({ object }) => references.isDeletingDependents(object))) {
      const unblocked = yield* unblockOwnerReferences(item);
      if (!unblocked.ok) return unblocked;
    }
    return yield* deleteObject(item, latest.object, 'Foreground');
  }
  const orphaning = hasFinalizer(latest.object, references.ORPHAN_FINALIZER);
  const foreground = hasFinalizer(latest.object, references.FOREGROUND_FINALIZER);
  return yield* deleteObject(item, latest.object, orphaning ? 'Orphan' : foreground ? 'Foreground' : 'Background');
}

/** Lets an object go that waits for its dependents, once none blocks it (processDeletingDependentsItem). */
function* processDeletingDependentsItem(item: Item, memory: AbsentOwners, view: View): Reconcile<Outcome> {
  const { uid } = item.object.metadata;
  const blocking = dependentsOf(view, item.object).filter(({ object }) => references.blocksOwner(object, uid));
  if (blocking.length === 0) return outcome(memory, yield* removeFinalizer(item, references.FOREGROUND_FINALIZER));
  const enqueue: Enqueue[] = [];
  for (const { resource, object } of blocking) {
    if (!references.isDeletingDependents(object)) enqueue.push({ key: keyOf('delete', resource, object) });
  }
  return { memory, enqueue };
}

/** Says of owners that live in another namespace that they cannot be owners (reportInvalidNamespaceOwnerRef). */
function* reportInvalidNamespaces(
  { resource, object }: Item,
  dangling: readonly OwnerReference[],
  view: View,
): Reconcile {
  const namespace = namespaceOf(object);
  for (const { apiVersion, kind, name, uid } of dangling) {
    const owners = resourceOfKind(view, apiVersion, kind);
    if (owners?.namespaced !== true) continue;
    if (!view.list(owners).some((owner) => owner.metadata.uid === uid && namespaceOf(owner) !== namespace)) continue;
    const reference = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`;
    const message = `ownerRef ${reference} does not exist in namespace "${namespace}"`;
    yield* recordEvent(resource, object, 'Warning', 'OwnerRefInvalidNamespace', message);
  }
}

/** Takes the dependents off an object that wants to go without them, and then lets it go (attemptToOrphanWorker). */
export function* attemptToOrphanItem(item: Item, memory: AbsentOwners, { view }: Context): Reconcile<Outcome> {
  let refused = false;
  for (const dependent of dependentsOf(view, item.object)) {
    const patched = yield* deleteOwnerReferences(dependent, [item.object.metadata.uid]);
    if (!patched.ok && !isNotFound(patched)) refused = true;
  }
  if (refused) return { memory, requeue: 'rate-limited' };
  return outcome(memory, yield* removeFinalizer(item, references.ORPHAN_FINALIZER));
}
