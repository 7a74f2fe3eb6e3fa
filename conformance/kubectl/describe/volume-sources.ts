/** Fields of a volume source: a title, where the value is, and what it is when it is not there. */
export type SourceField = readonly [title: string, path: string, none: string | number | boolean];

export interface SourceKind {
  /** What the kind is, in words. */
  readonly type: string;
  readonly fields: readonly SourceField[];
}

const FS: SourceField = ['FSType', 'fsType', ''];
const READ_ONLY: SourceField = ['ReadOnly', 'readOnly', false];
const SECRET: SourceField = ['SecretRef', 'secretRef', '<nil>'];
const PARTITION: SourceField = ['Partition', 'partition', 0];
const VOLUME_ID: SourceField = ['VolumeID', 'volumeID', ''];

/** Volume sources whose fields are listed as they are; others are written by volumes.ts. */
export const VOLUME_SOURCES: Readonly<Record<string, SourceKind>> = {
  hostPath: {
    type: 'HostPath (bare host directory volume)',
    fields: [
      ['Path', 'path', ''],
      ['HostPathType', 'type', '<none>'],
    ],
  },
  gcePersistentDisk: {
    type: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
    fields: [['PDName', 'pdName', ''], FS, PARTITION, READ_ONLY],
  },
  awsElasticBlockStore: {
    type: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
    fields: [VOLUME_ID, FS, PARTITION, READ_ONLY],
  },
  gitRepo: {
    type: 'GitRepo (a volume that is pulled from git when the pod is created)',
    fields: [
      ['Repository', 'repository', ''],
      ['Revision', 'revision', ''],
    ],
  },
  secret: {
    type: 'Secret (a volume populated by a Secret)',
    fields: [
      ['SecretName', 'secretName', ''],
      ['Optional', 'optional', false],
    ],
  },
  configMap: {
    type: 'ConfigMap (a volume populated by a ConfigMap)',
    fields: [
      ['Name', 'name', ''],
      ['Optional', 'optional', false],
    ],
  },
  nfs: {
    type: 'NFS (an NFS mount that lasts the lifetime of a pod)',
    fields: [['Server', 'server', ''], ['Path', 'path', ''], READ_ONLY],
  },
  iscsi: {
    type: "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    fields: [
      ['TargetPortal', 'targetPortal', ''],
      ['IQN', 'iqn', ''],
      ['Lun', 'lun', 0],
      ['ISCSIInterface', 'iscsiInterface', ''],
      FS,
      READ_ONLY,
      ['Portals', 'portals', '[]'],
      ['DiscoveryCHAPAuth', 'chapAuthDiscovery', false],
      ['SessionCHAPAuth', 'chapAuthSession', false],
      SECRET,
      ['InitiatorName', 'initiatorName', '<none>'],
    ],
  },
  glusterfs: {
    type: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    fields: [['EndpointsName', 'endpoints', ''], ['Path', 'path', ''], READ_ONLY],
  },
  persistentVolumeClaim: {
    type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    fields: [['ClaimName', 'claimName', ''], READ_ONLY],
  },
  rbd: {
    type: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    fields: [
      ['CephMonitors', 'monitors', '[]'],
      ['RBDImage', 'image', ''],
      FS,
      ['RBDPool', 'pool', ''],
      ['RadosUser', 'user', ''],
      ['Keyring', 'keyring', ''],
      SECRET,
      READ_ONLY,
    ],
  },
  quobyte: {
    type: "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
    fields: [['Registry', 'registry', ''], ['Volume', 'volume', ''], READ_ONLY],
  },
  azureDisk: {
    type: 'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
    fields: [
      ['DiskName', 'diskName', ''],
      ['DiskURI', 'diskURI', ''],
      ['Kind', 'kind', ''],
      FS,
      ['CachingMode', 'cachingMode', ''],
      READ_ONLY,
    ],
  },
  vsphereVolume: {
    type: 'vSphereVolume (a Persistent Disk resource in vSphere)',
    fields: [['VolumePath', 'volumePath', ''], FS, ['StoragePolicyName', 'storagePolicyName', '']],
  },
  cinder: { type: 'Cinder (a Persistent Disk resource in OpenStack)', fields: [VOLUME_ID, FS, READ_ONLY, SECRET] },
  photonPersistentDisk: {
    type: 'PhotonPersistentDisk (a Persistent Disk resource in photon platform)',
    fields: [['PdID', 'pdID', ''], FS],
  },
  portworxVolume: { type: 'PortworxVolume (a Portworx Volume resource)', fields: [VOLUME_ID] },
  scaleIO: {
    type: 'ScaleIO (a persistent volume backed by a block device in ScaleIO)',
    fields: [
      ['Gateway', 'gateway', ''],
      ['System', 'system', ''],
      ['Protection Domain', 'protectionDomain', ''],
      ['Storage Pool', 'storagePool', ''],
      ['Storage Mode', 'storageMode', ''],
      ['VolumeName', 'volumeName', ''],
      FS,
      READ_ONLY,
    ],
  },
  cephfs: {
    type: "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    fields: [
      ['Monitors', 'monitors', '[]'],
      ['Path', 'path', ''],
      ['User', 'user', ''],
      ['SecretFile', 'secretFile', ''],
      SECRET,
      READ_ONLY,
    ],
  },
  storageos: {
    type: 'StorageOS (a StorageOS Persistent Disk resource)',
    fields: [['VolumeName', 'volumeName', ''], ['VolumeNamespace', 'volumeNamespace', ''], FS, READ_ONLY],
  },
  fc: {
    type: 'FC (a Fibre Channel disk)',
    fields: [['TargetWWNs', 'targetWWNs', ''], ['LUN', 'lun', '<none>'], FS, READ_ONLY],
  },
  azureFile: {
    type: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    fields: [['SecretName', 'secretName', ''], ['ShareName', 'shareName', ''], READ_ONLY],
  },
  flexVolume: {
    type: 'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    fields: [['Driver', 'driver', ''], FS, SECRET, READ_ONLY, ['Options', 'options', 'map[]']],
  },
  flocker: {
    type: 'Flocker (a Flocker volume mounted by the Flocker agent)',
    fields: [
      ['DatasetName', 'datasetName', ''],
      ['DatasetUUID', 'datasetUUID', ''],
    ],
  },
  local: {
    type: 'LocalVolume (a persistent volume backed by local storage on a node)',
    fields: [['Path', 'path', '']],
  },
  image: {
    type: 'Image (a container image or OCI artifact)',
    fields: [
      ['Reference', 'reference', ''],
      ['PullPolicy', 'pullPolicy', ''],
    ],
  },
};

/** A source with more fields after the one of a title. */
function withMore(name: string, after: string, ...more: readonly SourceField[]): Readonly<Record<string, SourceKind>> {
  const kind = VOLUME_SOURCES[name];
  if (kind === undefined) throw new Error(`no volume source is called ${name}`);
  const fields = kind.fields.flatMap((field) => (field[0] === after ? [field, ...more] : [field]));
  return { [name]: { ...kind, fields } };
}

/** Sources that show more of a persistent volume. */
export const PERSISTENT_SOURCES: Readonly<Record<string, SourceKind>> = {
  ...VOLUME_SOURCES,
  ...withMore('glusterfs', 'EndpointsName', ['EndpointsNamespace', 'endpointsNamespace', '<unset>']),
  ...withMore(
    'scaleIO',
    'VolumeName',
    ['SecretName', 'secretRef.name', ''],
    ['SecretNamespace', 'secretRef.namespace', ''],
  ),
  ...withMore('azureFile', 'SecretName', ['SecretNamespace', 'secretNamespace', '']),
};
