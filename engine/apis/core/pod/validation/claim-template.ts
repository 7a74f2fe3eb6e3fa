import type {
  CSIVolumeSource,
  EphemeralVolumeSource,
  PersistentVolumeClaimTemplate,
} from '../../../generated/core.v1.js';
import { forbidden, invalid, required, tooLong } from '../../../../apimachinery/field-error.js';
import { isDNS1123Subdomain, nameIsDNSSubdomain } from '../../../../apimachinery/names.js';
import { checkAnnotations } from './annotations.js';
import { checkLabels, report, type Errors } from './checks.js';
import { checkClaimSpec } from './claim-spec.js';
import type { VolumeContext } from './volume-source.js';

/** Follows validateCSIVolumeSource. */
export function checkCSI({ driver, nodePublishSecretRef }: CSIVolumeSource, path: string, errors: Errors): void {
  if (!driver) errors.push(required(`${path}.driver`));
  else {
    if (driver.length > 63) errors.push(tooLong(`${path}.driver`, 63));
    report(errors, `${path}.driver`, driver, isDNS1123Subdomain(driver.toLowerCase()));
  }
  if (!nodePublishSecretRef) return;
  const { name } = nodePublishSecretRef;
  if (!name) errors.push(required(`${path}.nodePublishSecretRef.name`));
  else report(errors, `${path}.name`, name, nameIsDNSSubdomain(name, false));
}

/** Follows validateEphemeralVolumeSource; `path` is that of the source. */
export function checkEphemeral(
  { volumeClaimTemplate }: EphemeralVolumeSource,
  path: string,
  errors: Errors,
  context: VolumeContext,
): void {
  if (volumeClaimTemplate === undefined) errors.push(required(`${path}.volumeClaimTemplate`));
  else checkTemplate(volumeClaimTemplate, `${path}.volumeClaimTemplate`, errors);
  checkCreatedClaimName(path.slice(0, -'.ephemeral'.length), context, errors);
}

/** Field names of metadata in the order of metav1.ObjectMeta; a template may set labels and annotations only. */
const FORBIDDEN_META = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const;

/** Go's names of these fields with a small first letter, where they differ. */
const PRINTED: Readonly<Record<string, string>> = { uid: 'uID' };

function checkTemplate({ metadata, spec }: PersistentVolumeClaimTemplate, path: string, errors: Errors): void {
  checkAnnotations(metadata?.annotations, `${path}.metadata.annotations`, errors);
  checkLabels(metadata?.labels, `${path}.metadata.labels`, errors);
  for (const name of FORBIDDEN_META) {
    const value: unknown = metadata?.[name];
    const isSet = Array.isArray(value) ? value.length > 0 : Boolean(value);
    if (isSet) errors.push(forbidden(`${path}.metadata.${PRINTED[name] ?? name}`, 'cannot be set'));
  }
  checkClaimSpec(spec ?? {}, `${path}.spec`, errors);
}

/** The claim that a generic ephemeral volume creates must be nameable. */
export function checkCreatedClaimName(path: string, { podMeta, volumeName }: VolumeContext, errors: Errors): void {
  if (!podMeta?.name || volumeName === '') return;
  const claim = `${podMeta.name}-${volumeName}`;
  for (const message of nameIsDNSSubdomain(claim, false))
    errors.push(invalid(`${path}.name`, volumeName, `PVC name "${claim}": ${message}`));
}
