import { deepEqual } from '../../apimachinery/equality.js';
import { duplicate, invalid, notSupported, required, type FieldError } from '../../apimachinery/field-error.js';
import { nameIsDNSSubdomain } from '../../apimachinery/names.js';
import { changed, filled, without } from '../core/pod/fill.js';
import type { Errors } from '../core/pod/validation/checks.js';
import type { CSIDriver, CSIDriverSpec } from '../generated/storage.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../meta/kube-meta.js';

const FS_GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];
const LIFECYCLE_MODES = ['Persistent', 'Ephemeral'];
const MIN_TOKEN_SECONDS = 600;

/** Follows SetDefaults_CSIDriver. */
export function defaultCSIDriver(driver: CSIDriver): CSIDriver {
  return changed(driver, 'spec', (given) => {
    const spec = given.volumeLifecycleModes?.length === 0 ? without(given, 'volumeLifecycleModes') : given;
    return filled(spec, {
      attachRequired: true,
      podInfoOnMount: false,
      storageCapacity: false,
      fsGroupPolicy: 'ReadWriteOnceWithFSType',
      volumeLifecycleModes: ['Persistent'],
      requiresRepublish: false,
      seLinuxMount: false,
    });
  });
}

/** Follows ValidateCSIDriver. */
export function validateCSIDriver({ metadata, spec }: CSIDriver): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(metadata, false, nameIsDNSSubdomain)];
  checkSpec(spec, errors);
  return errors;
}

/** Follows ValidateCSIDriverUpdate. */
export function validateCSIDriverUpdate(driver: CSIDriver, old: CSIDriver): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMetaUpdate(driver.metadata, old.metadata)];
  const { attachRequired, volumeLifecycleModes } = driver.spec;
  checkSpec(driver.spec, errors);
  if (attachRequired !== old.spec.attachRequired)
    errors.push(invalid('spec.attachedRequired', attachRequired ?? null, 'field is immutable'));
  if (!deepEqual(volumeLifecycleModes, old.spec.volumeLifecycleModes))
    errors.push(invalid('spec.volumeLifecycleModes', volumeLifecycleModes ?? null, 'field is immutable'));
  return errors;
}

function checkSpec(spec: CSIDriverSpec, errors: Errors): void {
  if (spec.attachRequired === undefined) errors.push(required('spec.attachedRequired'));
  if (spec.podInfoOnMount === undefined) errors.push(required('spec.podInfoOnMount'));
  if (spec.storageCapacity === undefined) errors.push(required('spec.storageCapacity'));
  const { fsGroupPolicy, tokenRequests = [], nodeAllocatableUpdatePeriodSeconds: period } = spec;
  if (fsGroupPolicy !== undefined && !FS_GROUP_POLICIES.includes(fsGroupPolicy))
    errors.push(notSupported('spec.fsGroupPolicy', fsGroupPolicy, FS_GROUP_POLICIES));
  checkTokens(tokenRequests, 'spec.tokenRequests', errors);
  for (const mode of spec.volumeLifecycleModes ?? [])
    if (!LIFECYCLE_MODES.includes(mode)) errors.push(notSupported('spec.volumeLifecycleModes', mode, LIFECYCLE_MODES));
  if (spec.seLinuxMount === undefined) errors.push(required('spec.seLinuxMount'));
  if (period !== undefined && period < 10)
    errors.push(
      invalid('spec.nodeAllocatableUpdatePeriodSeconds', period, 'must be greater than or equal to 10 seconds'),
    );
  if (spec.serviceAccountTokenInSecrets !== undefined && tokenRequests.length === 0) {
    const detail = 'serviceAccountTokenInSecrets is set but no tokenRequests are specified';
    errors.push(invalid('spec.serviceAccountTokenInSecrets', spec.serviceAccountTokenInSecrets, detail));
  }
}

function checkTokens(requests: NonNullable<CSIDriverSpec['tokenRequests']>, path: string, errors: Errors): void {
  const audiences = new Set<string>();
  requests.forEach(({ audience, expirationSeconds: seconds }, i) => {
    const at = `${path}[${i}]`;
    if (audiences.has(audience)) {
      errors.push(duplicate(`${at}.audience`, audience));
      return;
    }
    audiences.add(audience);
    if (seconds === undefined) return;
    if (seconds < MIN_TOKEN_SECONDS)
      errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes'));
    if (seconds > 2 ** 32)
      errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds'));
  });
}
