import type { Volume } from '../../../generated/core.v1.js';
import type { ObjectMeta } from '../../../generated/meta.v1.js';
import { duplicate, forbidden, invalid, required } from '../../../../apimachinery/field-error.js';
import { checkDNSLabel, type Errors } from './checks.js';
import { asJson } from '../../../../apimachinery/object.js';
import type { PodValidationOptions } from './options.js';
import type { VolumeContext, VolumeSourceCheck } from './volume-source.js';
import { VOLUME_SOURCES } from './volume-sources.js';

/** The valid volumes of a pod by name: only these can be mounted. */
export type Volumes = ReadonlyMap<string, Volume>;

/** Follows ValidateVolumes. */
export function checkVolumes(
  volumes: readonly Volume[] | undefined,
  podMeta: ObjectMeta | undefined,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): Volumes {
  const valid = new Map<string, Volume>();
  if (volumes === undefined) return valid;
  const podName = podMeta?.name ?? '';
  const created = new Set(
    volumes.filter(({ ephemeral }) => ephemeral && podName).map(({ name }) => `${podName}-${name}`),
  );
  volumes.forEach((volume, i) => {
    const at = `${path}[${i}]`;
    const { name = '', persistentVolumeClaim: claim } = volume;
    const before = errors.length;
    checkSource(volume, at, { podMeta, volumeName: name, options }, errors);
    if (name === '') errors.push(required(`${at}.name`));
    else checkDNSLabel(name, `${at}.name`, errors);
    if (valid.has(name)) errors.push(duplicate(`${at}.name`, name));
    if (errors.length === before) valid.set(name, volume);
    if (claim && created.has(claim.claimName)) {
      const detail = 'must not reference a PVC that gets created for an ephemeral volume';
      errors.push(invalid(`${at}.persistentVolumeClaim.claimName`, claim.claimName, detail));
    }
  });
  return valid;
}

/** Follows validateVolumeSource: exactly one source, checked in upstream's order. */
function checkSource(volume: Volume, path: string, context: VolumeContext, errors: Errors): void {
  let found = false;
  for (const source of sourcesOf(volume)) {
    const { field, forbiddenAs } = source;
    if (found) errors.push(forbidden(`${path}.${forbiddenAs ?? field}`, 'may not specify more than 1 volume type'));
    else source.check(volume, path, context, errors);
    if (field === 'iscsi') checkInitiatorLength(volume, path, errors);
    found = true;
  }
  if (!found) errors.push(required(path, 'must specify a volume type'));
}

const SOURCES: ReadonlyMap<string, VolumeSourceCheck> = new Map(VOLUME_SOURCES.map((source) => [source.field, source]));

/** The checks of the sources that a volume has: one, if all is well. */
function sourcesOf(volume: Volume): readonly VolumeSourceCheck[] {
  const found: VolumeSourceCheck[] = [];
  const fields = asJson(volume);
  for (const field in fields) {
    const source = SOURCES.get(field);
    if (source !== undefined && fields[field] !== undefined && fields[field] !== null) found.push(source);
  }
  return found.length < 2 ? found : VOLUME_SOURCES.filter((source) => found.includes(source));
}

function checkInitiatorLength({ name, iscsi }: Volume, path: string, errors: Errors): void {
  if (iscsi?.initiatorName === undefined || `${name}:${iscsi.targetPortal}`.length <= 64) return;
  const detail =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  errors.push(invalid(`${path}.name`, name, detail));
}
