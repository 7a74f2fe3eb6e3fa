import { forbidden, invalid, notSupported, required, type FieldError } from '../../../apimachinery/field-error.js';
import { nameIsDNSSubdomain } from '../../../apimachinery/names.js';
import { quantityOf, quantityValue, signOf } from '../../../apimachinery/quantity.js';
import type { PersistentVolume, PersistentVolumeSpec } from '../../generated/core.v1.js';
import { validateKubeMeta } from '../../meta/kube-meta.js';
import { checkNodeSelector } from '../pod/validation/affinity.js';
import { report, type Errors } from '../pod/validation/checks.js';
import { checkSources } from './sources.js';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const VOLUME_MODES = ['Block', 'Filesystem'];
const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options';
const INLINE = 'in the context of inline volumes';

/** Volumes that the mount-options annotation is for. */
const MOUNTABLE = [
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'nfs',
  'rbd',
  'quobyte',
  'iscsi',
  'cinder',
  'cephfs',
  'azureFile',
  'vsphereVolume',
  'azureDisk',
  'photonPersistentDisk',
] as const;

/** Follows ValidatePersistentVolume of pkg/apis/core and of pkg/volume; `lenientAffinity` forgives label values. */
export function validatePersistentVolume(volume: PersistentVolume, lenientAffinity = false): readonly FieldError[] {
  const { metadata, spec } = volume;
  const errors: FieldError[] = [...validateKubeMeta(metadata, false, nameIsDNSSubdomain)];
  checkPersistentVolumeSpec(spec, 'spec', false, errors, lenientAffinity);
  return [...errors, ...mountOptionErrors(volume)];
}

export function mountOptionErrors({ metadata, spec }: PersistentVolume): readonly FieldError[] {
  if (metadata.annotations?.[MOUNT_OPTIONS] === undefined || MOUNTABLE.some((field) => spec[field] !== undefined))
    return [];
  return [forbidden(`metadata.annotations.${MOUNT_OPTIONS}`, 'may not specify mount options for this volume type')];
}

/** Follows ValidatePersistentVolumeSpec; `inline`: in a VolumeAttachment. */
export function checkPersistentVolumeSpec(
  spec: PersistentVolumeSpec,
  path: string,
  inline: boolean,
  errors: Errors,
  lenientAffinity = false,
): void {
  if (inline) checkInline(spec, path, errors);
  checkAccessModes(spec.accessModes ?? [], `${path}.accessModes`, errors);
  if (!inline) checkCapacity(spec.capacity, `${path}.capacity`, errors);
  checkReclaimPolicy(spec, path, inline, errors);
  checkAffinity(spec, path, inline, lenientAffinity, errors);
  checkSources(spec, path, errors);
  const { hostPath, persistentVolumeReclaimPolicy: policy } = spec;
  if (hostPath !== undefined && isRoot(hostPath.path) && policy === 'Recycle')
    errors.push(forbidden(`${path}.persistentVolumeReclaimPolicy`, "may not be 'recycle' for a hostPath mount of '/'"));
  checkClasses(spec, path, inline, errors);
}

function checkInline({ claimRef, capacity, csi }: PersistentVolumeSpec, path: string, errors: Errors): void {
  if (claimRef !== undefined) errors.push(forbidden(`${path}.claimRef`, `may not be specified ${INLINE}`));
  if (capacity !== undefined) errors.push(forbidden(`${path}.capacity`, `may not be specified ${INLINE}`));
  if (csi === undefined) errors.push(required(`${path}.csi`, `has to be specified ${INLINE}`));
}

function checkAccessModes(modes: readonly string[], path: string, errors: Errors): void {
  if (modes.length === 0) errors.push(required(path));
  for (const mode of modes) if (!ACCESS_MODES.includes(mode)) errors.push(notSupported(path, mode, ACCESS_MODES));
  const alone = modes.includes('ReadWriteOncePod');
  if (alone && modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode)))
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
}

function checkCapacity(given: Readonly<Record<string, string>> | undefined, path: string, errors: Errors): void {
  const capacity = given ?? {};
  const names = Object.keys(capacity);
  if (names.length === 0) errors.push(required(path));
  if (capacity['storage'] === undefined || names.length > 1)
    errors.push(notSupported(path, given ?? null, ['storage']));
  for (const name of names) {
    const quantity = quantityOf(capacity[name]);
    const at = `${path}[${name}]`;
    if (signOf(quantity) < 0) errors.push(invalid(at, quantityValue(quantity), 'must be a valid resource quantity'));
    if (signOf(quantity) <= 0) errors.push(invalid(at, capacity[name], 'must be greater than zero'));
  }
}

function checkReclaimPolicy(
  { persistentVolumeReclaimPolicy: policy }: PersistentVolumeSpec,
  path: string,
  inline: boolean,
  errors: Errors,
): void {
  const at = `${path}.persistentVolumeReclaimPolicy`;
  if (policy === undefined) return;
  if (inline) {
    if (policy !== 'Retain') errors.push(forbidden(at, `may only be Retain ${INLINE}`));
  } else if (!RECLAIM_POLICIES.includes(policy)) errors.push(notSupported(at, policy, RECLAIM_POLICIES));
}

function checkAffinity(
  { nodeAffinity }: PersistentVolumeSpec,
  path: string,
  inline: boolean,
  lenient: boolean,
  errors: Errors,
): void {
  const at = `${path}.nodeAffinity`;
  if (nodeAffinity === undefined) return;
  if (inline) errors.push(forbidden(at, `may not be specified ${INLINE}`));
  else if (nodeAffinity.required === undefined)
    errors.push(required(`${at}.required`, 'must specify required node constraints'));
  else checkNodeSelector(nodeAffinity.required, `${at}.required`, lenient, errors);
}

/** path.Clean(text) is '/'. */
function isRoot(text: string): boolean {
  return text.startsWith('/') && text.split('/').every((part) => part === '' || part === '.');
}

function checkClasses(spec: PersistentVolumeSpec, path: string, inline: boolean, errors: Errors): void {
  const { storageClassName, volumeMode, volumeAttributesClassName: attributes, csi } = spec;
  if (storageClassName) {
    if (inline) errors.push(forbidden(`${path}.storageClassName`, `may not be specified ${INLINE}`));
    else report(errors, `${path}.storageClassName`, storageClassName, nameIsDNSSubdomain(storageClassName, false));
  }
  if (volumeMode !== undefined) {
    const at = `${path}.volumeMode`;
    if (inline && volumeMode !== 'Filesystem')
      errors.push(forbidden(at, `may not specify volumeMode other than Filesystem ${INLINE}`));
    if (!inline && !VOLUME_MODES.includes(volumeMode)) errors.push(notSupported(at, volumeMode, VOLUME_MODES));
  }
  if (attributes === undefined) return;
  const at = `${path}.volumeAttributesClassName`;
  if (attributes === '') errors.push(required(at, 'an empty string is disallowed'));
  else report(errors, at, attributes, nameIsDNSSubdomain(attributes, false));
  if (csi === undefined)
    errors.push(required(`${path}.csi`, 'has to be specified when using volumeAttributesClassName'));
}
