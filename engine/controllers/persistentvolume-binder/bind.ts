import type { PersistentVolume, PersistentVolumeClaim } from '../../apis/generated/core.v1.js';
import { BIND_COMPLETED, BOUND_BY_CONTROLLER, isVolumeBoundToClaim } from '../../apis/core/volume/bound.js';
import { persistentvolumeclaims } from '../../apis/generated/resources.js';
import type { Reconcile } from '../../client/reconcile.js';
import { done, type Attempt } from '../framework/attempt.js';
import { referenceTo } from '../framework/tell.js';
import { saveClaim, saveVolume, setClaimStatus, setVolumePhase, type Written } from './writes.js';

export function hasAnnotation({ metadata }: PersistentVolume | PersistentVolumeClaim, key: string): boolean {
  return metadata.annotations?.[key] !== undefined;
}

export function annotated<T extends PersistentVolume | PersistentVolumeClaim>(
  object: T,
  key: string,
  value: string,
): T {
  const annotations = { ...object.metadata.annotations, [key]: value };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/**
 * Binds the two, in four writes: the claim into the volume, the volume's phase, the volume into the claim, the claim's
 * status. One that was made before is not made again, so a binding that broke off in the middle goes on where it stood.
 */
export function* bind(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
  written: Written,
): Reconcile<Attempt<undefined>> {
  const taken = yield* bindVolumeToClaim(volume, claim, written);
  if (!taken.ok) return taken;
  const inUse = yield* setVolumePhase(taken.value, 'Bound', written);
  if (!inUse.ok) return inUse;
  const given = yield* bindClaimToVolume(claim, inUse.value, written);
  if (!given.ok) return given;
  const bound = yield* setClaimStatus(given.value, 'Bound', inUse.value, written);
  return bound.ok ? done(undefined) : bound;
}

function* bindVolumeToClaim(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
  written: Written,
): Reconcile<Attempt<PersistentVolume>> {
  const isNamed = isVolumeBoundToClaim(volume, claim);
  const isMarked = isNamed || hasAnnotation(volume, BOUND_BY_CONTROLLER);
  if (isNamed && volume.spec.claimRef?.uid === claim.metadata.uid) return done(volume);
  const claimRef = referenceTo(persistentvolumeclaims, claim);
  const named: PersistentVolume = { ...volume, spec: { ...volume.spec, claimRef } };
  return yield* saveVolume(isMarked ? named : annotated(named, BOUND_BY_CONTROLLER, 'yes'), 'spec', written);
}

function* bindClaimToVolume(
  claim: PersistentVolumeClaim,
  { metadata: { name } }: PersistentVolume,
  written: Written,
): Reconcile<Attempt<PersistentVolumeClaim>> {
  const isNamed = claim.spec.volumeName === name;
  if (isNamed && hasAnnotation(claim, BIND_COMPLETED)) return done(claim);
  const named: PersistentVolumeClaim = isNamed ? claim : { ...claim, spec: { ...claim.spec, volumeName: name } };
  const marked =
    isNamed || hasAnnotation(claim, BOUND_BY_CONTROLLER) ? named : annotated(named, BOUND_BY_CONTROLLER, 'yes');
  return yield* saveClaim(annotated(marked, BIND_COMPLETED, 'yes'), 'spec', written);
}

/** Makes a volume available again: the controller's binding goes, somebody else's keeps all but the uid (unbindVolume). */
export function* unbindVolume(volume: PersistentVolume, written: Written): Reconcile<Attempt<PersistentVolume>> {
  const freed = yield* saveVolume(unbound(volume), 'spec', written);
  return freed.ok ? yield* setVolumePhase(freed.value, 'Available', written) : freed;
}

function unbound(volume: PersistentVolume): PersistentVolume {
  const { claimRef, ...spec } = volume.spec;
  if (!hasAnnotation(volume, BOUND_BY_CONTROLLER)) {
    const { uid: _uid, ...reference } = claimRef ?? {};
    return { ...volume, spec: { ...spec, claimRef: reference } };
  }
  const { [BOUND_BY_CONTROLLER]: _marked, ...annotations } = volume.metadata.annotations ?? {};
  const { annotations: _annotations, ...metadata } = volume.metadata;
  const kept = Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations };
  return { ...volume, metadata: kept, spec };
}
