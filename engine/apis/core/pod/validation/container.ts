import type { Container, ContainerPort, PodSpec } from '../../../generated/core.v1.js';
import { duplicate, invalid, required } from '../../../../apimachinery/field-error.js';
import { isValidPortName, isValidPortNum } from '../../../../apimachinery/names.js';
import { checkDNSLabel, checkEnum, report, type Errors } from './checks.js';
import { checkEnv, checkEnvFrom } from './env.js';
import { checkVolumeDevices, checkVolumeMounts } from './mounts.js';
import type { PodValidationOptions } from './options.js';
import { checkResources } from './resource-requirements.js';
import { checkResizePolicy } from './restart-rules.js';
import { checkSecurityContext } from './security-context.js';
import { PULL_POLICIES } from './volume-sources.js';
import type { Volumes } from './volumes.js';

/** What the containers of one pod have in common. */
export interface ContainerContext {
  readonly spec: PodSpec;
  readonly volumes: Volumes;
  readonly claimNames: ReadonlySet<string>;
  readonly options: PodValidationOptions;
}

/** Follows validateContainerCommon. */
export function checkContainer(container: Container, context: ContainerContext, path: string, errors: Errors): void {
  const { spec, volumes, claimNames, options } = context;
  if (!container.name) errors.push(required(`${path}.name`));
  else checkDNSLabel(container.name, `${path}.name`, errors);
  if (!container.image) errors.push(required(`${path}.image`));
  checkEnum(
    container.terminationMessagePolicy,
    ['File', 'FallbackToLogsOnError'],
    `${path}.terminationMessagePolicy`,
    errors,
  );
  checkPorts(container.ports, `${path}.ports`, errors);
  checkEnv(container.env, `${path}.env`, errors);
  checkEnvFrom(container.envFrom, `${path}.envFrom`, errors);
  checkVolumeMounts(container, volumes, `${path}.volumeMounts`, errors);
  checkVolumeDevices(container, volumes, `${path}.volumeDevices`, errors);
  checkEnum(container.imagePullPolicy, PULL_POLICIES, `${path}.imagePullPolicy`, errors);
  checkResources(container.resources, claimNames, `${path}.resources`, options, errors);
  checkResizePolicy(container.resizePolicy, spec.restartPolicy, `${path}.resizePolicy`, errors);
  checkSecurityContext(container.securityContext, `${path}.securityContext`, spec.hostUsers !== false, errors);
}

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** Follows validateContainerPorts. */
function checkPorts(ports: readonly ContainerPort[] | undefined, path: string, errors: Errors): void {
  const names = new Set<string>();
  ports?.forEach(({ name, containerPort, hostPort, protocol }, i) => {
    const at = `${path}[${i}]`;
    if (name) {
      const messages = isValidPortName(name);
      report(errors, `${at}.name`, name, messages);
      if (messages.length === 0 && names.has(name)) errors.push(duplicate(`${at}.name`, name));
      else if (messages.length === 0) names.add(name);
    }
    if (!containerPort) errors.push(required(`${at}.containerPort`));
    else report(errors, `${at}.containerPort`, containerPort, isValidPortNum(containerPort));
    if (hostPort) report(errors, `${at}.hostPort`, hostPort, isValidPortNum(hostPort));
    checkEnum(protocol, PROTOCOLS, `${at}.protocol`, errors);
  });
}

/** No two containers may want the same port of the host: AccumulateUniqueHostPorts. */
export function checkHostPorts(
  containers: readonly Container[],
  pathOf: (position: number) => string,
  errors: Errors,
): void {
  const taken = new Set<string>();
  containers.forEach(({ ports }, i) =>
    ports?.forEach(({ protocol, hostIP = '', hostPort }, j) => {
      if (!hostPort) return;
      const key = `${protocol}/${hostIP}/${hostPort}`;
      if (taken.has(key)) errors.push(duplicate(`${pathOf(i)}.ports[${j}].hostPort`, key));
      taken.add(key);
    }),
  );
}

/** Follows validatePodHostNetworkDeps: templates may leave host ports out, they are filled in on the pod. */
export function checkHostNetworkPorts(
  spec: PodSpec,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  if (!spec.hostNetwork) return;
  spec.containers?.forEach(({ ports }, i) =>
    ports?.forEach(({ hostPort = 0, containerPort }, j) => {
      if (hostPort === containerPort || (hostPort === 0 && !options.resourceIsPod)) return;
      const detail = 'must match `containerPort` when `hostNetwork` is true';
      errors.push(invalid(`${path}.containers[${i}].ports[${j}].hostPort`, hostPort, detail));
    }),
  );
}

/** Follows validateContainerOnlyForPod: templates may have an image that is not trimmed. */
export function checkTrimmedImage({ image = '' }: Container, path: string, errors: Errors): void {
  if (image !== image.trim())
    errors.push(invalid(`${path}.image`, image, 'must not have leading or trailing whitespace'));
}

/** Follows validateRestartPolicy and the like: '' is missing, anything else must be known, in upstream's order. */
export function checkPolicies(spec: PodSpec, path: string, errors: Errors): void {
  checkEnum(spec.restartPolicy, ['Always', 'OnFailure', 'Never'], `${path}.restartPolicy`, errors);
  checkEnum(
    spec.dnsPolicy,
    ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'],
    `${path}.dnsPolicy`,
    errors,
  );
}
