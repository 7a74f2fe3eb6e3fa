import type { Container, EphemeralContainer } from '../../../generated/core.v1.js';
import { duplicate, forbidden, notFound, required } from '../../../../apimachinery/field-error.js';
import type { Errors } from './checks.js';
import { checkContainer, checkHostPorts, checkTrimmedImage, type ContainerContext } from './container.js';
import { checkLifecycle, checkProbe } from './handlers.js';
import { checkInitRestartPolicy, checkRestartPolicy } from './restart-rules.js';

/** Follows validateContainers. */
export function checkContainers(context: ContainerContext, path: string, errors: Errors): void {
  const containers = context.spec.containers ?? [];
  if (containers.length === 0) return void errors.push(required(path));
  const names = new Set<string>();
  containers.forEach((container, i) => {
    const at = `${path}[${i}]`;
    checkContainer(container, context, at, errors);
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name ?? ''));
    names.add(container.name);
    checkHooks(container, context, at, errors);
    checkRestartPolicy(container, at, context.options, errors);
  });
  checkHostPorts(containers, (i) => `${path}[${i}]`, errors);
}

/** Lifecycle and probes, of containers that stay up. */
function checkHooks(container: Container, { spec }: ContainerContext, path: string, errors: Errors): void {
  if (container.lifecycle)
    checkLifecycle(container.lifecycle, spec.terminationGracePeriodSeconds, spec.os, `${path}.lifecycle`, errors);
  checkProbe(container.livenessProbe, 'livenessProbe', `${path}.livenessProbe`, errors);
  checkProbe(container.readinessProbe, 'readinessProbe', `${path}.readinessProbe`, errors);
  checkProbe(container.startupProbe, 'startupProbe', `${path}.startupProbe`, errors);
}

const SIDECAR_ONLY = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** Follows validateInitContainers. */
export function checkInitContainers(context: ContainerContext, path: string, errors: Errors): void {
  const { spec, options } = context;
  if (!spec.initContainers?.length) return;
  const names = new Set(spec.containers?.map(({ name }) => name));
  spec.initContainers.forEach((container, i) => {
    const at = `${path}[${i}]`;
    checkContainer(container, context, at, errors);
    checkInitRestartPolicy(container, at, options, errors);
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name ?? ''));
    else if (container.name) names.add(container.name);
    // Upstream looks at them one by one, and so reports every conflict on the first.
    checkHostPorts([container], () => `${path}[0]`, errors);
    if (container.restartPolicy === 'Always') checkHooks(container, context, at, errors);
    else
      for (const field of SIDECAR_ONLY)
        if (container[field] !== undefined)
          errors.push(forbidden(`${at}.${field}`, 'may not be set for init containers without restartPolicy=Always'));
  });
}

const EPHEMERAL_FORBIDDEN = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;

/** Follows validateEphemeralContainers. */
export function checkEphemeralContainers(context: ContainerContext, path: string, errors: Errors): void {
  const { containers, initContainers = [], ephemeralContainers = [] } = context.spec;
  if (ephemeralContainers.length === 0) return;
  const targets = new Set([...(containers ?? []), ...initContainers].map(({ name }) => name));
  const names = new Set(targets);
  ephemeralContainers.forEach((container, i) => {
    const at = `${path}[${i}]`;
    const { name = '', targetContainerName: target } = container;
    checkContainer(container, context, at, errors);
    checkTrimmedImage(container, at, errors);
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
    if (target && !targets.has(target)) errors.push(notFound(`${at}.targetContainerName`, target));
    checkEphemeralFields(container, at, errors);
  });
}

function checkEphemeralFields(container: EphemeralContainer, path: string, errors: Errors): void {
  const refused = 'cannot be set for an Ephemeral Container';
  for (const field of EPHEMERAL_FORBIDDEN) {
    const value = container[field];
    const unset = value === undefined || (field === 'resources' && Object.keys(value).length === 0);
    if (!unset) errors.push(forbidden(`${path}.${field}`, refused));
  }
  container.volumeMounts?.forEach(({ subPath, subPathExpr }, i) => {
    const at = `${path}.volumeMounts[${i}]`;
    if (subPath) errors.push(forbidden(`${at}.subPath`, refused));
    if (subPathExpr) errors.push(forbidden(`${at}.subPathExpr`, refused));
  });
}
