import type { Container, ContainerStatus, Pod, PodCondition, PodSpec, PodStatus } from '../../../generated/core.v1.js';
import {
  duplicate,
  forbidden,
  internalError,
  invalid,
  notSupported,
  type FieldError,
} from '../../../../apimachinery/field-error.js';
import { isValidUserId, nameIsDNSSubdomain } from '../../../../apimachinery/names.js';
import { containerShouldRestart } from '../restart.js';
import { checkAnnotationChanges, checkPodAnnotations } from './annotations.js';
import { checkQualifiedName, report, type Errors } from './checks.js';
import { checkIP, parseIPSloppy } from './ip.js';
import { validateCoreMetaUpdate } from './object-meta.js';
import { updateOptions } from './pod.js';

/** Follows ValidatePodStatusUpdate. */
export function validatePodStatusUpdate(pod: Pod, old: Pod): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(pod.metadata, old.metadata)];
  if (pod.metadata.annotations !== old.metadata.annotations) {
    const { annotations } = pod.metadata;
    checkAnnotationChanges(pod, old, 'metadata.annotations', errors);
    checkPodAnnotations(annotations, pod.spec, 'metadata.annotations', updateOptions(old), errors);
  }
  const { status, spec } = pod;
  if (status.conditions !== old.status.conditions) checkConditions(status.conditions, errors);
  checkNominatedNode(status, old, errors);
  if ((status.observedGeneration ?? 0) < 0)
    errors.push(invalid('status.observedGeneration', status.observedGeneration, 'must be a non-negative integer'));
  if (status.qosClass !== old.status.qosClass)
    errors.push(invalid('status.qosClass', status.qosClass ?? '', 'field is immutable'));
  checkTransitions(status, old, errors);
  checkClaimStatuses(status, spec, errors);
  checkIPs(status.podIPs, old.status.podIPs, 'PodIPs', errors);
  checkHostIPs(status, old.status, errors);
  for (const list of LISTS) checkUsers(status[list], spec.os?.name ?? 'linux', `status.${list}`, errors);
  checkAllocated(status.containerStatuses, spec.containers, 'status.containerStatuses', errors);
  checkAllocated(status.initContainerStatuses, spec.initContainers, 'status.initContainerStatuses', errors);
  return errors;
}

const LISTS = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const;
const SYSTEM_CONDITIONS: ReadonlySet<string> = new Set(['PodScheduled', 'Ready', 'Initialized']);

function checkConditions(conditions: readonly PodCondition[] | undefined, errors: Errors): void {
  conditions?.forEach(({ type = '', observedGeneration = 0 }, i) => {
    const at = `status.conditions[${i}]`;
    if (observedGeneration < 0)
      errors.push(invalid(`${at}.observedGeneration`, observedGeneration, 'must be a non-negative integer'));
    if (!SYSTEM_CONDITIONS.has(type)) checkQualifiedName(type, `${at}.Type`, errors);
  });
}

function checkNominatedNode({ nominatedNodeName: name }: PodStatus, old: Pod, errors: Errors): void {
  if (!name || name === old.status.nominatedNodeName) return;
  report(errors, 'status.nominatedNodeName', name, nameIsDNSSubdomain(name, false));
  if (!old.spec.nodeName) return;
  errors.push(forbidden('status.nominatedNodeName', 'may not be set on pods that are already bound to a node'));
}

/** A container that ended for good may not be running again. */
function checkTransitions(status: PodStatus, old: Pod, errors: Errors): void {
  const { spec } = old;
  const restarts = (containers: readonly Container[] | undefined) => (name: string, exitCode: number) => {
    const container = containers?.find((candidate) => candidate.name === name);
    return container !== undefined && containerShouldRestart(container, spec, exitCode);
  };
  const lists = [
    ['containerStatuses', restarts(spec.containers)],
    ['initContainerStatuses', restarts(spec.initContainers)],
    ['ephemeralContainerStatuses', () => false],
  ] as const;
  for (const [list, mayRestart] of lists) {
    const after = status[list];
    const before = old.status[list];
    if (after === before) continue;
    before?.forEach(({ name, state }, i) => {
      if (state?.terminated === undefined) return;
      const now = after?.find((candidate) => candidate.name === name && candidate.state?.terminated === undefined);
      if (now !== undefined && !mayRestart(name, state.terminated.exitCode))
        errors.push(forbidden(`status.${list}[${i}].state`, 'may not be transitioned to non-terminated state'));
    });
  }
}

/** Follows validatePodResourceClaimStatuses. */
function checkClaimStatuses(status: PodStatus, spec: PodSpec, errors: Errors): void {
  const seen = new Set<string>();
  status.resourceClaimStatuses?.forEach(({ name, resourceClaimName }, i) => {
    const at = `status.resourceClaimStatuses[${i}].name`;
    if (!spec.resourceClaims?.some((claim) => claim.name === name))
      errors.push(invalid(at, name, 'must match the name of an entry in `spec.resourceClaims`'));
    if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
    if (resourceClaimName !== undefined)
      report(errors, at, resourceClaimName, nameIsDNSSubdomain(resourceClaimName, false));
  });
}

type IPs = readonly { readonly ip: string }[] | undefined;

/** Follows validatePodIPs: valid, and at most one of each family. */
function checkIPs(after: IPs, before: IPs, name: 'PodIPs' | 'HostIPs', errors: Errors): void {
  if (after === before || after === undefined) return;
  const path = name === 'PodIPs' ? 'status.podIPs' : 'status.hostIPs';
  const known = before?.map(({ ip }) => ip) ?? [];
  after.forEach(({ ip }, i) => checkIP(ip ?? '', `${path}[${i}]`, errors, known));
  if (after.length < 2) return;
  const families = new Set(after.map(({ ip }) => parseIPSloppy(ip ?? '')?.family));
  if (families.has(undefined)) {
    const bad = after.findIndex(({ ip }) => parseIPSloppy(ip ?? '') === undefined);
    const problem = `failed to check for dual stack with error:invalid IP[${bad}]: ${after[bad]?.ip ?? ''}`;
    errors.push(internalError(path, problem));
  }
  if (after.length === 2 && families.size === 2 && !families.has(undefined)) return;
  const printed = after.map(({ ip }) => ({ IP: ip ?? '' }));
  errors.push(invalid(path, printed, 'may specify no more than one IP for each IP family'));
}

function checkHostIPs(status: PodStatus, old: PodStatus, errors: Errors): void {
  const first = status.hostIPs?.[0];
  if (first === undefined) return;
  const { ip = '' } = first;
  if (ip !== (status.hostIP ?? '')) errors.push(invalid('status.hostIPs[0].ip', ip, 'must be equal to `hostIP`'));
  checkIPs(status.hostIPs, old.hostIPs, 'HostIPs', errors);
}

function checkUsers(statuses: readonly ContainerStatus[] | undefined, os: string, path: string, errors: Errors): void {
  statuses?.forEach(({ user }, i) => {
    const linux = user?.linux;
    const at = `${path}[${i}].user.linux`;
    if (linux === undefined) return;
    if (os === 'windows') return void errors.push(forbidden(at, 'cannot be set for a windows pod'));
    report(errors, `${at}.uid`, linux.uid, isValidUserId(linux.uid ?? 0));
    report(errors, `${at}.gid`, linux.gid, isValidUserId(linux.gid ?? 0));
    linux.supplementalGroups?.forEach((id, j) =>
      report(errors, `${at}.supplementalGroups[${j}]`, id, isValidUserId(id)),
    );
  });
}

const HEALTHS = ['Healthy', 'Unhealthy', 'Unknown'];

/** Follows validateContainerStatusAllocatedResourcesStatus. */
function checkAllocated(
  statuses: readonly ContainerStatus[] | undefined,
  containers: readonly Container[] | undefined,
  path: string,
  errors: Errors,
): void {
  statuses?.forEach(({ name, allocatedResourcesStatus }, i) =>
    allocatedResourcesStatus?.forEach((resource, j) => {
      const at = `${path}[${i}].allocatedResourcesStatus[${j}]`;
      const container = containers?.find((candidate) => candidate.name === name);
      const detail = container === undefined ? undefined : unknownResource(container, resource.name);
      if (detail !== undefined) errors.push(invalid(`${at}.name`, resource.name, detail));
      const seen = new Set<string>();
      resource.resources?.forEach(({ resourceID, health = '' }, k) => {
        if (!HEALTHS.includes(health)) errors.push(notSupported(`${at}.resources[${k}].health`, health, HEALTHS));
        if (seen.has(resourceID)) errors.push(duplicate(`${at}.resources[${k}].resourceID`, resourceID));
        seen.add(resourceID);
      });
    }),
  );
}

function unknownResource({ resources }: Container, name: string): string | undefined {
  if (!name.startsWith('claim:'))
    return resources?.requests?.[name] === undefined
      ? "must match one of the container's resource requests"
      : undefined;
  const names = resources?.claims?.map((claim) => `claim:${claim.name}${claim.request ? `/${claim.request}` : ''}`);
  if (names?.includes(name)) return undefined;
  const format = "'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty";
  return `must match one of the container's resource claims in a format ${format}`;
}
