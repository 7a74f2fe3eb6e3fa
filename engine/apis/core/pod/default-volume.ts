import type {
  DownwardAPIVolumeFile,
  PersistentVolumeClaimSpec,
  Volume,
  VolumeProjection,
} from '../../generated/core.v1.js';
import { changed, changedItems, filled, filledZero, withField } from './fill.js';
import { roundedResources } from './default-resources.js';
import { defaultPullPolicy } from './image-name.js';

/** 0644, what files of configMap, secret, downwardAPI and projected volumes get. */
const FILE_MODE = 0o644;
const TOKEN_EXPIRATION_SECONDS = 3600;

/** Follows SetDefaults_Volume and the defaults of each source; the same volume when nothing is missing. */
export function defaultVolume(given: Volume): Volume {
  let volume = hasSource(given) ? given : withField(given, 'emptyDir', {});
  volume = changed(volume, 'image', (image) => filledZero(image, { pullPolicy: defaultPullPolicy(image.reference) }));
  volume = changed(volume, 'hostPath', (source) => filled(source, { type: '' }));
  volume = changed(volume, 'secret', (source) => filled(source, { defaultMode: FILE_MODE }));
  volume = changed(volume, 'configMap', (source) => filled(source, { defaultMode: FILE_MODE }));
  volume = changed(volume, 'downwardAPI', (source) =>
    changedItems(filled(source, { defaultMode: FILE_MODE }), 'items', defaultDownwardFile),
  );
  volume = changed(volume, 'projected', (source) =>
    changedItems(filled(source, { defaultMode: FILE_MODE }), 'sources', defaultProjection),
  );
  volume = changed(volume, 'ephemeral', (source) =>
    changed(source, 'volumeClaimTemplate', (template) => changed(template, 'spec', defaultClaimSpec)),
  );
  return defaultRemote(volume);
}

/** The old remote volumes, whose defaults the schema does not carry when a field is sent empty. */
function defaultRemote(given: Volume): Volume {
  let volume = changed(given, 'iscsi', (source) => filledZero(source, { iscsiInterface: 'default' }));
  volume = changed(volume, 'rbd', (source) =>
    filledZero(source, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  );
  volume = changed(volume, 'scaleIO', (source) =>
    filledZero(source, { storageMode: 'ThinProvisioned', fsType: 'xfs' }),
  );
  return changed(volume, 'azureDisk', (source) =>
    filled(source, { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' }),
  );
}

function hasSource(volume: Volume): boolean {
  const { name: _name, ...sources } = volume;
  return Object.values(sources).some((source) => source !== undefined && source !== null);
}

function defaultDownwardFile(file: DownwardAPIVolumeFile): DownwardAPIVolumeFile {
  return changed(file, 'fieldRef', (reference) => filledZero(reference, { apiVersion: 'v1' }));
}

function defaultProjection(given: VolumeProjection): VolumeProjection {
  const projection = changed(given, 'downwardAPI', (source) => changedItems(source, 'items', defaultDownwardFile));
  return changed(projection, 'serviceAccountToken', (source) =>
    filled(source, { expirationSeconds: TOKEN_EXPIRATION_SECONDS }),
  );
}

/** Follows SetDefaults_PersistentVolumeClaimSpec. */
export function defaultClaimSpec(spec: PersistentVolumeClaimSpec): PersistentVolumeClaimSpec {
  return changed(filled(spec, { volumeMode: 'Filesystem' }), 'resources', roundedResources);
}
