import type { StatefulSet } from '../../apis/generated/apps.v1.js';
import type { PersistentVolumeClaim } from '../../apis/generated/core.v1.js';
import type { OwnerReference } from '../../apis/generated/meta.v1.js';
import { statefulsets } from '../../apis/generated/resources.js';
import { newControllerRef } from '../framework/pod-control.js';
import { inRange } from './ordinals.js';
import type { Replica } from './replica.js';

const NO_REFERENCES: readonly OwnerReference[] = [];

function deletes({ spec }: StatefulSet): { readonly scaled: boolean; readonly deleted: boolean } {
  const policy = spec.persistentVolumeClaimRetentionPolicy;
  return { scaled: policy?.whenScaled === 'Delete', deleted: policy?.whenDeleted === 'Delete' };
}

function referencesOf({ metadata }: PersistentVolumeClaim): readonly OwnerReference[] {
  return metadata.ownerReferences ?? NO_REFERENCES;
}

function namesSet({ apiVersion, kind, name }: OwnerReference, set: StatefulSet): boolean {
  return apiVersion === 'apps/v1' && kind === 'StatefulSet' && name === set.metadata.name;
}

function namesPod({ apiVersion, kind, name }: OwnerReference, replica: Replica): boolean {
  return apiVersion === 'v1' && kind === 'Pod' && name === replica.name;
}

/** Whether it refers to an earlier object of the set's name. */
function hasStaleSet(claim: PersistentVolumeClaim, set: StatefulSet): boolean {
  const found = referencesOf(claim).find((reference) => namesSet(reference, set));
  return found !== undefined && found.uid !== set.metadata.uid;
}

/** Whether it refers to an earlier pod of this name: it is about to be collected (hasStaleOwnerRef). */
export function hasStalePod(claim: PersistentVolumeClaim, replica: Replica): boolean {
  const found = referencesOf(claim).find((reference) => namesPod(reference, replica));
  return found !== undefined && found.uid !== replica.uid;
}

/** Whether somebody else manages the claim although the set has a retention policy (hasUnexpectedController). */
export function hasUnexpectedController(claim: PersistentVolumeClaim, set: StatefulSet, replica: Replica): boolean {
  const { scaled, deleted } = deletes(set);
  if (!scaled && !deleted) return false;
  for (const reference of referencesOf(claim)) {
    if (namesSet(reference, set)) {
      if (reference.uid !== set.metadata.uid) return true;
    } else if (namesPod(reference, replica)) {
      if (reference.uid !== replica.uid) return true;
    } else if (reference.controller === true) return true;
  }
  return false;
}

/** Who is to own a pod's claims: the set while its pod is among the set's, the pod once it is scaled away. */
function wantedOwners(set: StatefulSet, replica: Replica): { readonly set: boolean; readonly pod: boolean } {
  const { scaled, deleted } = deletes(set);
  const scaledDown = !inRange(set, replica.ordinal);
  return { set: deleted && !(scaled && scaledDown), pod: scaled && scaledDown };
}

/**
 * Whether the owners of a claim are those that the retention policy asks for. A claim of an earlier set or pod, or of
 * another controller, is left alone (isClaimOwnerUpToDate).
 */
export function isClaimOwnerUpToDate(claim: PersistentVolumeClaim, set: StatefulSet, replica: Replica): boolean {
  if (hasStaleSet(claim, set) || hasStalePod(claim, replica)) return true;
  const references = referencesOf(claim);
  const ours = references.filter(({ uid }) => uid === set.metadata.uid || uid === replica.uid);
  if (hasUnexpectedController(claim, set, replica)) return ours.length === 0;
  if (ours.some(({ controller }) => controller !== true)) return false;
  const wanted = wantedOwners(set, replica);
  return (
    references.some(({ uid }) => uid === set.metadata.uid) === wanted.set &&
    references.some(({ uid }) => uid === replica.uid) === wanted.pod
  );
}

/** The claim with the owners that the retention policy asks for (updateClaimOwnerRefForSetAndPod). */
export function withClaimOwners(
  claim: PersistentVolumeClaim,
  set: StatefulSet,
  replica: Replica,
): PersistentVolumeClaim {
  const others = referencesOf(claim).filter((reference) => !namesSet(reference, set) && !namesPod(reference, replica));
  const wanted = hasUnexpectedController(claim, set, replica) ? { set: false, pod: false } : wantedOwners(set, replica);
  const ownerReferences = [
    ...others,
    ...(wanted.pod ? [podReference(replica)] : []),
    ...(wanted.set ? [newControllerRef(statefulsets, set)] : []),
  ];
  return { ...claim, metadata: { ...claim.metadata, ownerReferences } };
}

function podReference({ name, uid }: Replica): OwnerReference {
  return { apiVersion: 'v1', kind: 'Pod', name, uid, controller: true, blockOwnerDeletion: true };
}

/** Whether claims of pods that are scaled away go with them. */
export function deletesWhenScaled(set: StatefulSet): boolean {
  return deletes(set).scaled;
}
