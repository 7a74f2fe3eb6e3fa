import { deepEqual } from '../../apimachinery/equality.js';
import type { KubeObject } from '../../apimachinery/object.js';
import type { PersistentVolume, PersistentVolumeClaim } from '../../apis/generated/core.v1.js';
import { persistentvolumeclaims, persistentvolumes } from '../../apis/generated/resources.js';
import type { Resource } from '../../apis/resource.js';
import { update, updateStatus, type Reconcile, type Result } from '../../client/reconcile.js';
import type { Draft } from '../../core/draft.js';
import { done, type Attempt } from '../framework/attempt.js';
import { referenceTo, tell } from '../framework/tell.js';

/** The name that its events are told under. */
const SOURCE = 'persistentvolume-controller';

type VolumeStatus = PersistentVolume['status'];
type ClaimStatus = PersistentVolumeClaim['status'];
type EventType = 'Normal' | 'Warning';

export function tellOfClaim(claim: PersistentVolumeClaim, type: EventType, reason: string, message: string): Reconcile {
  return tell(SOURCE, referenceTo(persistentvolumeclaims, claim), type, reason, message);
}

export function tellOfVolume(volume: PersistentVolume, type: EventType, reason: string, message: string): Reconcile {
  return tell(SOURCE, referenceTo(persistentvolumes, volume), type, reason, message);
}

/** What the controller has written in one sync, to be remembered. */
export interface Written {
  readonly volumes: PersistentVolume[];
  readonly claims: PersistentVolumeClaim[];
}

type Part = 'spec' | 'status';

/** Saves a volume, its spec or its status. */
export function saveVolume(
  volume: PersistentVolume,
  part: Part,
  written: Written,
): Reconcile<Attempt<PersistentVolume>> {
  return save(persistentvolumes, volume, part, written.volumes);
}

/** Saves a claim, its spec or its status. */
export function saveClaim(
  claim: PersistentVolumeClaim,
  part: Part,
  written: Written,
): Reconcile<Attempt<PersistentVolumeClaim>> {
  return save(persistentvolumeclaims, claim, part, written.claims);
}

function* save<T extends KubeObject>(
  resource: Resource<T>,
  object: T,
  part: Part,
  written: T[],
): Reconcile<Attempt<T>> {
  const result: Result<T> = part === 'spec' ? yield* update(resource, object) : yield* updateStatus(resource, object);
  if (!result.ok) return result;
  written.push(result.object);
  return done(result.object);
}

/** A volume's phase, which follows from its claim (updateVolumePhase). */
export function* setVolumePhase(
  volume: PersistentVolume,
  phase: VolumeStatus['phase'],
  written: Written,
  message?: string,
): Reconcile<Attempt<PersistentVolume>> {
  if (volume.status.phase === phase) return done(volume);
  const { message: _message, ...rest } = volume.status;
  const status = { ...rest, phase, ...(message === undefined ? {} : { message }) };
  return yield* saveVolume({ ...volume, status }, 'status', written);
}

/** A claim's phase and what its volume gives it; no volume: nothing (updateClaimStatus). */
export function* setClaimStatus(
  claim: PersistentVolumeClaim,
  phase: ClaimStatus['phase'],
  volume: PersistentVolume | undefined,
  written: Written,
): Reconcile<Attempt<PersistentVolumeClaim>> {
  const status = volume === undefined ? unboundStatus(claim, phase) : boundStatus(claim, phase, volume);
  return deepEqual(status, claim.status) ? done(claim) : yield* saveClaim({ ...claim, status }, 'status', written);
}

function unboundStatus({ status }: PersistentVolumeClaim, phase: ClaimStatus['phase']): ClaimStatus {
  const { accessModes: _modes, capacity: _capacity, currentVolumeAttributesClassName: _class, ...rest } = status;
  return { ...rest, phase };
}

function boundStatus(
  { status }: PersistentVolumeClaim,
  phase: ClaimStatus['phase'],
  { spec }: PersistentVolume,
): ClaimStatus {
  const bound: Draft<ClaimStatus> = { ...status, phase };
  const { accessModes, capacity, volumeAttributesClassName } = spec;
  if (accessModes !== undefined) bound.accessModes = accessModes;
  // Later on its size is a matter of whoever expands it.
  if (status.phase !== phase && capacity !== undefined) bound.capacity = capacity;
  if (status.phase === 'Pending' && phase === 'Bound' && volumeAttributesClassName !== undefined)
    bound.currentVolumeAttributesClassName = volumeAttributesClassName;
  return bound;
}
