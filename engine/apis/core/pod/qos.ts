import type { Container, Pod, PodSpec, ResourceRequirements } from '../../generated/core.v1.js';
import { amountsOf, type Amounts } from './amounts.js';

export type PodQOSClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const COUNTED = ['cpu', 'memory'] as const;
const computed = new WeakMap<PodSpec, PodQOSClass>();

/** The class in the pod's status, or the one its spec earns. Follows qos.GetPodQOS. */
export function podQOSClass(pod: Pod): PodQOSClass {
  return pod.status?.qosClass ?? compute(pod.spec);
}

/**
 * Guaranteed when every container limits cpu and memory and requests as much, BestEffort when nothing is asked for;
 * pod-level resources, when given, stand for all containers. Follows qos.ComputePodQOS.
 */
export function computePodQOS(spec: PodSpec): PodQOSClass {
  const known = computed.get(spec);
  if (known !== undefined) return known;
  const qos = compute(spec);
  computed.set(spec, qos);
  return qos;
}

function compute(spec: PodSpec): PodQOSClass {
  if (!spec.resources && asksForNothing(spec.containers) && asksForNothing(spec.initContainers)) return 'BestEffort';
  const all: readonly (ResourceRequirements | undefined)[] = spec.resources
    ? [spec.resources]
    : [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ resources }) => resources);
  const requests = { cpu: 0, memory: 0 };
  const limits = { cpu: 0, memory: 0 };
  let limited = true;
  for (const resources of all) {
    addTo(requests, amountsOf(resources?.requests));
    const given = addTo(limits, amountsOf(resources?.limits));
    const optional = spec.resources !== undefined && Object.keys(spec.resources.limits ?? {}).length === 0;
    if (given < COUNTED.length && !optional) limited = false;
  }
  const asked = COUNTED.filter((name) => requests[name] > 0);
  const bounded = COUNTED.filter((name) => limits[name] > 0);
  if (asked.length === 0 && bounded.length === 0) return 'BestEffort';
  const equal = asked.length === bounded.length && asked.every((name) => limits[name] === requests[name]);
  return limited && equal ? 'Guaranteed' : 'Burstable';
}

function asksForNothing(containers: readonly Container[] | undefined | null): boolean {
  if (containers === undefined || containers === null) return true;
  for (const { resources } of containers)
    if (resources?.requests !== undefined || resources?.limits !== undefined) return false;
  return true;
}

/** Adds the positive cpu and memory amounts; gives how many of the two there were. */
function addTo(sum: Record<'cpu' | 'memory', number>, amounts: Amounts): number {
  let found = 0;
  for (const name of COUNTED) {
    const amount = amounts[name] ?? 0;
    if (amount <= 0) continue;
    found += 1;
    sum[name] += amount;
  }
  return found;
}
