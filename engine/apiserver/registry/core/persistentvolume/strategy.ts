import { timestamp } from '../../../../apimachinery/time.js';
import { defaultPersistentVolume } from '../../../../apis/core/persistentvolume/defaults.js';
import { validatePersistentVolumeUpdate } from '../../../../apis/core/persistentvolume/update.js';
import { validatePersistentVolume } from '../../../../apis/core/persistentvolume/validation.js';
import { withField } from '../../../../apis/core/pod/fill.js';
import type { PersistentVolume, PersistentVolumeStatus } from '../../../../apis/generated/core.v1.js';
import { persistentvolumes } from '../../../../apis/generated/resources.js';
import { validateKubeMetaUpdate } from '../../../../apis/meta/kube-meta.js';
import type { RequestContext, Strategy } from '../../strategy.js';
import { persistentVolumeWarnings } from './warnings.js';

/** A change of phase is timed, unless the writer did that. */
function timed(
  status: PersistentVolumeStatus,
  old: PersistentVolumeStatus,
  { now }: RequestContext,
): PersistentVolumeStatus {
  const { lastPhaseTransitionTime: time } = status;
  const before = old.lastPhaseTransitionTime;
  if (status.phase === old.phase)
    return time === undefined && before !== undefined ? { ...status, lastPhaseTransitionTime: before } : status;
  return time === undefined || time === before ? { ...status, lastPhaseTransitionTime: timestamp(now) } : status;
}

/** Follows pkg/registry/core/persistentvolume. */
export const persistentVolumeStrategy: Strategy<PersistentVolume> = {
  resource: persistentvolumes,
  returnDeletedObject: true,
  defaults: defaultPersistentVolume,
  prepareForCreate: (volume, { now }) => ({
    ...volume,
    status: { phase: 'Pending', lastPhaseTransitionTime: timestamp(now) },
  }),
  prepareForUpdate: (volume, old) => withField(volume, 'status', old.status),
  validate: (volume) => validatePersistentVolume(volume),
  validateUpdate: (volume, old, _context, stored) => validatePersistentVolumeUpdate(volume, old, stored),
  warnings: persistentVolumeWarnings,
  subresources: {
    status: {
      prepareForUpdate: (volume, old, context) =>
        withField(withField(volume, 'spec', old.spec), 'status', timed(volume.status, old.status, context)),
      validateUpdate: (volume, old) => validateKubeMetaUpdate(volume.metadata, old.metadata),
    },
  },
  selectableFields: ({ metadata }) => ({ name: metadata.name }),
};
