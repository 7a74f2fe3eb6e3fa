import { parseLabelSelector } from '../apimachinery/labels.js';
import type { Pod } from '../apis/generated/core.v1.js';
import { endpointslices, pods } from '../apis/generated/resources.js';
import { StoreView } from '../apiserver/store-view.js';
import type { View } from '../apiserver/view.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Consumption } from '../core/consumption.js';
import type { Cluster } from './cluster.js';
import { tellKubelet } from './usage.js';

/** Work that comes from outside and that pods share evenly, as long as there are any that are ready. */
export interface Load {
  readonly namespace: string;
  /** The endpoints of this Service carry it. */
  readonly service?: string;
  /** Or ready pods with these labels. */
  readonly selector?: string;
  /** Absent: the first container of each pod. */
  readonly container?: string;
  /** In all; each pod has its part of every amount. */
  readonly amounts: Consumption;
}

interface Share {
  readonly pod: string;
  readonly container: string;
  readonly amounts: Consumption;
}

/** The cluster with a load in place of the one that there was on the same Service or selector; of nothing: with none. */
export function setLoad(cluster: Cluster, load: Load): Cluster {
  const others = cluster.loads.filter(
    ({ namespace, service, selector, container }) =>
      namespace !== load.namespace ||
      service !== load.service ||
      selector !== load.selector ||
      container !== load.container,
  );
  const { cpu = 0, memory = 0, disk = 0, pids = 0 } = load.amounts;
  const isNone = cpu + memory + disk + pids === 0;
  return spread({ ...cluster, loads: isNone ? others : [...others, load] });
}

/** Who carries loads follows from the cluster's state alone: looked at again whenever pods or endpoints change. */
export function respread(cluster: Cluster, events: readonly WatchEvent[]): Cluster {
  if (cluster.loads.length === 0 || events.length === 0) return cluster;
  return spread(cluster);
}

function spread(cluster: Cluster): Cluster {
  const view = new StoreView(cluster.server.store);
  const byNode = new Map<string, Share[]>();
  for (const load of cluster.loads) {
    const carriers = carriersOf(view, load);
    for (const pod of carriers) {
      const node = pod.spec.nodeName ?? '';
      const shares = byNode.get(node) ?? [];
      shares.push({
        pod: pod.metadata.uid,
        container: load.container ?? pod.spec.containers[0]?.name ?? '',
        amounts: part(load.amounts, carriers.length),
      });
      byNode.set(node, shares);
    }
  }
  let next = cluster;
  for (const id of cluster.components.keys().filter((key) => key.startsWith(KUBELET))) {
    const node = id.slice(KUBELET.length);
    next = tellKubelet(next, node, { type: 'load', shares: byNode.get(node) ?? [] });
  }
  return next;
}

const KUBELET = 'kubelet/';

function part({ cpu, memory, disk, pids }: Consumption, count: number): Consumption {
  const of = (amount: number): number => Math.floor(amount / count);
  return {
    ...(cpu === undefined ? {} : { cpu: of(cpu) }),
    ...(memory === undefined ? {} : { memory: of(memory) }),
    ...(disk === undefined ? {} : { disk: of(disk) }),
    ...(pids === undefined ? {} : { pids: of(pids) }),
  };
}

const SERVICE_LABEL = 'kubernetes.io/service-name';

function carriersOf(view: View, { namespace, service, selector }: Load): readonly Pod[] {
  if (service !== undefined) return endpointsOf(view, namespace, service);
  const parsed = parseLabelSelector(selector ?? '');
  if (!parsed.ok) return [];
  return view
    .list(pods, namespace)
    .filter(
      (pod) =>
        parsed.value.matches(pod.metadata.labels) && isReady(pod) && pod.metadata.deletionTimestamp === undefined,
    );
}

function isReady({ status }: Pod): boolean {
  return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
}

function endpointsOf(view: View, namespace: string, service: string): readonly Pod[] {
  const found = new Map<string, Pod>();
  for (const slice of view.list(endpointslices, namespace)) {
    if (slice.metadata.labels?.[SERVICE_LABEL] !== service) continue;
    for (const { conditions, targetRef } of slice.endpoints ?? []) {
      if (conditions?.ready === false || targetRef?.kind !== 'Pod' || targetRef.name === undefined) continue;
      const pod = view.get(pods, namespace, targetRef.name);
      if (pod !== undefined) found.set(pod.metadata.uid, pod);
    }
  }
  return [...found.values()];
}
