import { semanticEqual } from '../../../apimachinery/equality.js';
import { isQualifiedName } from '../../../apimachinery/names.js';
import { quantityOf, type Quantity } from '../../../apimachinery/quantity.js';
import { millisOf } from '../../../apimachinery/time.js';
import { SECOND, type Millis } from '../../../core/time.js';
import type { Container, ContainerStatus, Pod, PodAffinityTerm } from '../../generated/core.v1.js';
import { pods } from '../../generated/resources.js';
import { podQOSClass } from '../pod/qos.js';
import { podAmountText, hasPodLevelResources, podLimits, podRequests, type Amounts } from '../pod/resources.js';
import { intersection, matchesValue, objectCountName, ONE, type QuotaEvaluator, type Scope } from './evaluator.js';
import { addUsage, usageOf, type ResourceList, type Usage } from './usage.js';

const REQUESTS = 'requests.';
const LIMITS = 'limits.';
const HUGE_PAGES = 'hugepages-';
const DEVICE_CLASS = 'deviceclass.resource.kubernetes.io/';

const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];

const COUNT = objectCountName(pods);

const NAMES = new Set([
  COUNT,
  'pods',
  ...COMPUTE,
  ...COMPUTE.map((name) => REQUESTS + name),
  ...COMPUTE.map((name) => LIMITS + name),
]);

/** Resources that every container must name when they are limited. */
const REQUIRED = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']);

/** How pods count against quotas (pkg/quota/v1/evaluator/core/pods.go). */
export const podEvaluator: QuotaEvaluator<Pod> = {
  resource: pods,
  matchingResources(names) {
    const prefixed = names.filter((name) => isHugePages(name) || isExtendedResourceForQuota(name));
    return [...intersection(names, NAMES), ...prefixed];
  },
  matchesScope: podMatchesScope,
  usage: podUsage,
  mayFree(pod, old, now) {
    if (resourcesChanged(pod, old) || isTerminating(pod) !== isTerminating(old)) return true;
    return quotaCountsPod(old, now) && !quotaCountsPod(pod, now);
  },
};

function isHugePages(name: string): boolean {
  return name.startsWith(HUGE_PAGES) || name.startsWith(REQUESTS + HUGE_PAGES);
}

function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

function isExtendedResourceForQuota(name: string): boolean {
  if (!name.startsWith(REQUESTS)) return false;
  return !isNativeResource(name) || name.startsWith(REQUESTS + DEVICE_CLASS);
}

function isExtendedResource(name: string): boolean {
  if (name.startsWith(DEVICE_CLASS)) return true;
  return !isNativeResource(name) && !name.startsWith(REQUESTS) && isQualifiedName(REQUESTS + name).length === 0;
}

/** A pod with a deadline, which has nothing to do with its deletion. */
function isTerminating({ spec }: Pod): boolean {
  return (spec.activeDeadlineSeconds ?? -1) >= 0;
}

/** Whether a pod uses more than its place: not once it has ended, or should have long ago (QuotaV1Pod). */
export function quotaCountsPod(pod: Pod, now: Millis): boolean {
  if (pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded') return false;
  const until = countsUntil(pod);
  return until === undefined || now <= until;
}

/** When a pod that is being deleted stops to count even if it is still there; undefined while it is not being deleted. */
export function countsUntil({ metadata }: Pod): Millis | undefined {
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return undefined;
  return millisOf(deletionTimestamp) + deletionGracePeriodSeconds * SECOND;
}

const BARE: Usage = new Map([[COUNT, ONE]]);

const usages = new WeakMap<Pod, Usage>();

/** PodUsageFunc. Memoised for pods that count. */
function podUsage(pod: Pod, now: Millis): Usage {
  if (!quotaCountsPod(pod, now)) return BARE;
  const known = usages.get(pod);
  if (known !== undefined) return known;
  const options = { useStatusResources: true };
  const requests = asList(pod, 'requests', podRequests(pod, options));
  const limits = asList(pod, 'limits', podLimits(pod, options));
  const usage = addUsage(BARE, computeUsage(requests, limits));
  usages.set(pod, usage);
  return usage;
}

function asList({ spec }: Pod, list: 'requests' | 'limits', amounts: Amounts): ResourceList {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [name, podAmountText(spec, list, name, amount)]),
  );
}

/** podComputeUsageHelper: requests count under two names, limits under one. */
function computeUsage(requests: ResourceList = {}, limits: ResourceList = {}): Usage {
  const usage = new Map<string, Quantity>([['pods', ONE]]);
  for (const [name, quantity] of usageOf(requests)) {
    const compute = COMPUTE.includes(name) || name.startsWith(HUGE_PAGES);
    if (compute) usage.set(name, quantity);
    if (compute || isExtendedResource(name)) usage.set(REQUESTS + name, quantity);
  }
  for (const name of COMPUTE) {
    const limit = limits[name];
    if (limit !== undefined) usage.set(LIMITS + name, quantityOf(limit));
  }
  return usage;
}

/**
 * What containers fail to say although it is limited: 'must specify limits.memory for: a,b; requests.cpu for: a'.
 * Undefined when all is said (podEvaluator.Constraints).
 */
export function podConstraints({ spec }: Pod, required: readonly string[]): string | undefined {
  if (hasPodLevelResources(spec)) return undefined;
  const wanted = intersection(required, REQUIRED);
  const all: readonly Container[] = [...spec.containers, ...(spec.initContainers ?? [])];
  const missing = wanted.flatMap((name) => {
    const silent = all.filter(({ resources }) => !computeUsage(resources?.requests, resources?.limits).has(name));
    return silent.length === 0
      ? []
      : [`${name} for: ${[...new Set(silent.map((container) => container.name))].sort().join(',')}`];
  });
  return missing.length === 0 ? undefined : `must specify ${missing.join('; ')}`;
}

/** podMatchesScopeFunc. */
function podMatchesScope(scope: Scope, pod: Pod): boolean {
  const { priorityClassName = '' } = pod.spec;
  switch (scope.scopeName) {
    case 'Terminating':
      return isTerminating(pod);
    case 'NotTerminating':
      return !isTerminating(pod);
    case 'BestEffort':
      return podQOSClass(pod) === 'BestEffort';
    case 'NotBestEffort':
      return podQOSClass(pod) !== 'BestEffort';
    case 'PriorityClass':
      return matchesValue(scope, priorityClassName === '' ? undefined : priorityClassName);
    case 'CrossNamespacePodAffinity':
      return usesCrossNamespacePodAffinity(pod);
    default:
      return false;
  }
}

function usesCrossNamespacePodAffinity({ spec }: Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  const crosses = ({ namespaces = [], namespaceSelector }: PodAffinityTerm): boolean =>
    namespaces.length > 0 || namespaceSelector !== undefined;
  return [podAffinity, podAntiAffinity].some((affinity) => {
    const required = affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    return required.some(crosses) || preferred.some(({ podAffinityTerm }) => crosses(podAffinityTerm));
  });
}

function resourcesChanged({ status }: Pod, { status: old }: Pod): boolean {
  if (status === old) return false;
  return (
    anyChanged(status.containerStatuses, old.containerStatuses) ||
    anyChanged(status.initContainerStatuses, old.initContainerStatuses)
  );
}

function anyChanged(statuses: readonly ContainerStatus[] = [], before: readonly ContainerStatus[] = []): boolean {
  if (statuses === before) return false;
  return before.some((old) => {
    const now = statuses.find(({ name }) => name === old.name);
    return now !== undefined && !semanticEqual(now.resources, old.resources);
  });
}
