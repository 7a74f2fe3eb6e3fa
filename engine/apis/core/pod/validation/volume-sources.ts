import { forbidden, notSupported, required } from '../../../../apimachinery/field-error.js';
import { milliOf } from '../amounts.js';
import { checkCSI, checkEphemeral } from './claim-template.js';
import { checkDescendingPath, checkEnum, checkMode, checkNoBacksteps } from './checks.js';
import { checkDownwardFile, checkKeyToPath } from './files.js';
import { checkProjected } from './projected.js';
import { REMOTE_SOURCES } from './remote-volumes.js';
import { source, type VolumeSourceCheck } from './volume-source.js';

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

const emptyDir = source('emptyDir', ({ sizeLimit }, path, errors) => {
  if (sizeLimit !== undefined && milliOf(sizeLimit) < 0)
    errors.push(forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'));
});

const hostPath = source('hostPath', ({ path, type }, at, errors) => {
  if (!path) return void errors.push(required(`${at}.path`));
  checkNoBacksteps(path, `${at}.path`, errors);
  if (type !== undefined && !HOST_PATH_TYPES.includes(type))
    errors.push(notSupported(`${at}.type`, type, HOST_PATH_TYPES));
});

const gitRepo = source('gitRepo', ({ repository, directory }, path, errors) => {
  if (!repository) errors.push(required(`${path}.repository`));
  checkDescendingPath(directory ?? '', `${path}.directory`, errors);
});

const secret = source('secret', ({ secretName, defaultMode, items }, path, errors) => {
  if (!secretName) errors.push(required(`${path}.secretName`));
  checkMode(defaultMode, `${path}.defaultMode`, errors);
  items?.forEach((item, i) => checkKeyToPath(item, `${path}.items[${i}]`, errors));
});

const configMap = source('configMap', ({ name, defaultMode, items }, path, errors) => {
  if (!name) errors.push(required(`${path}.name`));
  checkMode(defaultMode, `${path}.defaultMode`, errors);
  items?.forEach((item, i) => checkKeyToPath(item, `${path}.items[${i}]`, errors));
});

const claim = source('persistentVolumeClaim', ({ claimName }, path, errors) => {
  if (!claimName) errors.push(required(`${path}.claimName`));
});

/** Upstream reports bad files on the volume, not on the file. */
const downwardAPI = source(
  'downwardAPI',
  ({ defaultMode, items }, path, errors) => {
    checkMode(defaultMode, `${path}.defaultMode`, errors);
    for (const file of items ?? []) checkDownwardFile(file, path, errors);
  },
  { forbiddenAs: 'downwarAPI' },
);

const image = source('image', ({ reference, pullPolicy }, path, errors, { options }) => {
  if (options.resourceIsPod && !reference) errors.push(required(`${path}.reference`));
  checkEnum(pullPolicy, PULL_POLICIES, `${path}.pullPolicy`, errors);
});

export const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

/** Every source, in the order in which validateVolumeSource looks for them. */
export const VOLUME_SOURCES: readonly VolumeSourceCheck[] = [
  emptyDir,
  hostPath,
  gitRepo,
  REMOTE_SOURCES.gcePersistentDisk,
  REMOTE_SOURCES.awsElasticBlockStore,
  secret,
  REMOTE_SOURCES.nfs,
  REMOTE_SOURCES.iscsi,
  REMOTE_SOURCES.glusterfs,
  REMOTE_SOURCES.flocker,
  claim,
  REMOTE_SOURCES.rbd,
  REMOTE_SOURCES.cinder,
  REMOTE_SOURCES.cephfs,
  REMOTE_SOURCES.quobyte,
  downwardAPI,
  REMOTE_SOURCES.fc,
  REMOTE_SOURCES.flexVolume,
  configMap,
  REMOTE_SOURCES.azureFile,
  REMOTE_SOURCES.vsphereVolume,
  REMOTE_SOURCES.photonPersistentDisk,
  REMOTE_SOURCES.portworxVolume,
  REMOTE_SOURCES.azureDisk,
  REMOTE_SOURCES.storageos,
  source('projected', checkProjected),
  REMOTE_SOURCES.scaleIO,
  source('csi', checkCSI),
  source('ephemeral', checkEphemeral),
  image,
];
