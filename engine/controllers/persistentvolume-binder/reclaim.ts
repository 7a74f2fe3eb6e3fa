import { PROVISIONED_BY } from '../../apis/core/volume/bound.js';
import type { PersistentVolume } from '../../apis/generated/core.v1.js';
import { persistentvolumes } from '../../apis/generated/resources.js';
import { read, remove, type Reconcile } from '../../client/reconcile.js';
import { done, type Attempt } from '../framework/attempt.js';
import { IN_TREE } from '../framework/csi-migration.js';
import { isNotFound } from '../framework/refusal.js';
import type { Scene } from './sync-claim.js';
import { usersOf } from './users.js';
import { setVolumePhase, tellOfVolume, type Written } from './writes.js';

type Step = Reconcile<Attempt<undefined>>;

const MIGRATED_TO = 'pv.kubernetes.io/migrated-to';
const HOST_PATH = 'kubernetes.io/host-path';

/** What is to become of a volume whose claim is gone (reclaimVolume). */
export function* reclaimVolume(volume: PersistentVolume, scene: Scene): Step {
  if (volume.metadata.annotations?.[MIGRATED_TO]) return done(undefined);
  switch (volume.spec.persistentVolumeReclaimPolicy) {
    case 'Retain':
      return done(undefined);
    case 'Recycle':
      return yield* recycle(volume, scene);
    case 'Delete':
      return yield* deleteVolume(volume, scene);
    default:
      return yield* fails(volume, 'VolumeUnknownReclaimPolicy', UNKNOWN, scene.written);
  }
}

const UNKNOWN = 'Volume has unrecognized PersistentVolumeReclaimPolicy';

/** The volume as the server has it, if it is still without its claim (isVolumeReleased). */
function* stillReleased(volume: PersistentVolume, { known }: Scene): Reconcile<PersistentVolume | undefined> {
  const fresh = yield* read(persistentvolumes, { name: volume.metadata.name });
  if (!fresh.ok) return undefined;
  const { claimRef } = fresh.object.spec;
  if (!claimRef?.uid) return undefined;
  const claim = known.claims.get(`${claimRef.namespace}/${claimRef.name}`);
  if (claim === undefined || claim.metadata.uid !== claimRef.uid) return fresh.object;
  const { volumeName } = claim.spec;
  return volumeName && volumeName !== volume.metadata.name ? fresh.object : undefined;
}

/** Volumes of the node's own disk and of NFS were emptied by a pod; others cannot be (recycleVolumeOperation). */
function* recycle(volume: PersistentVolume, scene: Scene): Step {
  const released = yield* stillReleased(volume, scene);
  if (released === undefined) return done(undefined);
  const { claimRef } = released.spec;
  const users = usersOf({ metadata: claimRef ?? {} }, scene.view);
  if (users.length > 0 && scene.known.claims.get(`${claimRef?.namespace}/${claimRef?.name}`) === undefined) {
    const names = users.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort();
    yield* tellOfVolume(released, 'Normal', 'VolumeFailedRecycle', `Volume is used by pods: ${names.join(',')}`);
    return done(undefined);
  }
  const why = isRecyclable(released) ? NO_RECYCLER_PODS : 'No recycler plugin found for the volume!';
  return yield* fails(released, 'VolumeFailedRecycle', why, scene.written);
}

const NO_RECYCLER_PODS = 'Recycle failed: pods that empty volumes are not modelled (see limitations)';

function isRecyclable({ spec }: PersistentVolume): boolean {
  return spec.hostPath !== undefined || spec.nfs !== undefined;
}

/** Deletes what the controller manager itself can delete; the rest is for whoever provisioned it (deleteVolumeOperation). */
function* deleteVolume(volume: PersistentVolume, scene: Scene): Step {
  const released = yield* stillReleased(volume, scene);
  if (released === undefined || isOthersToDelete(volume)) return done(undefined);
  const why = undeletable(volume);
  if (why !== undefined) return yield* fails(released, 'VolumeFailedDelete', why, scene.written);
  const gone = yield* remove(persistentvolumes, { name: volume.metadata.name });
  return gone.ok || isNotFound(gone) ? done(undefined) : gone;
}

function isOthersToDelete({ metadata, spec }: PersistentVolume): boolean {
  const provisioner = metadata.annotations?.[PROVISIONED_BY] ?? '';
  if (provisioner !== '') return !provisioner.startsWith(IN_TREE);
  return spec.csi !== undefined;
}

/** Of Kubernetes' own volumes only directories below /tmp can be deleted (findDeletablePlugin). */
function undeletable({ metadata, spec }: PersistentVolume): string | undefined {
  const provisioner = metadata.annotations?.[PROVISIONED_BY] ?? '';
  if (provisioner !== '' && provisioner !== HOST_PATH) return `no volume plugin matched name: ${provisioner}`;
  if (spec.hostPath === undefined) {
    const why = spec.nfs === undefined ? 'no volume plugin matched' : 'no deletable volume plugin matched';
    return `error getting deleter volume plugin for volume "${metadata.name}": ${why}`;
  }
  const { path } = spec.hostPath;
  return /\/tmp\/.+/.test(path) ? undefined : `host_path deleter only supports /tmp/.+ but received provided ${path}`;
}

function* fails(volume: PersistentVolume, reason: string, message: string, written: Written): Step {
  if (volume.status.phase === 'Failed') return done(undefined);
  const failed = yield* setVolumePhase(volume, 'Failed', written, message);
  if (!failed.ok) return failed;
  yield* tellOfVolume(failed.value, 'Warning', reason, message);
  return done(undefined);
}
