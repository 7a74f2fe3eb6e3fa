import type {
  PersistentVolumeClaimSpec,
  TypedLocalObjectReference,
  TypedObjectReference,
} from '../../../generated/core.v1.js';
import { forbidden, invalid, notSupported, required } from '../../../../apimachinery/field-error.js';
import { isDNS1123Subdomain, nameIsDNSLabel, nameIsDNSSubdomain } from '../../../../apimachinery/names.js';
import { milliOf } from '../amounts.js';
import { checkSelector, report, type Errors } from './checks.js';
import { checkResourceQuantity } from './resource-requirements.js';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const VOLUME_MODES = ['Block', 'Filesystem'];

export interface ClaimSpecOptions {
  readonly allowInvalidLabelValueInSelector?: boolean;
  readonly allowInvalidAPIGroupInDataSourceOrRef?: boolean;
}

/** Follows ValidatePersistentVolumeClaimSpec. */
export function checkClaimSpec(
  spec: Partial<PersistentVolumeClaimSpec>,
  path: string,
  errors: Errors,
  options: ClaimSpecOptions = {},
): void {
  if (!spec.accessModes?.length) errors.push(required(`${path}.accessModes`, 'at least 1 access mode is required'));
  checkSelector(spec.selector, `${path}.selector`, errors, options.allowInvalidLabelValueInSelector);
  checkAccessModes(spec.accessModes ?? [], `${path}.accessModes`, errors);
  checkStorage(spec, `${path}.resources[storage]`, errors);
  checkClass(spec.storageClassName, `${path}.storageClassName`, errors);
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode))
    errors.push(notSupported(`${path}.volumeMode`, spec.volumeMode, VOLUME_MODES));
  checkDataSources(spec, path, errors, options);
  checkClass(spec.volumeAttributesClassName, `${path}.volumeAttributesClassName`, errors);
}

function checkAccessModes(modes: readonly string[], path: string, errors: Errors): void {
  for (const mode of modes) if (!ACCESS_MODES.includes(mode)) errors.push(notSupported(path, mode, ACCESS_MODES));
  const alone = modes.includes('ReadWriteOncePod');
  if (alone && modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode)))
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
}

function checkStorage({ resources }: Partial<PersistentVolumeClaimSpec>, path: string, errors: Errors): void {
  const storage = resources?.requests?.['storage'];
  if (storage === undefined) errors.push(required(path));
  else if (milliOf(storage) <= 0) errors.push(invalid(path, storage, 'must be greater than zero'));
  else checkResourceQuantity('storage', storage, path, errors);
}

function checkClass(name: string | undefined, path: string, errors: Errors): void {
  if (name) report(errors, path, name, nameIsDNSSubdomain(name, false));
}

function checkDataSources(
  { dataSource, dataSourceRef }: Partial<PersistentVolumeClaimSpec>,
  path: string,
  errors: Errors,
  options: ClaimSpecOptions,
): void {
  if (dataSource) checkReference(dataSource, `${path}.dataSource`, errors, options);
  if (dataSourceRef) {
    checkReference(dataSourceRef, `${path}.dataSourceRef`, errors, options);
    const { namespace } = dataSourceRef;
    if (namespace) report(errors, `${path}.dataSourceRef.namespace`, namespace, nameIsDNSLabel(namespace, false));
  }
  if (!dataSource || !dataSourceRef) return;
  // Upstream prints a field.Path, whose fields are all private, as the bad value.
  if (dataSourceRef.namespace)
    errors.push(invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified'));
  else if (!sameReference(dataSource, dataSourceRef)) errors.push(invalid(path, {}, 'must match dataSourceRef'));
}

type Reference = TypedLocalObjectReference | TypedObjectReference;

function sameReference(a: Reference, b: Reference): boolean {
  return a.apiGroup === b.apiGroup && a.kind === b.kind && a.name === b.name;
}

/** Follows validateDataSource and validateDataSourceRef. */
function checkReference(
  { apiGroup: group, kind, name }: Reference,
  path: string,
  errors: Errors,
  options: ClaimSpecOptions,
): void {
  const apiGroup = group ?? '';
  if (!name) errors.push(required(`${path}.name`));
  if (!kind) errors.push(required(`${path}.kind`));
  if (apiGroup === '' && kind !== 'PersistentVolumeClaim')
    errors.push(invalid(path, kind ?? '', "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  if (apiGroup !== '' && !options.allowInvalidAPIGroupInDataSourceOrRef)
    report(errors, `${path}.apiGroup`, apiGroup, isDNS1123Subdomain(apiGroup));
}
