import { amountsOf, type Amounts } from '../../apis/core/pod/amounts.js';
import { isRestartableInit, podRequests } from '../../apis/core/pod/resources.js';
import type { Container, Pod, PodSpec } from '../../apis/generated/core.v1.js';
import { resourcesOf, type Resources } from './resources.js';

/** What a container that requests nothing is scored with: 100 millicores and 200 MiB. */
export const DEFAULT_REQUESTS: Amounts = { cpu: 100, memory: 200 * 1024 * 1024 };

/** A port of the node itself that a pod takes. */
export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

/** What a pod adds to the node that it runs on, as PodInfo.CalculateResource. */
export interface PodUsage {
  readonly requests: Resources;
  readonly nonZeroCpu: number;
  readonly nonZeroMemory: number;
}

const usages = new WeakMap<Pod, PodUsage>();
const STATUS = { useStatusResources: true };
const WITH_DEFAULTS = { useStatusResources: true, nonMissingContainerRequests: DEFAULT_REQUESTS };

/** The same pod always gives the same object. */
export function podUsage(pod: Pod): PodUsage {
  const known = usages.get(pod);
  if (known !== undefined) return known;
  const requests = podRequests(pod, STATUS);
  const nonZero = isSimple(pod) ? undefined : nonZeroRequests(pod, requests);
  const usage = {
    requests: resourcesOf(requests),
    nonZeroCpu: nonZero === undefined ? sumOf(pod.spec, 'cpu') : (nonZero['cpu'] ?? 0),
    nonZeroMemory: nonZero === undefined ? sumOf(pod.spec, 'memory') : (nonZero['memory'] ?? 0),
  };
  usages.set(pod, usage);
  return usage;
}

/** A pod of which nothing but its containers' requests counts. */
function isSimple({ spec, status }: Pod): boolean {
  return (
    spec.initContainers === undefined &&
    spec.overhead === undefined &&
    spec.resources === undefined &&
    status?.containerStatuses === undefined
  );
}

/** What the containers request, each that does not say counting with the default. */
function sumOf({ containers }: PodSpec, name: 'cpu' | 'memory'): number {
  let sum = 0;
  for (const { resources } of containers) sum += amountsOf(resources?.requests)[name] ?? DEFAULT_REQUESTS[name] ?? 0;
  return sum;
}

function nonZeroRequests(pod: Pod, requests: Amounts): Amounts {
  const missing = missingRequests(pod.spec, requests);
  const asks = (container: Container) => missing.every((name) => container.resources?.requests?.[name] !== undefined);
  if (pod.spec.containers.every(asks) && (pod.spec.initContainers ?? []).every(asks)) return requests;
  if (missing === SCORED) return podRequests(pod, WITH_DEFAULTS);
  const stand = Object.fromEntries(missing.map((name) => [name, DEFAULT_REQUESTS[name] ?? 0]));
  return podRequests(pod, { useStatusResources: true, nonMissingContainerRequests: stand });
}

/** Which of cpu and memory get a default, as getNonMissingContainerRequests. */
function missingRequests(spec: PodSpec, requests: Amounts): readonly string[] {
  return hasPodLevelRequests(spec) ? SCORED.filter((name) => requests[name] === undefined) : SCORED;
}

const SCORED: readonly string[] = ['cpu', 'memory'];

function hasPodLevelRequests(spec: PodSpec): boolean {
  if (spec.resources === undefined) return false;
  const names = Object.keys(spec.resources?.requests ?? {});
  return names.some((name) => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-'));
}

const NO_PORTS: readonly HostPort[] = [];
const ports = new WeakMap<PodSpec, readonly HostPort[]>();

function isPortless({ ports }: Container): boolean {
  return ports === undefined;
}

/** Host ports of containers and sidecars, as GetHostPorts. */
export function hostPorts(pod: Pod): readonly HostPort[] {
  if (pod.spec.initContainers === undefined && pod.spec.containers.every(isPortless)) return NO_PORTS;
  const known = ports.get(pod.spec);
  if (known !== undefined) return known;
  const sidecars = (pod.spec.initContainers ?? []).filter(isRestartableInit);
  const found = [...sidecars, ...pod.spec.containers].flatMap(portsOfContainer);
  const result = found.length === 0 ? NO_PORTS : found;
  ports.set(pod.spec, result);
  return result;
}

function portsOfContainer(container: Container): readonly HostPort[] {
  return (container.ports ?? [])
    .filter(({ hostPort }) => hostPort !== undefined && hostPort > 0)
    .map(({ hostIP, protocol, hostPort }) => ({
      ip: hostIP || '0.0.0.0',
      protocol: protocol ?? 'TCP',
      port: hostPort ?? 0,
    }));
}

/** Whether two host ports cannot be taken at once, as HostPortInfo.CheckConflict. */
export function portsConflict(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false;
  return a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0';
}

export function hasAffinityTerms(pod: Pod): boolean {
  const affinity = pod.spec.affinity;
  return affinity?.podAffinity !== undefined || affinity?.podAntiAffinity !== undefined;
}

export function hasRequiredAntiAffinity(pod: Pod): boolean {
  return (pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length ?? 0) > 0;
}

const NO_KEYS: readonly string[] = [];

/** Namespaced names of the claims that a pod mounts. */
export function claimKeys(pod: Pod): readonly string[] {
  if (pod.spec.volumes === undefined) return NO_KEYS;
  let keys: string[] | undefined;
  for (const { persistentVolumeClaim } of pod.spec.volumes) {
    if (persistentVolumeClaim !== undefined)
      (keys ??= []).push(`${pod.metadata.namespace}/${persistentVolumeClaim.claimName}`);
  }
  return keys ?? NO_KEYS;
}

/** As PodPriority. */
export function priorityOf(pod: Pod): number {
  return pod.spec.priority ?? 0;
}
