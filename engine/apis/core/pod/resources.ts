import type { Container, ContainerStatus, Pod, PodSpec, ResourceRequirements } from '../../generated/core.v1.js';
import {
  addQuantities,
  compareQuantities,
  milliText,
  quantityOf,
  valueText,
  type Quantity,
  type QuantityFormat,
} from '../../../apimachinery/quantity.js';
import { added, amountsOf, largest, NOTHING, type Amounts } from './amounts.js';

export type { Amounts } from './amounts.js';

export interface PodResourcesOptions {
  /** Leaves spec.overhead out. */
  readonly excludeOverhead?: boolean;
  /** Counts what the kubelet reports as allocated and in use during a resize, as the scheduler does. */
  readonly useStatusResources?: boolean;
  /** Looks at containers only. */
  readonly skipPodLevelResources?: boolean;
  /** Stands in for requests a container does not make (millicores, bytes). */
  readonly nonMissingContainerRequests?: Amounts;
}

/**
 * What a pod asks for: cpu in millicores, everything else in its own unit. Containers and sidecars add up, init
 * containers set a minimum, pod-level requests win, overhead comes on top. Follows PodRequests of
 * component-helpers/resource. Pods that share a spec share the answer.
 */
export function podRequests(pod: Pod, options: PodResourcesOptions = {}): Amounts {
  return memoised(pod, options, REQUESTS, computeRequests);
}

/** What a pod may use at most, as PodLimits: overhead is added only to resources that are limited. */
export function podLimits(pod: Pod, options: PodResourcesOptions = {}): Amounts {
  return memoised(pod, options, LIMITS, computeLimits);
}

/** Requests of the containers alone, as AggregateContainerRequests. */
export function containersRequests(spec: PodSpec): Amounts {
  return aggregated(spec, (container) => amountsOf(container.resources?.requests));
}

/** Limits of the containers alone, as AggregateContainerLimits. */
export function containersLimits(spec: PodSpec): Amounts {
  return aggregated(spec, (container) => amountsOf(container.resources?.limits));
}

/** A sum of the containers' requests or limits as text, in the format that upstream's sum of them has. */
export function amountText(spec: PodSpec, list: 'requests' | 'limits', name: string, amount: number): string {
  return textIn(containersQuantity(spec, list, name)?.format, name, amount);
}

/** What the pod as a whole requests or may use, as text: what it says itself counts before what its containers say. */
export function podAmountText(spec: PodSpec, list: 'requests' | 'limits', name: string, amount: number): string {
  const own = spec.resources?.[list]?.[name];
  return own === undefined ? amountText(spec, list, name, amount) : textIn(quantityOf(own).format, name, amount);
}

function textIn(format: QuantityFormat | undefined, name: string, amount: number): string {
  return name === 'cpu' ? milliText(amount, format) : valueText(amount, format);
}

/** The sum as a quantity, which keeps the format of what it comes from: AggregateContainerRequests (component-helpers/resource). */
function containersQuantity(spec: PodSpec, list: 'requests' | 'limits', name: string): Quantity | undefined {
  const own = ({ resources }: Container): Quantity | undefined => {
    const text = resources?.[list]?.[name];
    return text === undefined ? undefined : quantityOf(text);
  };
  let running = (spec.containers ?? []).map(own).reduce(sum, undefined);
  let sidecars: Quantity | undefined;
  let starting: Quantity | undefined;
  for (const container of spec.initContainers ?? []) {
    const quantity = own(container);
    if (isRestartableInit(container)) {
      running = sum(running, quantity);
      sidecars = sum(sidecars, quantity);
      starting = larger(starting, sidecars);
    } else starting = larger(starting, sum(quantity, sidecars));
  }
  return larger(running, starting);
}

function sum(a: Quantity | undefined, b: Quantity | undefined): Quantity | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return addQuantities(a, b);
}

function larger(a: Quantity | undefined, b: Quantity | undefined): Quantity | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareQuantities(b, a) > 0 ? b : a;
}

/** An init container that keeps running beside the main ones: a sidecar. */
export function isRestartableInit(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

/** Whether the pod as a whole may request or limit the resource (cpu, memory, huge pages). */
export function isSupportedPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');
}

/** Whether spec.resources names anything that counts, as IsPodLevelResourcesSet. */
export function hasPodLevelResources(spec: PodSpec): boolean {
  const { requests, limits } = spec.resources ?? {};
  return namesSupported(requests) || namesSupported(limits);
}

function namesSupported(list: ResourceRequirements['requests']): boolean {
  return list !== undefined && Object.keys(list).some(isSupportedPodLevelResource);
}

type Compute = (pod: Pod, options: PodResourcesOptions) => Amounts;

const REQUESTS = 0;
const LIMITS = 8;
const bySpec = new WeakMap<PodSpec, Amounts[]>();
const byPod = new WeakMap<Pod, Amounts[]>();

function memoised(pod: Pod, options: PodResourcesOptions, base: number, compute: Compute): Amounts {
  if (options.nonMissingContainerRequests !== undefined) return compute(pod, options);
  const usesStatus = options.useStatusResources === true && reportsResources(pod);
  const slot =
    base + (options.excludeOverhead ? 1 : 0) + (options.skipPodLevelResources ? 2 : 0) + (usesStatus ? 4 : 0);
  const row = usesStatus ? rowOf(byPod, pod) : rowOf(bySpec, pod.spec);
  return (row[slot] ??= compute(pod, usesStatus ? options : { ...options, useStatusResources: false }));
}

function rowOf<K extends object>(table: WeakMap<K, Amounts[]>, key: K): Amounts[] {
  const known = table.get(key);
  if (known !== undefined) return known;
  const row: Amounts[] = [];
  table.set(key, row);
  return row;
}

function reportsResources(pod: Pod): boolean {
  const { containerStatuses, initContainerStatuses } = pod.status ?? {};
  const reports = (status: ContainerStatus) => status.resources !== undefined;
  return (containerStatuses?.some(reports) ?? false) || (initContainerStatuses?.some(reports) ?? false);
}

function computeRequests(pod: Pod, options: PodResourcesOptions): Amounts {
  const { spec } = pod;
  const infeasible = isResizeInfeasible(pod);
  const stand = options.nonMissingContainerRequests;
  const ofContainer = (container: Container, status: ContainerStatus | undefined): Amounts => {
    let requests = amountsOf(container.resources?.requests);
    if (status?.resources !== undefined) {
      const actual = largest(amountsOf(status.resources.requests), amountsOf(status.allocatedResources));
      requests = infeasible ? actual : largest(requests, actual);
    }
    return stand === undefined ? requests : { ...stand, ...requests };
  };
  const containers = aggregated(spec, ofContainer, options.useStatusResources ? statusesOf(pod) : undefined);
  const whole = options.skipPodLevelResources ? containers : overridden(containers, spec.resources?.requests);
  return options.excludeOverhead ? whole : added(whole, amountsOf(spec.overhead));
}

function computeLimits(pod: Pod, options: PodResourcesOptions): Amounts {
  const { spec } = pod;
  const infeasible = isResizeInfeasible(pod);
  const ofContainer = (container: Container, status: ContainerStatus | undefined): Amounts => {
    const limits = amountsOf(container.resources?.limits);
    if (status?.resources === undefined) return limits;
    const actual = amountsOf(status.resources.limits);
    return infeasible ? actual : largest(limits, actual);
  };
  const containers = aggregated(spec, ofContainer, options.useStatusResources ? statusesOf(pod) : undefined);
  const whole = options.skipPodLevelResources ? containers : overridden(containers, spec.resources?.limits);
  return options.excludeOverhead ? whole : withOverhead(whole, amountsOf(spec.overhead));
}

function withOverhead(limits: Amounts, overhead: Amounts): Amounts {
  const result: Record<string, number> = { ...limits };
  for (const name of Object.keys(overhead)) {
    const limit = limits[name] ?? 0;
    if (limit !== 0) result[name] = limit + (overhead[name] ?? 0);
  }
  return result;
}

function overridden(containers: Amounts, podLevel: ResourceRequirements['requests']): Amounts {
  if (!namesSupported(podLevel)) return containers;
  const whole = amountsOf(podLevel);
  const result: Record<string, number> = { ...containers };
  for (const name of Object.keys(whole)) if (isSupportedPodLevelResource(name)) result[name] = whole[name] ?? 0;
  return result;
}

type OfContainer = (container: Container, status: ContainerStatus | undefined) => Amounts;
type Statuses = ReadonlyMap<string, ContainerStatus>;

/**
 * While the i-th init container runs, the pod needs it and the sidecars before it; the pod needs the most of these and
 * of all containers and sidecars together.
 */
function aggregated(spec: PodSpec, of: OfContainer, statuses?: Statuses): Amounts {
  let total = NOTHING;
  for (const container of spec.containers ?? []) total = added(total, of(container, statuses?.get(container.name)));
  let sidecars = NOTHING;
  let peak = NOTHING;
  for (const container of spec.initContainers ?? []) {
    if (isRestartableInit(container)) {
      const amounts = of(container, statuses?.get(container.name));
      total = added(total, amounts);
      sidecars = added(sidecars, amounts);
      peak = largest(peak, sidecars);
    } else {
      peak = largest(peak, added(of(container, undefined), sidecars));
    }
  }
  return largest(total, peak);
}

function statusesOf(pod: Pod): Statuses {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status;
  return new Map([...containerStatuses, ...initContainerStatuses].map((status) => [status.name, status]));
}

function isResizeInfeasible(pod: Pod): boolean {
  const pending = pod.status?.conditions?.find((condition) => condition.type === 'PodResizePending');
  return pending?.reason === 'Infeasible';
}
