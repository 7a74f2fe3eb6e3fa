import { forbidden, required } from '../../../apimachinery/field-error.js';
import type {
  CSIPersistentVolumeSource,
  PersistentVolumeSpec,
  SecretReference,
  Volume,
} from '../../generated/core.v1.js';
import { checkCSIDriverName } from '../../storage/csi-node.js';
import { checkDNSLabel, checkDNSSubdomain, checkNoBacksteps, type Errors } from '../pod/validation/checks.js';
import { TEMPLATE_OPTIONS } from '../pod/validation/options.js';
import { VOLUME_SOURCES } from '../pod/validation/volume-sources.js';

/** In the order in which upstream looks for them. */
export const SOURCES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
] as const;

const POD_SOURCES = new Map<string, (typeof VOLUME_SOURCES)[number]>(
  VOLUME_SOURCES.map((source) => [source.field, source]),
);

/** Exactly one source, and that in order: the middle part of ValidatePersistentVolumeSpec. */
export function checkSources(spec: PersistentVolumeSpec, path: string, errors: Errors): void {
  let found = 0;
  for (const field of SOURCES) {
    if (spec[field] === undefined) continue;
    found += 1;
    if (found > 1 && field !== 'flexVolume')
      errors.push(
        forbidden(`${path}.${field === 'cephfs' ? 'cephFS' : field}`, 'may not specify more than 1 volume type'),
      );
    else checkSource(spec, field, path, errors);
  }
  if (found === 0) errors.push(required(path, 'must specify a volume type'));
}

function checkSource(spec: PersistentVolumeSpec, field: (typeof SOURCES)[number], path: string, errors: Errors): void {
  if (field === 'csi' && spec.csi !== undefined) return checkCSI(spec.csi, `${path}.csi`, errors);
  if (field === 'local') {
    const { path: directory = '' } = spec.local ?? {};
    if (directory === '') errors.push(required(`${path}.local.path`));
    else checkNoBacksteps(directory, `${path}.local.path`, errors);
    if (spec.nodeAffinity === undefined)
      errors.push(required(`${path}.nodeAffinity`, 'Local volume requires node affinity'));
    return;
  }
  // The other sources have the fields that they have in a pod, save for the namespaces of secrets.
  const volume = { name: '', [field]: spec[field] } as Volume;
  POD_SOURCES.get(field)?.check(
    volume,
    path,
    { podMeta: undefined, volumeName: '', options: TEMPLATE_OPTIONS },
    errors,
  );
}

const SECRETS = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const;

function checkCSI(csi: CSIPersistentVolumeSource, path: string, errors: Errors): void {
  checkCSIDriverName(csi.driver, `${path}.driver`, errors);
  if (csi.volumeHandle === '') errors.push(required(`${path}.volumeHandle`));
  for (const field of SECRETS) {
    const reference = csi[field];
    if (reference !== undefined) checkSecret(reference, `${path}.${field}`, errors);
  }
}

function checkSecret({ name = '', namespace = '' }: SecretReference, path: string, errors: Errors): void {
  if (name === '') errors.push(required(`${path}.name`));
  else checkDNSSubdomain(name, `${path}.name`, errors);
  if (namespace === '') errors.push(required(`${path}.namespace`));
  else checkDNSLabel(namespace, `${path}.namespace`, errors);
}
