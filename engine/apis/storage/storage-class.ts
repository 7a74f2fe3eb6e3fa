import { deepEqual } from '../../apimachinery/equality.js';
import {
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
  type FieldError,
} from '../../apimachinery/field-error.js';
import { byteLength, nameIsDNSSubdomain } from '../../apimachinery/names.js';
import { filled } from '../core/pod/fill.js';
import { checkQualifiedName, type Errors } from '../core/pod/validation/checks.js';
import type { TopologySelectorTerm } from '../generated/core.v1.js';
import type { StorageClass } from '../generated/storage.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../meta/kube-meta.js';

const RECLAIM_POLICIES = ['Delete', 'Retain'];
const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer'];
const MAX_PARAMETERS = 512;
const MAX_PARAMETERS_BYTES = 256 * 1024;

/** Follows SetDefaults_StorageClass. */
export function defaultStorageClass(storageClass: StorageClass): StorageClass {
  return filled(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
}

/** Follows ValidateStorageClass. */
export function validateStorageClass(storageClass: StorageClass): readonly FieldError[] {
  const {
    metadata,
    provisioner,
    parameters,
    reclaimPolicy = '',
    volumeBindingMode,
    allowedTopologies = [],
  } = storageClass;
  const errors: FieldError[] = [...validateKubeMeta(metadata, false, nameIsDNSSubdomain)];
  checkDriver(provisioner, 'provisioner', errors);
  checkParameters(parameters, true, errors);
  if (reclaimPolicy !== '' && !RECLAIM_POLICIES.includes(reclaimPolicy))
    errors.push(notSupported('reclaimPolicy', reclaimPolicy, RECLAIM_POLICIES));
  if (volumeBindingMode === undefined) errors.push(required('volumeBindingMode'));
  else if (!BINDING_MODES.includes(volumeBindingMode))
    errors.push(notSupported('volumeBindingMode', volumeBindingMode, BINDING_MODES));
  checkTopologies(allowedTopologies, 'allowedTopologies', errors);
  return errors;
}

/** Follows ValidateStorageClassUpdate, after the rules of a new one. */
export function validateStorageClassUpdate(storageClass: StorageClass, old: StorageClass): readonly FieldError[] {
  const errors: FieldError[] = [
    ...validateStorageClass(storageClass),
    ...validateKubeMetaUpdate(storageClass.metadata, old.metadata),
  ];
  for (const field of ['parameters', 'provisioner', 'reclaimPolicy'] as const)
    if (!deepEqual(storageClass[field], old[field]))
      errors.push(forbidden(field, `updates to ${field} are forbidden.`));
  if (storageClass.volumeBindingMode !== old.volumeBindingMode)
    errors.push(invalid('volumeBindingMode', storageClass.volumeBindingMode ?? null, 'field is immutable'));
  return errors;
}

/** Follows validateProvisioner. */
export function checkDriver(name: string, path: string, errors: Errors): void {
  if (name === '') errors.push(required(path));
  else checkQualifiedName(name.toLowerCase(), path, errors);
}

/** Follows validateParameters. */
export function checkParameters(
  parameters: Readonly<Record<string, string>> = {},
  allowEmpty: boolean,
  errors: Errors,
): void {
  const path = 'parameters';
  const entries = Object.entries(parameters);
  if (entries.length > MAX_PARAMETERS) {
    errors.push(tooLong(path, MAX_PARAMETERS));
    return;
  }
  let bytes = 0;
  for (const [key, value] of entries) {
    if (key === '') errors.push(invalid(path, key, 'field can not be empty.'));
    bytes += byteLength(key) + byteLength(value);
  }
  if (bytes > MAX_PARAMETERS_BYTES) errors.push(tooLong(path, MAX_PARAMETERS_BYTES));
  if (!allowEmpty && entries.length === 0) errors.push(required(path, 'must contain at least one key/value pair'));
}

/** Follows validateAllowedTopologies, which compares each term with as many empty ones as there are terms. */
function checkTopologies(terms: readonly TopologySelectorTerm[], path: string, errors: Errors): void {
  const seen: unknown[] = terms.map(() => ({}));
  terms.forEach(({ matchLabelExpressions = [] }, i) => {
    const at = `${path}[${i}].matchLabelExpressions`;
    const keys = new Set<string>();
    matchLabelExpressions.forEach(({ key, values }, j) => {
      const list = values ?? [];
      if (list.length === 0) errors.push(required(`${at}[${j}].values`));
      list.forEach((value, k) => {
        if (list.indexOf(value) < k) errors.push(duplicate(`${at}[${j}].values[${k}]`, value));
      });
      checkQualifiedName(key, `${at}[${j}].key`, errors);
      if (keys.has(key)) errors.push(duplicate(`${at}[${j}].key`, key));
      keys.add(key);
    });
    const meaning = Object.fromEntries(
      matchLabelExpressions.map(({ key, values }) => [key, [...new Set(values)].sort()]),
    );
    for (const other of seen) if (deepEqual(other, meaning)) errors.push(duplicate(at, ''));
    seen.push(meaning);
  });
}
