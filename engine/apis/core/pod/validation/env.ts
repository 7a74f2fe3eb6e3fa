import type {
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  FileKeySelector,
  ObjectFieldSelector,
  ResourceFieldSelector,
} from '../../../generated/core.v1.js';
import { invalid, notSupported, required } from '../../../../apimachinery/field-error.js';
import { isConfigMapKey, isRelaxedEnvVarName, nameIsDNSSubdomain } from '../../../../apimachinery/names.js';
import { milliOf } from '../amounts.js';
import { checkDNSLabel, checkNoBacksteps, checkQualifiedName, report, type Errors } from './checks.js';

const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
] as const;

/** Fields a downwardAPI volume may show. */
export const VOLUME_FIELDS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
] as const;

/** Fields of a Pod that the downward API knows at all. */
const KNOWN_FIELDS: readonly string[] = [
  ...ENV_FIELDS,
  ...VOLUME_FIELDS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
];

const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
] as const;

/** Follows ValidateEnv. */
export function checkEnv(variables: readonly EnvVar[] | undefined, path: string, errors: Errors): void {
  variables?.forEach((variable, i) => {
    const at = `${path}[${i}]`;
    if (!variable.name) errors.push(required(`${at}.name`));
    else report(errors, `${at}.name`, variable.name, isRelaxedEnvVarName(variable.name));
    if (variable.valueFrom !== undefined) checkValueFrom(variable.valueFrom, variable.value, `${at}.valueFrom`, errors);
  });
}

const SOURCES = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';

function checkValueFrom(source: EnvVarSource, value: string | undefined, path: string, errors: Errors): void {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  if (fieldRef) checkFieldSelector(fieldRef, ENV_FIELDS, `${path}.fieldRef`, errors);
  if (resourceFieldRef) checkResourceSelector(resourceFieldRef, `${path}.resourceFieldRef`, false, errors);
  if (configMapKeyRef) checkKeySelector(configMapKeyRef, `${path}.configMapKeyRef`, errors);
  if (secretKeyRef) checkKeySelector(secretKeyRef, `${path}.secretKeyRef`, errors);
  if (fileKeyRef) checkFileKey(fileKeyRef, `${path}.fileKeyRef`, errors);
  const count = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(Boolean).length;
  if (count === 0) errors.push(invalid(path, '', `must specify one of: ${SOURCES}`));
  else if (value) errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  else if (count > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
}

/** Follows validateObjectFieldSelector. */
export function checkFieldSelector(
  { apiVersion, fieldPath }: ObjectFieldSelector,
  supported: readonly string[],
  path: string,
  errors: Errors,
): void {
  if (!apiVersion) return void errors.push(required(`${path}.apiVersion`));
  if (!fieldPath) return void errors.push(required(`${path}.fieldPath`));
  const problem = unknownField(apiVersion, fieldPath);
  if (problem !== undefined)
    return void errors.push(invalid(`${path}.fieldPath`, fieldPath, `error converting fieldPath: ${problem}`));
  const [, field, subscript] = SUBSCRIPTED.exec(fieldPath) ?? [];
  if (subscript !== undefined)
    checkQualifiedName(field === 'metadata.annotations' ? subscript.toLowerCase() : subscript, path, errors);
  else {
    const internal = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
    if (!supported.includes(internal)) errors.push(notSupported(`${path}.fieldPath`, internal, supported));
  }
}

const SUBSCRIPTED = /^(.+?)\['(.*)'\]$/s;

/** Follows ConvertDownwardAPIFieldLabel: why a field path cannot be read, or undefined. */
function unknownField(apiVersion: string, fieldPath: string): string | undefined {
  if (apiVersion !== 'v1') return `unsupported pod version: ${apiVersion}`;
  const subscripted = SUBSCRIPTED.exec(fieldPath)?.[1];
  if (subscripted === 'metadata.annotations' || subscripted === 'metadata.labels') return undefined;
  if (subscripted !== undefined) return `field label does not support subscript: ${fieldPath}`;
  return KNOWN_FIELDS.includes(fieldPath) || fieldPath === 'spec.host'
    ? undefined
    : `field label not supported: ${fieldPath}`;
}

/** Follows validateContainerResourceFieldSelector; `volume`: a container must be named. */
export function checkResourceSelector(
  { containerName, resource, divisor }: ResourceFieldSelector,
  path: string,
  volume: boolean,
  errors: Errors,
): void {
  const hugePages = /^(?:requests|limits)\.hugepages-/.test(resource ?? '');
  const known = hugePages || RESOURCES.some((name) => name === resource);
  if (volume && !containerName) errors.push(required(`${path}.containerName`));
  else if (!resource) errors.push(required(`${path}.resource`));
  else if (!known) errors.push(notSupported(`${path}.resource`, resource, RESOURCES));
  if (divisor === undefined || milliOf(divisor) === 0) return;
  const bad = badDivisor(resource ?? '', divisor, hugePages);
  if (bad !== undefined) errors.push(invalid(`${path}.divisor`, resource ?? '', bad));
}

const SIZES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];
const SIZED: Readonly<Record<string, string>> = {
  memory: 'the memory resource',
  'ephemeral-storage': 'the local ephemeral storage resource',
};

function badDivisor(resource: string, divisor: string, hugePages: boolean): string | undefined {
  const name = /^(?:limits|requests)\.(.*)$/.exec(resource)?.[1] ?? '';
  if (name === 'cpu')
    return divisor === '1m' || divisor === '1'
      ? undefined
      : "only divisor's values 1m and 1 are supported with the cpu resource";
  const what = hugePages ? 'the hugepages resource' : SIZED[name];
  if (what === undefined || SIZES.includes(divisor)) return undefined;
  return `only divisor's values ${SIZES.join(', ')} are supported with ${what}`;
}

interface KeySelector {
  readonly name: string;
  readonly key: string;
}

/** Follows validateConfigMapKeySelector and validateSecretKeySelector. */
function checkKeySelector({ name, key }: KeySelector, path: string, errors: Errors): void {
  report(errors, `${path}.name`, name ?? '', nameIsDNSSubdomain(name ?? '', false));
  if (!key) errors.push(required(`${path}.key`));
  else report(errors, `${path}.key`, key, isConfigMapKey(key));
}

function checkFileKey({ key, volumeName, path: file }: FileKeySelector, path: string, errors: Errors): void {
  if (!key) errors.push(required(`${path}.key`));
  else report(errors, `${path}.key`, key, isRelaxedEnvVarName(key));
  if (!volumeName) errors.push(required(`${path}.volumeName`));
  else checkDNSLabel(volumeName, `${path}.volumeName`, errors);
  if (!file) errors.push(required(`${path}.path`));
  else checkNoBacksteps(file, `${path}.path`, errors);
}

/** Follows ValidateEnvFrom, which reports a wrong number of sources on the list itself. */
export function checkEnvFrom(sources: readonly EnvFromSource[] | undefined, path: string, errors: Errors): void {
  sources?.forEach(({ prefix, configMapRef, secretRef }, i) => {
    const at = `${path}[${i}]`;
    if (prefix) report(errors, `${at}.prefix`, prefix, isRelaxedEnvVarName(prefix));
    if (configMapRef) checkSourceName(configMapRef.name, `${at}.configMapRef.name`, errors);
    if (secretRef) checkSourceName(secretRef.name, `${at}.secretRef.name`, errors);
    if (!configMapRef && !secretRef)
      errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (configMapRef && secretRef)
      errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  });
}

function checkSourceName(name: string | undefined, path: string, errors: Errors): void {
  if (!name) errors.push(required(path));
  else report(errors, path, name, nameIsDNSSubdomain(name, true));
}
