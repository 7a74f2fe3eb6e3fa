import type { PersistentVolume, PersistentVolumeClaim } from '../../generated/core.v1.js';

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** The class of a volume or a claim; '' for none (GetPersistentVolumeClaimClass, GetPersistentVolumeClass). */
export function classOf({ metadata, spec }: PersistentVolumeClaim | PersistentVolume): string {
  return metadata.annotations?.[BETA_CLASS] ?? spec.storageClassName ?? '';
}

/** Whether a claim says which class it wants, be it none (PersistentVolumeClaimHasClass). */
export function hasClass({ metadata, spec }: PersistentVolumeClaim): boolean {
  return metadata.annotations?.[BETA_CLASS] !== undefined || spec.storageClassName !== undefined;
}
