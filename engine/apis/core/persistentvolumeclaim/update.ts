import { deepEqual } from '../../../apimachinery/equality.js';
import { forbidden, invalid, type FieldError } from '../../../apimachinery/field-error.js';
import { compareQuantities, quantityOf } from '../../../apimachinery/quantity.js';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../../generated/core.v1.js';
import { validateKubeMetaUpdate } from '../../meta/kube-meta.js';
import { withField, without } from '../pod/fill.js';
import { internalDiff } from '../pod/validation/internal-diff.js';
import { normaliseDataSources } from './data-source.js';
import { forgivenBy, validateClaim } from './validation.js';

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const IMMUTABLE =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
const SIZE = 'spec.resources.requests.storage';

/** Follows ValidatePersistentVolumeClaimUpdate. */
export function validateClaimUpdate(
  claim: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
  stored: PersistentVolumeClaim,
): readonly FieldError[] {
  const errors: FieldError[] = [
    ...validateKubeMetaUpdate(claim.metadata, old.metadata),
    ...validateClaim(claim, forgivenBy(old)),
  ];
  const before = comparable(old, claim);
  const now = mutable(claim, old, errors);
  if (!deepEqual(now, before))
    errors.push(
      forbidden('spec', `${IMMUTABLE}\n${internalDiff('PersistentVolumeClaimSpec', comparable(stored, claim), now)}`),
    );
  checkSize(claim, old, errors);
  if (claim.spec.volumeMode !== old.spec.volumeMode)
    errors.push(invalid('volumeMode', claim.spec.volumeMode ?? null, 'field is immutable'));
  checkAttributesClass(claim, old, errors);
  return errors;
}

/** The old spec, with the volume that may be filled in once. */
function comparable({ spec }: PersistentVolumeClaim, claim: PersistentVolumeClaim): PersistentVolumeClaimSpec {
  const linked = normaliseDataSources(spec, spec);
  return spec.volumeName ? linked : withField(linked, 'volumeName', claim.spec.volumeName);
}

/** The new spec, with what may change put back to what it was. */
function mutable(
  claim: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
  errors: FieldError[],
): PersistentVolumeClaimSpec {
  let spec = claim.spec;
  const annotation = old.metadata.annotations?.[CLASS_ANNOTATION];
  const nextAnnotation = claim.metadata.annotations?.[CLASS_ANNOTATION];
  const [before, now] = [old.spec.storageClassName, spec.storageClassName];
  const upgrades =
    annotation !== undefined &&
    before === undefined &&
    now === annotation &&
    (nextAnnotation ?? annotation) === annotation;
  if (upgrades) spec = without(spec, 'storageClassName');
  else {
    if ((annotation ?? '') !== (nextAnnotation ?? ''))
      errors.push(invalid(`metadata.annotations[${CLASS_ANNOTATION}]`, nextAnnotation ?? '', 'field is immutable'));
    if (now !== undefined && before === undefined && (annotation === undefined || now === annotation))
      spec = without(spec, 'storageClassName');
  }
  if (claim.status.phase !== 'Bound') return spec;
  if (spec.resources.requests !== undefined) {
    const storage = old.spec.resources.requests?.['storage'] ?? '0';
    spec = { ...spec, resources: { ...spec.resources, requests: { ...spec.resources.requests, storage } } };
  }
  return withField(spec, 'volumeAttributesClassName', old.spec.volumeAttributesClassName);
}

function checkSize(claim: PersistentVolumeClaim, old: PersistentVolumeClaim, errors: FieldError[]): void {
  const size = quantityOf(claim.spec.resources.requests?.['storage']);
  if (compareQuantities(size, quantityOf(old.spec.resources.requests?.['storage'])) >= 0) return;
  if (compareQuantities(size, quantityOf(old.status.capacity?.['storage'])) <= 0)
    errors.push(forbidden(SIZE, 'field can not be less than status.capacity'));
}

function checkAttributesClass(claim: PersistentVolumeClaim, old: PersistentVolumeClaim, errors: FieldError[]): void {
  const name = claim.spec.volumeAttributesClassName;
  if (name === old.spec.volumeAttributesClassName || old.status.currentVolumeAttributesClassName === undefined) return;
  const when = 'is forbidden when status.currentVolumeAttributesClassName is not nil';
  const to = name === undefined ? 'nil' : name === '' ? 'empty string' : undefined;
  if (to !== undefined) errors.push(forbidden('spec.volumeAttributesClassName', `update to ${to} ${when}`));
}
