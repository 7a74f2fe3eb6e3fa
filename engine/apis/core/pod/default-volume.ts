import type {
  DownwardAPIVolumeFile,
  PersistentVolumeClaimSpec,
  ProjectedVolumeSource,
  Volume,
  VolumeProjection,
} from '../../generated/core.v1.js';
import { asJson } from '../../../apimachinery/object.js';
import { changed, changedItems, filled, filledZero, memoised, withField } from './fill.js';
import { roundedResources } from './default-resources.js';
import { defaultPullPolicy } from './image-name.js';

/** 0644, what files of configMap, secret, downwardAPI and projected volumes get. */
const FILE_MODE = 0o644;
const TOKEN_EXPIRATION_SECONDS = 3600;

/** Follows SetDefaults_Volume and the defaults of each source; the same volume when nothing is missing. */
export function defaultVolume(given: Volume): Volume {
  const sources = sourcesOf(given);
  if (sources.length === 0) return withField(given, 'emptyDir', {});
  return sources.reduce(defaultSource, given);
}

/** The names of the sources that a volume has. */
function sourcesOf(volume: Volume): readonly string[] {
  const fields = asJson(volume);
  const sources: string[] = [];
  for (const field in fields)
    if (field !== 'name' && fields[field] !== undefined && fields[field] !== null) sources.push(field);
  return sources;
}

function defaultSource(volume: Volume, source: string): Volume {
  switch (source) {
    case 'image':
      return changed(volume, source, (image) => filledZero(image, { pullPolicy: defaultPullPolicy(image.reference) }));
    case 'hostPath':
      return changed(volume, source, (path) => filled(path, { type: '' }));
    case 'secret':
      return changed(volume, source, (secret) => filled(secret, { defaultMode: FILE_MODE }));
    case 'configMap':
      return changed(volume, source, (map) => filled(map, { defaultMode: FILE_MODE }));
    case 'downwardAPI':
      return changed(volume, source, (files) =>
        changedItems(filled(files, { defaultMode: FILE_MODE }), 'items', defaultDownwardFile),
      );
    case 'projected':
      return changed(volume, source, defaultProjected);
    case 'ephemeral':
      return changed(volume, source, (ephemeral) =>
        changed(ephemeral, 'volumeClaimTemplate', (template) => changed(template, 'spec', defaultClaimSpec)),
      );
    default:
      return defaultRemote(volume, source);
  }
}

/** The old remote volumes, whose defaults the schema does not carry when a field is sent empty. */
function defaultRemote(volume: Volume, source: string): Volume {
  switch (source) {
    case 'iscsi':
      return changed(volume, source, (disk) => filledZero(disk, { iscsiInterface: 'default' }));
    case 'rbd':
      return changed(volume, source, (image) =>
        filledZero(image, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
      );
    case 'scaleIO':
      return changed(volume, source, (disk) => filledZero(disk, { storageMode: 'ThinProvisioned', fsType: 'xfs' }));
    case 'azureDisk':
      return changed(volume, source, (disk) =>
        filled(disk, { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' }),
      );
    default:
      return volume;
  }
}

function defaultDownwardFile(file: DownwardAPIVolumeFile): DownwardAPIVolumeFile {
  return changed(file, 'fieldRef', (reference) => filledZero(reference, { apiVersion: 'v1' }));
}

const defaultProjected = memoised((projected: ProjectedVolumeSource): ProjectedVolumeSource =>
  changedItems(filled(projected, { defaultMode: FILE_MODE }), 'sources', defaultProjection),
);

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
