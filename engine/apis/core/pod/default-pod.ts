import type { Container, Pod, PodSpec, PodStatus } from '../../generated/core.v1.js';
import type { Quantity } from '../../generated/resource.v1.js';
import type { Amounts } from './amounts.js';
import { changed, changedItems, filled, filledZero, memoised, withField } from './fill.js';
import { withoutInitAnnotations } from './init-annotations.js';
import { requestsFromLimits } from './default-resources.js';
import { completePodSpec } from './default-spec.js';
import { amountText, containersLimits, containersRequests, isSupportedPodLevelResource } from './resources.js';

/** All defaults of a Pod, as SetObjectDefaults_Pod: those of its spec, and those that templates do not get. */
export function defaultPod(pod: Pod): Pod {
  const marked = changed(pod, 'metadata', withoutInitAnnotations);
  return changed(changed(marked, 'spec', defaultSpecOfPod), 'status', agreeingAddresses);
}

/** The first of the addresses is the address, which wins (conversions of PodStatus). */
function agreeingAddresses(status: PodStatus): PodStatus {
  const { podIP, podIPs } = status;
  const first = podIPs?.[0]?.ip ?? '';
  if (!podIP) return first === '' ? status : { ...status, podIP: first };
  return podIP === first ? status : { ...status, podIPs: [{ ip: podIP }] };
}

const defaultSpecOfPod = memoised((given: PodSpec): PodSpec => {
  let spec = completePodSpec(given);
  spec = changedItems(spec, 'containers', defaultRequests);
  spec = changedItems(spec, 'initContainers', defaultRequests);
  spec = defaultPodLevelRequests(defaultHugePageLimits(spec));
  spec = filled(spec, { enableServiceLinks: true });
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) spec = { ...spec, terminationGracePeriodSeconds: 1 };
  if (!spec.hostNetwork) return spec;
  return changedItems(changedItems(spec, 'containers', defaultHostPorts), 'initContainers', defaultHostPorts);
});

function defaultRequests(container: Container): Container {
  return changed(container, 'resources', requestsFromLimits);
}

/** On the host's network a container port is a host port. */
function defaultHostPorts(container: Container): Container {
  return changedItems(container, 'ports', (port) => filledZero(port, { hostPort: port.containerPort }));
}

/** Follows defaultHugePagePodLimits: pod-level huge page limits default to the containers' sum. */
function defaultHugePageLimits(spec: PodSpec): PodSpec {
  const { limits, requests } = spec.resources ?? {};
  if (spec.resources === undefined || (isEmpty(limits) && isEmpty(requests))) return spec;
  const sums = containersLimits(spec);
  const missing = Object.keys(sums).filter(
    (name) => name.startsWith('hugepages-') && requests?.[name] === undefined && limits?.[name] === undefined,
  );
  return missing.length === 0 ? spec : withLists(spec, 'limits', quantitiesOf(spec, 'limits', sums, missing));
}

/**
 * Follows defaultPodRequests: where the pod as a whole has limits, its requests default to what its containers request
 * together, else to the limit.
 */
function defaultPodLevelRequests(spec: PodSpec): PodSpec {
  const { limits, requests } = spec.resources ?? {};
  if (limits === undefined || isEmpty(limits)) return spec;
  const sums = containersRequests(spec);
  const summed = Object.keys(sums).filter(
    (name) => requests?.[name] === undefined && (name === 'cpu' || name === 'memory'),
  );
  const rest = Object.keys(limits).filter(
    (name) => requests?.[name] === undefined && !summed.includes(name) && isSupportedPodLevelResource(name),
  );
  if (summed.length + rest.length === 0) return spec;
  const fromLimits = Object.fromEntries(rest.map((name) => [name, limits[name] ?? '0']));
  return withLists(spec, 'requests', { ...quantitiesOf(spec, 'requests', sums, summed), ...fromLimits });
}

type Quantities = Readonly<Record<string, Quantity>>;

function withLists(spec: PodSpec, list: 'limits' | 'requests', added: Quantities): PodSpec {
  const resources = spec.resources ?? {};
  return withField(spec, 'resources', { ...resources, [list]: { ...resources[list], ...added } });
}

function isEmpty(list: Quantities | undefined): boolean {
  return list === undefined || Object.keys(list).length === 0;
}

function quantitiesOf(spec: PodSpec, list: 'limits' | 'requests', sums: Amounts, names: readonly string[]): Quantities {
  return Object.fromEntries(names.map((name) => [name, amountText(spec, list, name, sums[name] ?? 0)]));
}
