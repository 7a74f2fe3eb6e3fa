import type {
  GRPCAction,
  HTTPGetAction,
  Lifecycle,
  LifecycleHandler,
  PodOS,
  Probe,
} from '../../../generated/core.v1.js';
import { forbidden, invalid, notSupported, required } from '../../../../apimachinery/field-error.js';
import { isHTTPHeaderName } from '../../../../apimachinery/names.js';
import { checkNonnegative, checkPort, report, type Errors } from './checks.js';

export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

/** Follows validateLivenessProbe, validateReadinessProbe and validateStartupProbe. */
export function checkProbe(probe: Probe | undefined, kind: ProbeKind, path: string, errors: Errors): void {
  if (probe === undefined) return;
  const { terminationGracePeriodSeconds: grace } = probe;
  checkHandler(probe, undefined, path, errors);
  checkNonnegative(probe.initialDelaySeconds, `${path}.initialDelaySeconds`, errors);
  checkNonnegative(probe.timeoutSeconds, `${path}.timeoutSeconds`, errors);
  checkNonnegative(probe.periodSeconds, `${path}.periodSeconds`, errors);
  checkNonnegative(probe.successThreshold, `${path}.successThreshold`, errors);
  checkNonnegative(probe.failureThreshold, `${path}.failureThreshold`, errors);
  if (grace !== undefined && grace <= 0)
    errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
  if (kind === 'readinessProbe') {
    if (grace !== undefined)
      errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'));
  } else if (probe.successThreshold !== 1)
    errors.push(invalid(`${path}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'));
}

type Handler = LifecycleHandler & { readonly grpc?: GRPCAction };

const SEVERAL = 'may not specify more than 1 handler type';

/** Follows validateHandler; `grace` is the pod's, for sleeps. */
function checkHandler(handler: Handler, grace: number | undefined, path: string, errors: Errors): void {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  let found = false;
  const one = (present: unknown, name: string, check: (at: string) => void): void => {
    if (present === undefined || present === null) return;
    if (found) errors.push(forbidden(`${path}.${name}`, SEVERAL));
    else check(`${path}.${name}`);
    found = true;
  };
  one(exec, 'exec', (at) => {
    if (!exec?.command?.length) errors.push(required(`${at}.command`));
  });
  one(httpGet, 'httpGet', (at) => httpGet && checkHTTPGet(httpGet, at, errors));
  one(tcpSocket, 'tcpSocket', (at) => checkPort(tcpSocket?.port, `${at}.port`, errors));
  one(grpc, 'grpc', (at) => checkPort(grpc?.port, `${at}.port`, errors));
  one(sleep, 'sleep', (at) => {
    const seconds = sleep?.seconds ?? 0;
    if (grace !== undefined && (seconds < 0 || seconds > grace))
      errors.push(invalid(at, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${grace})`));
  });
  if (!found) errors.push(required(path, 'must specify a handler type'));
}

function checkHTTPGet({ path, port, scheme, httpHeaders }: HTTPGetAction, at: string, errors: Errors): void {
  if (!path) errors.push(required(`${at}.path`));
  checkPort(port, `${at}.port`, errors);
  if (scheme !== 'HTTP' && scheme !== 'HTTPS')
    errors.push(notSupported(`${at}.scheme`, scheme ?? '', ['HTTP', 'HTTPS']));
  for (const { name } of httpHeaders ?? [])
    report(errors, `${at}.httpHeaders`, name ?? '', isHTTPHeaderName(name ?? ''));
}

/** Follows validateLifecycle. */
export function checkLifecycle(
  { postStart, preStop, stopSignal }: Lifecycle,
  grace: number | undefined,
  os: PodOS | undefined,
  path: string,
  errors: Errors,
): void {
  if (postStart) checkHandler(postStart, grace, `${path}.postStart`, errors);
  if (preStop) checkHandler(preStop, grace, `${path}.preStop`, errors);
  if (stopSignal === undefined) return;
  const at = `${path}.stopSignal`;
  if (os === undefined) errors.push(forbidden(at, 'may not be set for containers with empty `spec.os.name`'));
  else if (os.name === 'windows' && stopSignal !== 'SIGKILL' && stopSignal !== 'SIGTERM')
    errors.push(notSupported(at, stopSignal, ['SIGKILL', 'SIGTERM']));
}
