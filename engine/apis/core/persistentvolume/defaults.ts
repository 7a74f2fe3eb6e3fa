import type { PersistentVolume, PersistentVolumeSpec } from '../../generated/core.v1.js';
import { roundedQuantities } from '../pod/default-resources.js';
import { changed, filled } from '../pod/fill.js';

/** Follows SetDefaults_PersistentVolume; the sources' own defaults are in the schema. */
export function defaultPersistentVolume(volume: PersistentVolume): PersistentVolume {
  const specified = changed(volume, 'spec', defaultSpec);
  return changed(specified, 'status', (status) => filled(status, { phase: 'Pending' }));
}

function defaultSpec(given: PersistentVolumeSpec): PersistentVolumeSpec {
  const spec = filled(given, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
  const rounded = changed(spec, 'capacity', roundedQuantities);
  return changed(rounded, 'hostPath', (source) => filled(source, { type: '' }));
}
