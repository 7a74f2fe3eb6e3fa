import type { JobSpec } from '../generated/batch.v1.js';
import { invalid, notSupported, required, tooLong } from '../../apimachinery/field-error.js';
import { byteLength, isDNS1123Subdomain } from '../../apimachinery/names.js';
import { checkNonnegative, report, type Errors } from '../core/pod/validation/checks.js';
import type { PodValidationOptions } from '../core/pod/validation/options.js';
import { checkTemplateSpec } from '../core/pod/validation/template.js';
import { checkFailurePolicy, checkSuccessPolicy, printedSuccessPolicy } from './job-policies.js';

const MAX_INDEXED = 100_000;
const HIGH_COMPLETIONS_LIMIT = 10_000;
const MAX_MANAGED_BY = 63;
const MODES = ['NonIndexed', 'Indexed'];
const REPLACEMENT = ['Failed', 'TerminatingOrFailed'];

/** What is checked of a Job and of the Jobs of a CronJob alike: validateJobSpec. */
export function checkJobSpec(spec: JobSpec, path: string, options: PodValidationOptions, errors: Errors): void {
  for (const field of ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit'] as const)
    checkNonnegative(spec[field], `${path}.${field}`, errors);
  checkNonnegative(spec.ttlSecondsAfterFinished, `${path}.ttlSecondsAfterFinished`, errors);
  checkNonnegative(spec.backoffLimitPerIndex, `${path}.backoffLimitPerIndex`, errors);
  checkNonnegative(spec.maxFailedIndexes, `${path}.maxFailedIndexes`, errors);
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined)
    errors.push(required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  if (spec.managedBy !== undefined) checkManagedBy(spec.managedBy, `${path}.managedBy`, errors);
  checkMode(spec, path, errors);
  if (spec.podFailurePolicy !== undefined) checkFailurePolicy(spec, `${path}.podFailurePolicy`, errors);
  if (spec.successPolicy !== undefined) {
    const at = `${path}.successPolicy`;
    if (spec.completionMode === 'Indexed') checkSuccessPolicy(spec, at, errors);
    else errors.push(invalid(at, printedSuccessPolicy(spec), 'requires indexed completion mode'));
  }
  checkReplacement(spec, `${path}.podReplacementPolicy`, errors);
  checkTemplateSpec(spec.template, `${path}.template`, options, errors);
  checkRestartPolicy(spec, `${path}.template.spec.restartPolicy`, errors);
}

const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const HTTP_PATH_ONLY = new RegExp(`^${HTTP_PATH}$`);

/** 'example.com/controller': IsDomainPrefixedPath. */
function checkManagedBy(name: string, path: string, errors: Errors): void {
  const slash = name.indexOf('/');
  const host = name.slice(0, slash);
  const rest = name.slice(slash + 1);
  if (name === '') errors.push(required(path));
  else if (slash <= 0 || rest === '')
    errors.push(invalid(path, name, 'must be a domain-prefixed path (such as "acme.io/foo")'));
  else {
    report(errors, path, host, isDNS1123Subdomain(host));
    if (!HTTP_PATH_ONLY.test(rest))
      errors.push(invalid(path, rest, `Invalid path (regex used for validation is '${HTTP_PATH}')`));
  }
  if (byteLength(name) > MAX_MANAGED_BY) errors.push(tooLong(path, MAX_MANAGED_BY));
}

function checkMode(spec: JobSpec, path: string, errors: Errors): void {
  const { completionMode: mode, backoffLimitPerIndex, maxFailedIndexes } = spec;
  if (mode !== undefined && !MODES.includes(mode)) errors.push(notSupported(`${path}.completionMode`, mode, MODES));
  if (mode === 'Indexed') checkIndexed(spec, path, errors);
  if (mode !== undefined && mode !== 'NonIndexed') return;
  const detail = 'requires indexed completion mode';
  if (backoffLimitPerIndex !== undefined)
    errors.push(invalid(`${path}.backoffLimitPerIndex`, backoffLimitPerIndex, detail));
  if (maxFailedIndexes !== undefined) errors.push(invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, detail));
}

/** Bounds that keep the lists of indexes in the status short. */
function checkIndexed(spec: JobSpec, path: string, errors: Errors): void {
  const { completions, parallelism = 0, maxFailedIndexes } = spec;
  const atMost = (field: 'parallelism' | 'maxFailedIndexes', limit: number | string, when = '') =>
    errors.push(invalid(`${path}.${field}`, spec[field], `must be less than or equal to ${limit}${when}`));
  if (completions === undefined) errors.push(required(`${path}.completions`, 'when completion mode is Indexed'));
  if (parallelism > MAX_INDEXED) atMost('parallelism', MAX_INDEXED, ' when completion mode is Indexed');
  if (completions !== undefined && maxFailedIndexes !== undefined && maxFailedIndexes > completions)
    atMost('maxFailedIndexes', 'completions');
  if ((maxFailedIndexes ?? 0) > MAX_INDEXED) atMost('maxFailedIndexes', MAX_INDEXED);
  if ((completions ?? 0) <= MAX_INDEXED || spec.backoffLimitPerIndex === undefined) return;
  const when = ` when completions are above ${MAX_INDEXED} and used with backoff limit per index`;
  if (maxFailedIndexes === undefined)
    errors.push(required(`${path}.maxFailedIndexes`, `must be specified when completions is above ${MAX_INDEXED}`));
  if (parallelism > HIGH_COMPLETIONS_LIMIT) atMost('parallelism', HIGH_COMPLETIONS_LIMIT, when);
  if ((maxFailedIndexes ?? 0) > HIGH_COMPLETIONS_LIMIT) atMost('maxFailedIndexes', HIGH_COMPLETIONS_LIMIT, when);
}

function checkReplacement(
  { podReplacementPolicy: policy, podFailurePolicy }: JobSpec,
  path: string,
  errors: Errors,
): void {
  const supported = podFailurePolicy === undefined ? REPLACEMENT : ['Failed'];
  if (policy !== undefined && !supported.includes(policy)) errors.push(notSupported(path, policy, supported));
}

function checkRestartPolicy({ template, podFailurePolicy }: JobSpec, path: string, errors: Errors): void {
  const policy = template.spec?.restartPolicy;
  if (!policy || policy === 'Always') errors.push(required(path, 'valid values: "OnFailure", "Never"'));
  else if (policy !== 'OnFailure' && policy !== 'Never')
    errors.push(notSupported(path, policy, ['OnFailure', 'Never']));
  else if (podFailurePolicy !== undefined && policy !== 'Never')
    errors.push(invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified'));
}
