import type { PersistentVolume, PersistentVolumeClaim } from '../../apis/generated/core.v1.js';
import { PROVISIONED_BY } from '../../apis/core/volume/bound.js';
import { isOfOtherMode } from '../../apis/core/volume/match.js';
import { persistentvolumeclaims } from '../../apis/generated/resources.js';
import { read, type Reconcile } from '../../client/reconcile.js';
import { done, type Attempt } from '../framework/attempt.js';
import { isNotFound } from '../framework/refusal.js';
import { hasAnnotation, unbindVolume } from './bind.js';
import { reclaimVolume } from './reclaim.js';
import type { Scene } from './sync-claim.js';
import { setVolumePhase, tellOfClaim, tellOfVolume } from './writes.js';

/** A claim to look at, or nothing. */
type Outcome = Reconcile<Attempt<PersistentVolumeClaim | undefined>>;

/** Brings a volume's phase in line with its claim, and gives it back once that is gone (syncVolume). */
export function* syncVolume(volume: PersistentVolume, scene: Scene): Outcome {
  const { claimRef } = volume.spec;
  if (!claimRef?.uid) return yield* inPhase(volume, 'Available', scene);
  const found = yield* claimOf(volume, scene);
  if (!found.ok) return found;
  const claim = found.value;
  if (claim === undefined) return yield* release(volume, scene);
  const { volumeName } = claim.spec;
  if (!volumeName) return yield* awaitClaim(volume, claim);
  if (volumeName === volume.metadata.name) return yield* inPhase(volume, 'Bound', scene);
  const isOwn = hasAnnotation(volume, PROVISIONED_BY) && volume.spec.persistentVolumeReclaimPolicy === 'Delete';
  if (isOwn) return yield* release(volume, scene);
  const freed = yield* unbindVolume(volume, scene.written);
  return freed.ok ? done(undefined) : freed;
}

function* inPhase(volume: PersistentVolume, phase: 'Available' | 'Bound', { written }: Scene): Outcome {
  const set = yield* setVolumePhase(volume, phase, written);
  return set.ok ? done(undefined) : set;
}

/** The claim that the volume names. One of that name with another uid is another claim, unless what is known is old: the server is asked. */
function* claimOf(
  { spec, status }: PersistentVolume,
  { known, view }: Scene,
): Reconcile<Attempt<PersistentVolumeClaim | undefined>> {
  const { namespace = '', name = '', uid } = spec.claimRef ?? {};
  const isGone = status.phase === 'Released' || status.phase === 'Failed';
  const cached = known.claims.get(`${namespace}/${name}`);
  const informed = cached ?? (isGone ? undefined : view.get(persistentvolumeclaims, namespace, name));
  if (informed?.metadata.uid === uid) return done(informed);
  if (informed === undefined && isGone) return done(undefined);
  const fresh = yield* read(persistentvolumeclaims, { namespace, name });
  if (!fresh.ok) return isNotFound(fresh) ? done(undefined) : fresh;
  return done(fresh.object.metadata.uid === uid ? fresh.object : undefined);
}

function* release(volume: PersistentVolume, scene: Scene): Outcome {
  const { phase } = volume.status;
  const isReleased = phase === 'Released' || phase === 'Failed';
  const released = isReleased ? done(volume) : yield* setVolumePhase(volume, 'Released', scene.written);
  if (!released.ok) return released;
  return yield* reclaimVolume(released.value, scene);
}

/** The volume is reserved: its claim binds itself to it. */
function* awaitClaim(volume: PersistentVolume, claim: PersistentVolumeClaim): Outcome {
  if (!isOfOtherMode(claim, volume)) return done(claim);
  const why = 'due to incompatible volumeMode.';
  const { name } = claim.metadata;
  const { name: volumeName } = volume.metadata;
  const toVolume = `Cannot bind PersistentVolume to requested PersistentVolumeClaim "${name}" ${why}`;
  yield* tellOfVolume(volume, 'Warning', 'VolumeMismatch', toVolume);
  const toClaim = `Cannot bind PersistentVolume "${volumeName}" to requested PersistentVolumeClaim ${why}`;
  yield* tellOfClaim(claim, 'Warning', 'VolumeMismatch', toClaim);
  return done(undefined);
}
