import type { PodResourceClaim, PodSpec, Volume, WorkloadReference } from '../../../generated/core.v1.js';
import type { ObjectMeta } from '../../../generated/meta.v1.js';
import { duplicate, forbidden, invalid, notFound, required } from '../../../../apimachinery/field-error.js';
import { nameIsDNSLabel, nameIsDNSSubdomain, outOfRange } from '../../../../apimachinery/names.js';
import { visitContainers } from '../containers.js';
import { checkAffinity } from './affinity.js';
import { MIRROR_POD } from './annotations.js';
import { checkDNSLabel, checkEnum, checkLabels, checkQualifiedName, report, type Errors } from './checks.js';
import { checkContainers, checkEphemeralContainers, checkInitContainers } from './container-lists.js';
import { checkHostNetworkPorts, checkPolicies, type ContainerContext } from './container.js';
import { checkDNSConfig, checkHostAliases, checkHostnameOverride } from './dns.js';
import { checkHostProcess, checkOperatingSystem } from './operating-system.js';
import type { PodValidationOptions } from './options.js';
import { checkPodResources } from './pod-resources.js';
import { checkResources } from './resource-requirements.js';
import { checkPodSecurityContext } from './security-context.js';
import { checkTolerations } from './tolerations.js';
import { checkTopologySpread } from './topology-spread.js';
import { checkVolumes } from './volumes.js';

const MAX_INT32 = 2_147_483_647;

/**
 * Follows ValidatePodSpec. `podMeta` is given for pods only: the names of the claims of ephemeral volumes need it.
 */
export function checkPodSpec(
  spec: PodSpec,
  podMeta: ObjectMeta | undefined,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  if (spec.terminationGracePeriodSeconds === undefined) errors.push(required(`${path}.terminationGracePeriodSeconds`));
  const volumes = checkVolumes(spec.volumes, podMeta, `${path}.volumes`, options, errors);
  const claimNames = new Set(spec.resourceClaims?.map(({ name }) => name).filter(Boolean));
  checkResourceClaims(spec.resourceClaims, podMeta, `${path}.resourceClaims`, errors);
  const context: ContainerContext = { spec, volumes, claimNames, options };
  checkContainers(context, `${path}.containers`, errors);
  checkInitContainers(context, `${path}.initContainers`, errors);
  checkEphemeralContainers(context, `${path}.ephemeralContainers`, errors);
  checkPodResources(spec, claimNames, path, options, errors);
  checkHostNetworkPorts(spec, path, options, errors);
  checkPolicies(spec, path, errors);
  checkLabels(spec.nodeSelector, `${path}.nodeSelector`, errors);
  checkPodSecurityContext(spec, `${path}.securityContext`, options, errors);
  checkAffinity(spec.affinity, `${path}.affinity`, options, errors);
  checkDNSConfig(spec.dnsConfig, spec.dnsPolicy, `${path}.dnsConfig`, errors);
  checkGates(spec, path, errors);
  checkTopologySpread(spec.topologySpreadConstraints, `${path}.topologySpreadConstraints`, options, errors);
  checkHostProcess(spec, path, errors);
  checkHostUsers(spec, path, options, errors);
  checkHostnameOverride(spec, path, errors);
  checkNames(spec, path, errors);
  checkTolerations(spec.tolerations, `${path}.tolerations`, options, errors);
  checkHostAliases(spec.hostAliases, `${path}.hostAliases`, errors);
  checkClasses(spec, path, options, errors);
  checkOperatingSystem(spec, path, errors);
  if (spec.workloadRef) checkWorkload(spec.workloadRef, `${path}.workloadRef`, errors);
  checkFileKeyVolumes(spec, path, errors);
}

/** Follows validatePodResourceClaims. */
function checkResourceClaims(
  claims: readonly PodResourceClaim[] | undefined,
  podMeta: ObjectMeta | undefined,
  path: string,
  errors: Errors,
): void {
  if (claims?.length && podMeta?.annotations?.[MIRROR_POD] !== undefined)
    return void errors.push(forbidden('[]', 'static pods do not support resource claims'));
  const names = new Set<string>();
  claims?.forEach((claim, i) => {
    const { name, resourceClaimName, resourceClaimTemplateName } = claim;
    const at = `${path}[${i}]`;
    if (!name) errors.push(required(`${at}.name`));
    else if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    else checkDNSLabel(name, `${at}.name`, errors);
    names.add(name);
    const printed = {
      Name: name ?? '',
      ResourceClaimName: resourceClaimName ?? null,
      ResourceClaimTemplateName: resourceClaimTemplateName ?? null,
    };
    const both = '`resourceClaimName` or `resourceClaimTemplateName`';
    if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined)
      errors.push(invalid(at, printed, `at most one of ${both} may be specified`));
    if (resourceClaimName === undefined && resourceClaimTemplateName === undefined)
      errors.push(invalid(at, printed, `must specify one of: ${both.replace(' or ', ', ')}`));
    for (const field of ['resourceClaimName', 'resourceClaimTemplateName'] as const) {
      const value = claim[field];
      if (value !== undefined) report(errors, `${at}.${field}`, value, nameIsDNSSubdomain(value, false));
    }
  });
}

function checkGates({ readinessGates, schedulingGates }: PodSpec, path: string, errors: Errors): void {
  readinessGates?.forEach(({ conditionType = '' }, i) =>
    checkQualifiedName(conditionType, `${path}.readinessGates[${i}].conditionType`, errors),
  );
  const seen = new Set<string>();
  schedulingGates?.forEach(({ name = '' }, i) => {
    const at = `${path}.schedulingGates[${i}]`;
    checkQualifiedName(name, at, errors);
    if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
  });
}

/** Follows validateHostUsers: a user namespace excludes the host's other ones. */
function checkHostUsers(spec: PodSpec, path: string, options: PodValidationOptions, errors: Errors): void {
  if (spec.hostUsers !== false) return;
  const detail = 'when `hostUsers` is false';
  if (spec.hostNetwork && !options.allowUserNamespacesHostNetworkSupport)
    errors.push(forbidden(`${path}.hostNetwork`, detail));
  if (spec.hostPID) errors.push(forbidden(`${path}.HostPID`, detail));
  if (spec.hostIPC) errors.push(forbidden(`${path}.HostIPC`, detail));
  if (options.allowUserNamespacesWithVolumeDevices) return;
  visitContainers(spec, path, ({ volumeDevices }, at) => {
    if (volumeDevices?.length) errors.push(forbidden(`${at}.volumeDevices`, detail));
  });
}

function checkNames(spec: PodSpec, path: string, errors: Errors): void {
  const { serviceAccountName, nodeName, activeDeadlineSeconds: deadline, hostname, subdomain } = spec;
  if (serviceAccountName)
    report(errors, `${path}.serviceAccountName`, serviceAccountName, nameIsDNSSubdomain(serviceAccountName, false));
  if (nodeName) report(errors, `${path}.nodeName`, nodeName, nameIsDNSSubdomain(nodeName, false));
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_INT32))
    errors.push(invalid(`${path}.activeDeadlineSeconds`, deadline, outOfRange(1, MAX_INT32)));
  if (hostname) checkDNSLabel(hostname, `${path}.hostname`, errors);
  if (subdomain) checkDNSLabel(subdomain, `${path}.subdomain`, errors);
}

const PREEMPTION = ['PreemptLowerPriority', 'Never'];
const NO_CLAIMS: ReadonlySet<string> = new Set();

function checkClasses(spec: PodSpec, path: string, options: PodValidationOptions, errors: Errors): void {
  const { priorityClassName, runtimeClassName, preemptionPolicy, overhead } = spec;
  if (priorityClassName)
    report(errors, `${path}.priorityClassName`, priorityClassName, nameIsDNSSubdomain(priorityClassName, false));
  if (runtimeClassName !== undefined)
    report(errors, `${path}.runtimeClassName`, runtimeClassName, nameIsDNSSubdomain(runtimeClassName, false));
  if (preemptionPolicy !== undefined) checkEnum(preemptionPolicy, PREEMPTION, `${path}.preemptionPolicy`, errors);
  if (overhead) checkResources({ limits: overhead }, NO_CLAIMS, `${path}.overhead`, options, errors);
}

/** Follows validateWorkloadReference. */
function checkWorkload({ name, podGroup, podGroupReplicaKey }: WorkloadReference, path: string, errors: Errors): void {
  report(errors, `${path}.name`, name ?? '', nameIsDNSSubdomain(name ?? '', false));
  report(errors, `${path}.podGroup`, podGroup ?? '', nameIsDNSLabel(podGroup ?? '', false));
  if (podGroupReplicaKey)
    report(errors, `${path}.podGroupReplicaKey`, podGroupReplicaKey, nameIsDNSLabel(podGroupReplicaKey, false));
}

/** Follows validateFileKeyRefVolumes. */
function checkFileKeyVolumes(spec: PodSpec, path: string, errors: Errors): void {
  let volumes: ReadonlyMap<string, Volume> | undefined;
  visitContainers(spec, path, ({ env }, at) =>
    env?.forEach(({ valueFrom }, i) => {
      if (!valueFrom?.fileKeyRef) return;
      const { volumeName = '' } = valueFrom.fileKeyRef;
      const field = `${at}.env[${i}].valueFrom.fileKeyRef.volumeName`;
      volumes ??= new Map(spec.volumes?.map((volume) => [volume.name, volume]));
      const volume = volumes.get(volumeName);
      if (volume === undefined) errors.push(notFound(field, volumeName));
      else if (!volume.emptyDir) errors.push(invalid(field, volumeName, 'referenced volume must be of type emptyDir'));
    }),
  );
}
