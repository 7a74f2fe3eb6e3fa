import { deepEqual, semanticEqual } from '../../../apimachinery/equality.js';
import { forbidden, invalid, type FieldError } from '../../../apimachinery/field-error.js';
import { isObject } from '../../../apimachinery/object.js';
import type { PersistentVolume, PersistentVolumeSpec } from '../../generated/core.v1.js';
import { internalForm } from '../pod/internal-form.js';
import { changed, without } from '../pod/fill.js';
import { checkNodeSelector } from '../pod/validation/affinity.js';
import { internalDiff } from '../pod/validation/internal-diff.js';
import { SOURCES } from './sources.js';
import { mountOptionErrors, validatePersistentVolume } from './validation.js';

/** Follows ValidateUpdate of pkg/registry/core/persistentvolume, which checks the new volume twice. */
export function validatePersistentVolumeUpdate(
  volume: PersistentVolume,
  old: PersistentVolume,
  stored: PersistentVolume,
): readonly FieldError[] {
  const lenient = hasInvalidAffinity(old);
  const fresh = validatePersistentVolume(volume, lenient);
  const mounts = mountOptionErrors(volume);
  const errors: FieldError[] = [...fresh, ...fresh.slice(0, fresh.length - mounts.length)];
  const now = sourcesOf(withoutNewSecret(volume.spec, old.spec));
  const before = sourcesOf(old.spec);
  if (!deepEqual(now, before)) {
    const path = 'spec.persistentvolumesource';
    errors.push(
      forbidden(
        path,
        `${path} is immutable after creation\n${internalDiff('PersistentVolumeSource', sourcesOf(stored.spec), now)}`,
      ),
    );
  }
  const { volumeMode, nodeAffinity, volumeAttributesClassName } = volume.spec;
  if (volumeMode !== old.spec.volumeMode) errors.push(invalid('volumeMode', volumeMode ?? null, 'field is immutable'));
  if (old.spec.nodeAffinity !== undefined && !semanticEqual(masked(nodeAffinity), masked(old.spec.nodeAffinity))) {
    const printed =
      nodeAffinity === undefined ? null : { Required: internalForm('*NodeSelector', nodeAffinity.required) };
    errors.push(invalid('nodeAffinity', printed, 'field is immutable, except for updating from beta label to GA'));
  }
  if (old.spec.volumeAttributesClassName !== undefined && volumeAttributesClassName === undefined)
    errors.push(forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
  return errors;
}

function hasInvalidAffinity({ spec }: PersistentVolume): boolean {
  const errors: FieldError[] = [];
  const required = spec.nodeAffinity?.required;
  if (required !== undefined) checkNodeSelector(required, '', false, errors);
  return errors.length > 0;
}

function sourcesOf(spec: PersistentVolumeSpec): PersistentVolumeSpec {
  return Object.fromEntries(SOURCES.flatMap((field) => (spec[field] === undefined ? [] : [[field, spec[field]]])));
}

/** A secret for expanding may be added later. */
function withoutNewSecret(spec: PersistentVolumeSpec, old: PersistentVolumeSpec): PersistentVolumeSpec {
  if (old.csi === undefined || old.csi.controllerExpandSecretRef !== undefined) return spec;
  return changed(spec, 'csi', (csi) => without(csi, 'controllerExpandSecretRef'));
}

const RENAMED: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
};

/** Node affinity with old label names replaced by today's. */
function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      name === 'key' && typeof item === 'string' ? (RENAMED[item] ?? item) : masked(item),
    ]),
  );
}
