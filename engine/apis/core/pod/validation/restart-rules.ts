import type { Container, ContainerResizePolicy } from '../../../generated/core.v1.js';
import {
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../../../apimachinery/field-error.js';
import type { Errors } from './checks.js';
import type { PodValidationOptions } from './options.js';

const POLICIES = ['Always', 'Never', 'OnFailure'];
const OPERATORS = ['In', 'NotIn'];
const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;

/** A container's own restart policy and rules: validateContainerRestartPolicy. */
export function checkRestartPolicy(
  { restartPolicy, restartPolicyRules = [] }: Container,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  if (restartPolicy === undefined) {
    if (restartPolicyRules.length === 0) return;
    errors.push(required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used'));
  } else if (!POLICIES.includes(restartPolicy))
    errors.push(notSupported(`${path}.restartPolicy`, restartPolicy, POLICIES));
  if (restartPolicyRules.length > MAX_RULES) errors.push(tooLong(`${path}.restartPolicyRules`, MAX_RULES));
  restartPolicyRules.forEach(({ action, exitCodes }, i) => {
    const at = `${path}.restartPolicyRules[${i}]`;
    if (action !== 'Restart' && !(options.allowRestartAllContainers && action === 'RestartAllContainers'))
      errors.push(notSupported(`${at}.action`, action ?? '', ['Restart']));
    if (exitCodes === undefined) return errors.push(required(`${at}.exitCodes`, 'must be specified'));
    if (!OPERATORS.includes(exitCodes.operator))
      errors.push(notSupported(`${at}.exitCodes.operator`, exitCodes.operator ?? '', OPERATORS));
    if ((exitCodes.values?.length ?? 0) > MAX_EXIT_CODES)
      errors.push(tooLong(`${at}.exitCodes.values`, MAX_EXIT_CODES));
    return undefined;
  });
}

/** Follows validateInitContainerRestartPolicy: sidecars may have no rules. */
export function checkInitRestartPolicy(
  container: Container,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  const sidecar = container.restartPolicy === 'Always' && !options.allowRestartAllContainers;
  if (!sidecar) {
    if (container.restartPolicy === undefined && !container.restartPolicyRules?.length) return;
    if (container.restartPolicy !== undefined) return checkRestartPolicy(container, path, options, errors);
    errors.push(required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used'));
  } else if (container.restartPolicyRules?.length) {
    const detail = 'restartPolicyRules are not allowed for init containers with restart policy Always';
    errors.push(forbidden(`${path}.restartPolicyRules`, detail));
  }
}

/** Follows validateResizePolicy. */
export function checkResizePolicy(
  policies: readonly ContainerResizePolicy[] | undefined,
  podRestartPolicy: string | undefined,
  path: string,
  errors: Errors,
): void {
  const seen = new Set<string>();
  policies?.forEach(({ resourceName, restartPolicy }, i) => {
    if (seen.has(resourceName)) errors.push(duplicate(`${path}[${i}]`, resourceName));
    seen.add(resourceName);
    if (!resourceName) errors.push(required(path));
    else if (resourceName !== 'cpu' && resourceName !== 'memory')
      errors.push(notSupported(path, resourceName, ['cpu', 'memory']));
    if (!restartPolicy) errors.push(required(path));
    else if (restartPolicy !== 'NotRequired' && restartPolicy !== 'RestartContainer')
      errors.push(notSupported(path, restartPolicy, ['NotRequired', 'RestartContainer']));
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired')
      errors.push(invalid(path, restartPolicy ?? '', "must be 'NotRequired' when `restartPolicy` is 'Never'"));
  });
}
