import { namespaceOf } from '../../apimachinery/object.js';
import type { StatefulSet } from '../../apis/generated/apps.v1.js';
import type { PersistentVolumeClaim } from '../../apis/generated/core.v1.js';
import { persistentvolumeclaims, pods, statefulsets } from '../../apis/generated/resources.js';
import { create, recordEvent, remove, update, type Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { done, gaveUp, type Attempt } from '../framework/attempt.js';
import { isAlreadyExists, refusalText, type Refusal } from '../framework/refusal.js';
import { claimName, claimsOf, claimTemplates } from './claims.js';
import { conforming, newStatefulSetPod } from './identity.js';
import type { Replica } from './replica.js';
import {
  deletesWhenScaled,
  hasStalePod,
  hasUnexpectedController,
  isClaimOwnerUpToDate,
  withClaimOwners,
} from './retention.js';

type Verb = 'Create' | 'Update' | 'Delete';

/** Says in an event what became of a pod (recordPodEvent). */
function* recordPodEvent(verb: Verb, set: StatefulSet, pod: string, refusal?: Refusal): Reconcile {
  const what = `${verb} Pod ${pod} in StatefulSet ${set.metadata.name}`;
  if (refusal === undefined) {
    yield* recordEvent(statefulsets, set, 'Normal', `Successful${verb}`, `${what} successful`);
  } else {
    const message = `${what} failed error: ${refusalText(refusal)}`;
    yield* recordEvent(statefulsets, set, 'Warning', `Failed${verb}`, message);
  }
}

function* recordClaimEvent(set: StatefulSet, pod: string, claim: string, refusal?: Refusal): Reconcile {
  const { name } = set.metadata;
  if (refusal === undefined) {
    const message = `Create Claim ${claim} Pod ${pod} in StatefulSet ${name} success`;
    yield* recordEvent(statefulsets, set, 'Normal', 'SuccessfulCreate', message);
  } else {
    const message = `Create Claim ${claim} for Pod ${pod} in StatefulSet ${name} failed error: ${refusalText(refusal)}`;
    yield* recordEvent(statefulsets, set, 'Warning', 'FailedCreate', message);
  }
}

/** Creates a planned pod, its claims first (CreateStatefulPod). */
export function* createStatefulPod(set: StatefulSet, replica: Replica, view: View): Reconcile<Attempt<void>> {
  const { name, planned } = replica;
  if (planned === undefined) return done(undefined);
  const claimed = yield* createClaims(set, replica, view);
  if (!claimed.ok) {
    yield* recordPodEvent('Create', set, name, claimed);
    return claimed;
  }
  const made = yield* create(pods, newStatefulSetPod(planned, replica));
  if (!made.ok && isAlreadyExists(made)) return made;
  const owned = yield* updateClaimOwners(set, replica, view);
  if (!owned.ok) {
    yield* recordPodEvent('Update', set, name, owned);
    return owned;
  }
  yield* recordPodEvent('Create', set, name, made.ok ? undefined : made);
  return made.ok ? done(undefined) : made;
}

/** Deletes a pod (DeleteStatefulPod). */
export function* deleteStatefulPod(set: StatefulSet, { name }: Replica): Reconcile<Attempt<void>> {
  const gone = yield* remove(pods, { namespace: namespaceOf(set), name });
  yield* recordPodEvent('Delete', set, name, gone.ok ? undefined : gone);
  return gone.ok ? done(undefined) : gone;
}

/**
 * Brings a pod's identity and storage and the owners of its claims to what they should be; nothing happens when they are
 * (UpdateStatefulPod).
 */
export function* updateStatefulPod(set: StatefulSet, replica: Replica, view: View): Reconcile<Attempt<void>> {
  const { pod, name } = replica;
  if (pod === undefined) return done(undefined);
  const conformed = conforming(set, pod, replica.ordinal);
  const ownersMatch = claimsMatchRetentionPolicy(set, replica, view);
  if (conformed === pod && ownersMatch) return done(undefined);
  if (conformed.spec !== pod.spec) {
    const claimed = yield* createClaims(set, replica, view);
    if (!claimed.ok) {
      yield* recordPodEvent('Update', set, name, claimed);
      return claimed;
    }
  }
  if (!ownersMatch) {
    const owned = yield* updateClaimOwners(set, replica, view);
    if (!owned.ok) {
      yield* recordPodEvent('Update', set, name, owned);
      return owned;
    }
  }
  const written = yield* update(pods, conformed);
  yield* recordPodEvent('Update', set, name, written.ok ? undefined : written);
  return written.ok ? done(undefined) : written;
}

/** Creates the claims that a pending pod lacks, as far as they are known (createMissingPersistentVolumeClaims). */
export function* createMissingClaims(set: StatefulSet, replica: Replica, view: View): Reconcile<Attempt<void>> {
  const claimed = yield* createClaims(set, replica, view);
  if (!claimed.ok) return claimed;
  const owned = yield* updateClaimOwners(set, replica, view);
  if (!owned.ok) yield* recordPodEvent('Update', set, replica.name, owned);
  return owned;
}

function* createClaims(set: StatefulSet, { name: pod, ordinal }: Replica, view: View): Reconcile<Attempt<void>> {
  const errors: string[] = [];
  for (const claim of claimsOf(set, ordinal)) {
    const { name } = claim.metadata;
    const known = view.get(persistentvolumeclaims, namespaceOf(set), name);
    if (known !== undefined) {
      if (known.metadata.deletionTimestamp !== undefined) errors.push(`pvc ${name} is being deleted`);
      continue;
    }
    const made = yield* create(persistentvolumeclaims, claim);
    if (!made.ok) errors.push(`failed to create PVC ${name}: ${refusalText(made)}`);
    if (made.ok || !isAlreadyExists(made)) yield* recordClaimEvent(set, pod, name, made.ok ? undefined : made);
  }
  return errors.length === 0 ? done(undefined) : gaveUp(aggregate(errors));
}

/** Several errors in one line, each once (utilerrors.NewAggregate). */
function aggregate(errors: readonly string[]): string {
  const distinct = [...new Set(errors)];
  return distinct.length === 1 ? (distinct[0] ?? '') : `[${distinct.join(', ')}]`;
}

function knownClaims(set: StatefulSet, { ordinal }: Replica, view: View): readonly PersistentVolumeClaim[] {
  return claimTemplates(set).flatMap(
    (template) => view.get(persistentvolumeclaims, namespaceOf(set), claimName(set, template, ordinal)) ?? [],
  );
}

/** Whether the claims of a pod belong to whom the retention policy says (ClaimsMatchRetentionPolicy). */
export function claimsMatchRetentionPolicy(set: StatefulSet, replica: Replica, view: View): boolean {
  return knownClaims(set, replica, view).every((claim) => isClaimOwnerUpToDate(claim, set, replica));
}

/** Gives the claims of a pod to whom the retention policy says (UpdatePodClaimForRetentionPolicy). */
export function* updateClaimOwners(set: StatefulSet, replica: Replica, view: View): Reconcile<Attempt<void>> {
  for (const claim of knownClaims(set, replica, view)) {
    const { name } = claim.metadata;
    if (hasUnexpectedController(claim, set, replica)) {
      const message = `PersistentVolumeClaim ${name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`;
      yield* recordEvent(statefulsets, set, 'Warning', 'ConflictingController', message);
    }
    if (isClaimOwnerUpToDate(claim, set, replica)) continue;
    const written = yield* update(persistentvolumeclaims, withClaimOwners(claim, set, replica));
    if (!written.ok)
      return gaveUp(`could not update claim ${name} for delete policy ownerRefs: ${refusalText(written)}`);
  }
  return done(undefined);
}

/** Whether a claim of the pod still belongs to an earlier pod and is about to go with it (PodClaimIsStale). */
export function isClaimStale(set: StatefulSet, replica: Replica, view: View): boolean {
  return deletesWhenScaled(set) && knownClaims(set, replica, view).some((claim) => hasStalePod(claim, replica));
}
