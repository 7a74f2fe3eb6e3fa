import type { AzureDiskVolumeSource, ISCSIVolumeSource } from '../../../generated/core.v1.js';
import { invalid, notSupported, required } from '../../../../apimachinery/field-error.js';
import { checkDNSLabel, type Errors } from './checks.js';
import { source } from './volume-source.js';

const PARTITION = 'must be between 1 and 255, inclusive';
const LUN = 'must be between 0 and 255, inclusive';

/** 'Required value' for every field that is empty. */
function requireAll(fields: Readonly<Record<string, string | undefined>>, path: string, errors: Errors): void {
  for (const name of Object.keys(fields)) if (!fields[name]) errors.push(required(`${path}.${name}`));
}

function checkPartition(partition = 0, path: string, errors: Errors): void {
  if (partition < 0 || partition > 255) errors.push(invalid(`${path}.partition`, partition, PARTITION));
}

const IQN = /iqn\.\d{4}-\d{2}\.([a-zA-Z0-9\-.]+)(:[^,;*&$|\s]+)$/;
const EUI = /^eui.[a-zA-Z0-9]{16}$/;
const NAA = /^naa.[a-zA-Z0-9]{32}$/;

function checkInitiator(name: string, path: string, errors: Errors): void {
  const format = name.startsWith('iqn') ? IQN : name.startsWith('eui') ? EUI : name.startsWith('naa') ? NAA : undefined;
  if (format === undefined) errors.push(invalid(path, name, 'must be valid format starting with iqn, eui, or naa'));
  else if (!format.test(name)) errors.push(invalid(path, name, 'must be valid format'));
}

function checkISCSI(iscsi: ISCSIVolumeSource, path: string, errors: Errors): void {
  const lun = iscsi.lun ?? 0;
  requireAll({ targetPortal: iscsi.targetPortal }, path, errors);
  if (!iscsi.iqn) errors.push(required(`${path}.iqn`));
  else checkInitiator(iscsi.iqn, `${path}.iqn`, errors);
  if (lun < 0 || lun > 255) errors.push(invalid(`${path}.lun`, lun, LUN));
  if ((iscsi.chapAuthDiscovery || iscsi.chapAuthSession) && !iscsi.secretRef)
    errors.push(required(`${path}.secretRef`));
  if (iscsi.initiatorName !== undefined) checkInitiator(iscsi.initiatorName, `${path}.initiatorname`, errors);
}

const AZURE_CACHING = ['None', 'ReadOnly', 'ReadWrite'];
const AZURE_KINDS = ['Dedicated', 'Managed', 'Shared'];
const AZURE_MANAGED = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const AZURE_BLOB = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

function checkAzureDisk(disk: AzureDiskVolumeSource, path: string, errors: Errors): void {
  const { diskName, diskURI = '', cachingMode, kind } = disk;
  requireAll({ diskName, diskURI }, path, errors);
  if (cachingMode !== undefined && !AZURE_CACHING.includes(cachingMode))
    errors.push(notSupported(`${path}.cachingMode`, cachingMode, AZURE_CACHING));
  if (kind === undefined) return;
  if (!AZURE_KINDS.includes(kind)) errors.push(notSupported(`${path}.kind`, kind, AZURE_KINDS));
  if (kind === 'Managed' && !diskURI.startsWith('/subscriptions/'))
    errors.push(notSupported(`${path}.diskURI`, diskURI, [AZURE_MANAGED]));
  if (kind !== 'Managed' && !diskURI.startsWith('https://'))
    errors.push(notSupported(`${path}.diskURI`, diskURI, [AZURE_BLOB]));
}

const HOST_PORTS = 'must be a host:port pair or multiple pairs separated by commas';

/** host:port, the host in brackets when it has colons, as net.SplitHostPort reads it. */
function isHostPort(text: string): boolean {
  return /^(?:[^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/.test(text);
}

/** Sources on some other machine's disk. None of them works in the cluster; they are only checked. */
export const REMOTE_SOURCES = {
  gcePersistentDisk: source(
    'gcePersistentDisk',
    ({ pdName, partition }, path, errors) => {
      requireAll({ pdName }, path, errors);
      checkPartition(partition, path, errors);
    },
    { checkedAs: 'persistentDisk' },
  ),
  awsElasticBlockStore: source('awsElasticBlockStore', ({ volumeID, partition }, path, errors) => {
    requireAll({ volumeID }, path, errors);
    checkPartition(partition, path, errors);
  }),
  nfs: source('nfs', ({ server, path = '' }, at, errors) => {
    requireAll({ server, path }, at, errors);
    if (!path.startsWith('/')) errors.push(invalid(`${at}.path`, path, 'must be an absolute path'));
  }),
  iscsi: source('iscsi', checkISCSI),
  glusterfs: source('glusterfs', ({ endpoints, path }, at, errors) => requireAll({ endpoints, path }, at, errors)),
  flocker: source('flocker', ({ datasetName, datasetUUID }, path, errors) => {
    if (!datasetName && !datasetUUID) errors.push(required(path, 'one of datasetName and datasetUUID is required'));
    if (datasetName && datasetUUID)
      errors.push(invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
    if (datasetName?.includes('/')) errors.push(invalid(`${path}.datasetName`, datasetName, "must not contain '/'"));
  }),
  rbd: source('rbd', ({ monitors, image }, path, errors) => {
    if (!monitors?.length) errors.push(required(`${path}.monitors`));
    requireAll({ image }, path, errors);
  }),
  cinder: source('cinder', ({ volumeID, secretRef }, path, errors) => {
    requireAll({ volumeID }, path, errors);
    if (secretRef && !secretRef.name) errors.push(required(`${path}.secretRef.name`));
  }),
  cephfs: source(
    'cephfs',
    ({ monitors }, path, errors) => {
      if (!monitors?.length) errors.push(required(`${path}.monitors`));
    },
    { forbiddenAs: 'cephFS' },
  ),
  quobyte: source('quobyte', ({ registry, tenant, volume }, path, errors) => {
    if (!registry) errors.push(required(`${path}.registry`, HOST_PORTS));
    else if ((tenant?.length ?? 0) >= 65)
      errors.push(required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
    else
      for (const pair of registry.split(','))
        if (!isHostPort(pair)) errors.push(invalid(`${path}.registry`, registry, HOST_PORTS));
    requireAll({ volume }, path, errors);
  }),
  fc: source('fc', ({ targetWWNs = [], wwids = [], lun }, path, errors) => {
    if (targetWWNs.length < 1 && wwids.length < 1)
      errors.push(required(`${path}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both'));
    if (targetWWNs.length === 0) return;
    if (wwids.length !== 0)
      errors.push(
        invalid(`${path}.targetWWNs`, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously'),
      );
    if (lun === undefined) errors.push(required(`${path}.lun`, 'lun is required if targetWWNs is specified'));
    else if (lun < 0 || lun > 255) errors.push(invalid(`${path}.lun`, lun, LUN));
  }),
  flexVolume: source('flexVolume', ({ driver, options = {} }, path, errors) => {
    requireAll({ driver }, path, errors);
    for (const name of Object.keys(options))
      if (/\.(?:kubernetes|k8s)\.io$/.test(`.${name.split('/', 1)[0]?.toLowerCase()}`))
        errors.push(invalid(`${path}.options[${name}]`, name, 'kubernetes.io and k8s.io namespaces are reserved'));
  }),
  azureFile: source('azureFile', ({ secretName, shareName }, path, errors) =>
    requireAll({ secretName, shareName }, path, errors),
  ),
  vsphereVolume: source('vsphereVolume', ({ volumePath }, path, errors) => requireAll({ volumePath }, path, errors)),
  photonPersistentDisk: source('photonPersistentDisk', ({ pdID }, path, errors) => requireAll({ pdID }, path, errors)),
  portworxVolume: source('portworxVolume', ({ volumeID }, path, errors) => requireAll({ volumeID }, path, errors)),
  azureDisk: source('azureDisk', checkAzureDisk),
  storageos: source('storageos', ({ volumeName, volumeNamespace, secretRef }, path, errors) => {
    if (!volumeName) errors.push(required(`${path}.volumeName`));
    else checkDNSLabel(volumeName, `${path}.volumeName`, errors);
    if (volumeNamespace) checkDNSLabel(volumeNamespace, `${path}.volumeNamespace`, errors);
    if (secretRef && !secretRef.name) errors.push(required(`${path}.secretRef.name`));
  }),
  scaleIO: source('scaleIO', ({ gateway, system, volumeName }, path, errors) =>
    requireAll({ gateway, system, volumeName }, path, errors),
  ),
};
