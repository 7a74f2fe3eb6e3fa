import { deepEqual } from '../../apimachinery/equality.js';
import { duplicate, invalid, notSupported, required, type FieldError } from '../../apimachinery/field-error.js';
import { isDNS1035Label, isDNS1123Subdomain, nameIsDNSSubdomain } from '../../apimachinery/names.js';
import { checkSelector, report, type Errors } from '../core/pod/validation/checks.js';
import type {
  MutatingWebhook,
  MutatingWebhookConfiguration,
  ValidatingWebhook,
  ValidatingWebhookConfiguration,
} from '../generated/admissionregistration.v1.js';
import { validateObjectMeta } from '../meta/object-meta.js';
import { checkClientConfig } from './client-config.js';
import { checkMatchConditions } from './match-conditions.js';
import { checkOneOf, checkRule, FAILURE_POLICIES, MATCH_POLICIES } from './rules.js';

type Hook = ValidatingWebhook & Partial<Pick<MutatingWebhook, 'reinvocationPolicy'>>;
type Configuration = MutatingWebhookConfiguration | ValidatingWebhookConfiguration;

const NO_SIDE_EFFECTS = ['None', 'NoneOnDryRun'];
const SIDE_EFFECTS = ['None', 'NoneOnDryRun', 'Some', 'Unknown'];
const REVIEW_VERSIONS = ['v1', 'v1beta1'];
const REINVOCATIONS = ['IfNeeded', 'Never'];
const LONGEST_TIMEOUT_SECONDS = 30;

/** What an update may keep though it would not be let in anew. */
interface Options {
  readonly ignoreMatchConditions: boolean;
  readonly noSideEffects: boolean;
  readonly recognizedVersion: boolean;
  readonly uniqueNames: boolean;
  readonly invalidLabelValues: boolean;
}

const STRICT: Options = {
  ignoreMatchConditions: false,
  noSideEffects: true,
  recognizedVersion: true,
  uniqueNames: true,
  invalidLabelValues: false,
};

/** Follows ValidateMutatingWebhookConfiguration and ValidateValidatingWebhookConfiguration. */
export function validateWebhooks(configuration: Configuration): readonly FieldError[] {
  return checked(configuration, STRICT);
}

/** Follows ValidateMutatingWebhookConfigurationUpdate and ValidateValidatingWebhookConfigurationUpdate. */
export function validateWebhooksUpdate(configuration: Configuration, old: Configuration): readonly FieldError[] {
  return checked(configuration, forgiven(configuration, old));
}

function checked(configuration: Configuration, options: Options): readonly FieldError[] {
  const errors: Errors = [...validateObjectMeta(configuration.metadata, false, nameIsDNSSubdomain)];
  const seen = new Set<string>();
  hooksOf(configuration).forEach((hook, i) => {
    const path = `webhooks[${i}]`;
    checkHook(hook, options, path, errors);
    checkReviewVersions(hook.admissionReviewVersions, options, `${path}.admissionReviewVersions`, errors);
    if (options.uniqueNames && hook.name !== '' && seen.has(hook.name))
      errors.push(duplicate(`${path}.name`, hook.name));
    seen.add(hook.name);
  });
  return errors;
}

const hooksOf = ({ webhooks = [] }: Configuration): readonly Hook[] => webhooks;

function forgiven(configuration: Configuration, old: Configuration): Options {
  const [hooks, before] = [hooksOf(configuration), hooksOf(old)];
  const conditions = (hook: Hook | undefined) => hook?.matchConditions;
  return {
    ignoreMatchConditions:
      hooks.length === before.length && hooks.every((hook, i) => deepEqual(conditions(hook), conditions(before[i]))),
    noSideEffects: before.every(({ sideEffects }) => NO_SIDE_EFFECTS.includes(sideEffects)),
    recognizedVersion: before.every(
      ({ admissionReviewVersions: versions }) =>
        !versions?.length || versions.some((version) => REVIEW_VERSIONS.includes(version)),
    ),
    uniqueNames: new Set(before.map(({ name }) => name)).size === before.length,
    invalidLabelValues: before.some((hook) => {
      const errors: Errors = [];
      checkSelectors(hook, false, '', errors);
      return errors.length > 0;
    }),
  };
}

/** Follows validateMutatingWebhook and validateValidatingWebhook. */
function checkHook(hook: Hook, options: Options, path: string, errors: Errors): void {
  checkFullName(hook.name, `${path}.name`, errors);
  hook.rules?.forEach((rule, i) => checkRule(rule, `${path}.rules[${i}]`, errors));
  checkOneOf(hook.failurePolicy, FAILURE_POLICIES, `${path}.failurePolicy`, errors);
  checkOneOf(hook.matchPolicy, MATCH_POLICIES, `${path}.matchPolicy`, errors);
  checkSideEffects(hook.sideEffects, options, `${path}.sideEffects`, errors);
  const { timeoutSeconds: timeout = 1 } = hook;
  if (timeout > LONGEST_TIMEOUT_SECONDS || timeout < 1)
    errors.push(invalid(`${path}.timeoutSeconds`, timeout, 'the timeout value must be between 1 and 30 seconds'));
  checkSelectors(hook, options.invalidLabelValues, path, errors);
  checkOneOf(hook.reinvocationPolicy, REINVOCATIONS, `${path}.reinvocationPolicy`, errors);
  checkClientConfig(hook.clientConfig, `${path}.clientConfig`, errors);
  if (!options.ignoreMatchConditions)
    checkMatchConditions(hook.matchConditions ?? [], `${path}.matchConditions`, errors);
}

function checkSelectors(hook: Hook, invalidLabelValues: boolean, path: string, errors: Errors): void {
  checkSelector(hook.namespaceSelector, `${path}.namespaceSelector`, errors, invalidLabelValues);
  checkSelector(hook.objectSelector, `${path}.objectSelector`, errors, invalidLabelValues);
}

function checkSideEffects(
  sideEffects: string | null | undefined,
  options: Options,
  path: string,
  errors: Errors,
): void {
  const allowed = options.noSideEffects ? NO_SIDE_EFFECTS : SIDE_EFFECTS;
  if (sideEffects === undefined || sideEffects === null)
    errors.push(required(path, `must specify one of ${allowed.join(', ')}`));
  else if (!allowed.includes(sideEffects)) errors.push(notSupported(path, sideEffects, allowed));
}

/** Follows IsFullyQualifiedName. */
function checkFullName(name: string, path: string, errors: Errors): void {
  if (name === '') return void errors.push(required(path));
  const messages = isDNS1123Subdomain(name);
  if (messages.length > 0) errors.push(invalid(path, name, messages.join(',')));
  else if (name.split('.').length < 3)
    errors.push(invalid(path, name, 'should be a domain with at least three segments separated by dots'));
}

/** Follows validateAdmissionReviewVersions. */
function checkReviewVersions(
  versions: readonly string[] | null | undefined,
  options: Options,
  path: string,
  errors: Errors,
): void {
  const known = REVIEW_VERSIONS.join(', ');
  if (!versions || versions.length === 0) return void errors.push(required(path, `must specify one of ${known}`));
  versions.forEach((version, i) => {
    const field = `${path}[${i}]`;
    if (versions.indexOf(version) < i) errors.push(invalid(field, version, 'duplicate version'));
    else report(errors, field, version, isDNS1035Label(version));
  });
  if (options.recognizedVersion && !versions.some((version) => REVIEW_VERSIONS.includes(version)))
    errors.push(invalid(path, versions, `must include at least one of ${known}`));
}
