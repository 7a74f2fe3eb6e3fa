import type { KubeObject } from '../../apimachinery/object.js';
import { controllerOf } from '../../apimachinery/object.js';
import type { Resource } from '../../apis/resource.js';
import { patch, read, type Reconcile } from '../../client/reconcile.js';
import { newControllerRef } from './pod-control.js';
import { isInvalid, isNotFound } from './refusal.js';

/** Who claims what. */
export interface Claim<C extends KubeObject, T extends KubeObject> {
  readonly controllers: Resource<C>;
  readonly controller: C;
  readonly objects: Resource<T>;
  /** Whether the controller's selector (and whatever else it asks for) wants the object. */
  readonly matches: (object: T) => boolean;
  /** Added to what is adopted, taken from what is released. */
  readonly finalizers?: readonly string[];
}

export interface Claimed<T> {
  /** Matching objects that the controller owns now, in the order given. */
  readonly owned: readonly T[];
  /** An adoption or release was refused: to be tried again. */
  readonly failed: boolean;
}

/**
 * Adopts orphans that match, releases what is owned and does not match, and gives what is owned and matches. A controller
 * that is being deleted does neither. Follows ClaimObject and the ControllerRefManagers (controller_ref_manager.go).
 */
export function* claimObjects<C extends KubeObject, T extends KubeObject>(
  claim: Claim<C, T>,
  candidates: readonly T[],
): Reconcile<Claimed<T>> {
  const { uid, deletionTimestamp } = claim.controller.metadata;
  const owned: T[] = [];
  let failed = false;
  let adoptable: boolean | undefined;
  for (const object of candidates) {
    const owner = controllerOf(object);
    if (owner !== undefined) {
      if (owner.uid !== uid) continue;
      if (claim.matches(object)) owned.push(object);
      else if (deletionTimestamp === undefined) failed = !(yield* release(claim, object)) || failed;
      continue;
    }
    if (deletionTimestamp !== undefined || !claim.matches(object)) continue;
    if (object.metadata.deletionTimestamp !== undefined) continue;
    adoptable ??= yield* mayAdopt(claim);
    const adopted = adoptable ? yield* adopt(claim, object) : 'refused';
    if (adopted === 'adopted') owned.push(object);
    if (adopted === 'refused') failed = true;
  }
  return { owned, failed };
}

/**
 * Whether the controller owns all of these already and wants each: then there is nothing to claim, and they are what
 * {@link claimObjects} would give.
 */
export function ownsAll<C extends KubeObject, T extends KubeObject>(
  { controller, matches }: Claim<C, T>,
  candidates: readonly T[],
): boolean {
  const { uid } = controller.metadata;
  for (const object of candidates) if (controllerOf(object)?.uid !== uid || !matches(object)) return false;
  return true;
}

/** Asks the server itself whether the controller is still there and not being deleted (RecheckDeletionTimestamp). */
function* mayAdopt<C extends KubeObject, T extends KubeObject>({
  controllers,
  controller,
}: Claim<C, T>): Reconcile<boolean> {
  const { namespace, name, uid } = controller.metadata;
  const fresh = yield* read(controllers, { namespace, name });
  return fresh.ok && fresh.object.metadata.uid === uid && fresh.object.metadata.deletionTimestamp === undefined;
}

function* adopt<C extends KubeObject, T extends KubeObject>(
  { controllers, controller, objects, finalizers }: Claim<C, T>,
  object: T,
): Reconcile<'adopted' | 'gone' | 'refused'> {
  const { namespace, name, uid } = object.metadata;
  const ownerReferences = [newControllerRef(controllers, controller)];
  const metadata = { ownerReferences, uid, ...(finalizers === undefined ? {} : { finalizers }) };
  const answer = yield* patch(objects, { namespace, name }, 'strategic', { metadata });
  if (answer.ok) return 'adopted';
  return isNotFound(answer) ? 'gone' : 'refused';
}

/** True when the object is no longer the controller's, whoever brought that about. */
function* release<C extends KubeObject, T extends KubeObject>(
  { controller, objects, finalizers }: Claim<C, T>,
  object: T,
): Reconcile<boolean> {
  const { namespace, name, uid } = object.metadata;
  const ownerReferences = [{ $patch: 'delete', uid: controller.metadata.uid }];
  const metadata = {
    uid,
    ownerReferences,
    ...(finalizers === undefined ? {} : { '$deleteFromPrimitiveList/finalizers': finalizers }),
  };
  const answer = yield* patch(objects, { namespace, name }, 'strategic', { metadata });
  return answer.ok || isNotFound(answer) || isInvalid(answer);
}
