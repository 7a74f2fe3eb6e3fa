import type { KubeObject } from '../apimachinery/object.js';
import type { Pod } from '../apis/generated/core.v1.js';
import { resourceKey } from '../apis/resource.js';
import { changesSince, replay } from '../apiserver/store.js';
import { StoreView } from '../apiserver/store-view.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Observation, Usage } from '../client/component.js';
import type { AnyComponent } from '../client/erase.js';
import { withProcess, type Cluster, type Running } from './cluster.js';
import type { Foresight } from './foresight.js';
import { place } from './schedule.js';
import { undergone } from './undergo.js';

/** Tells every component that watches and does not lag of what a step changed, in revision order. */
export function deliver(
  cluster: Cluster,
  events: readonly WatchEvent[],
  cause: number,
  foresight?: Foresight,
): Cluster {
  if (events.length === 0) return cluster;
  let next = cluster;
  const observation = { view: new StoreView(cluster.server.store), now: cluster.now, cause };
  for (const event of events) {
    for (const { at } of next.audience.get(event.resource) ?? NOBODY)
      next = deliverTo(next, next.components.at(at), event, observation, foresight);
    for (const id of kubeletsTold(next, event))
      next = deliverTo(next, next.components.get(id), event, observation, foresight);
  }
  return next;
}

function deliverTo(
  cluster: Cluster,
  running: Running | undefined,
  event: WatchEvent,
  observation: Observation,
  foresight: Foresight | undefined,
): Cluster {
  if (running?.process === undefined || running.stale !== undefined) return cluster;
  const process =
    foresight === undefined
      ? running.process.observe(event, observation)
      : foresight.heard(cluster, running.process, event);
  return process === running.process ? cluster : place(cluster, withProcess(running, process), running);
}

const watched = new WeakMap<AnyComponent, ReadonlySet<string>>();

/** resourceKeys that a component watches. */
export function watchesOf(component: AnyComponent): ReadonlySet<string> {
  const known = watched.get(component);
  if (known !== undefined) return known;
  const keys = new Set(component.watches.map(resourceKey));
  watched.set(component, keys);
  return keys;
}

const KUBELET = 'kubelet/';

/** Collections of which a kubelet watches only what concerns its own node (field selectors upstream). */
const PER_NODE = new Set(['pods', 'nodes', 'coordination.k8s.io/leases']);

/** Somebody who watches. Components stay where they are among all of them: a place is found faster than a name. */
interface Ear {
  readonly id: string;
  readonly at: number;
}

/** Who watches what, kubelets aside where they watch by node: by resourceKey, in the order of the ids. */
export type Audience = ReadonlyMap<string, readonly Ear[]>;

/** The audience of all components that run; to be made anew when one starts or stops. */
export function audienceOf(components: Cluster['components']): Audience {
  const audience = new Map<string, Ear[]>();
  const add = (key: string, ear: Ear): void => {
    const ears = audience.get(key);
    if (ears === undefined) audience.set(key, [ear]);
    else ears.push(ear);
  };
  components.values().forEach(({ id, process }, at) => {
    if (process === undefined) return;
    const ear = { id, at };
    for (const resource of watchesOf(process.component)) {
      if (!id.startsWith(KUBELET) || !PER_NODE.has(resource)) add(resource, ear);
    }
    if (process.component.hearsUsage) add(USAGE, ear);
  });
  return audience;
}

/** In an audience, in place of a collection: who is told when something on any machine uses more or less than before. */
const USAGE = '#usage';

/** Tells those who want to hear of it that something on some machine uses more or less than before. */
export function deliverUsage(cluster: Cluster, usage: Usage): Cluster {
  let next = cluster;
  for (const { at } of cluster.audience.get(USAGE) ?? NOBODY) {
    const running = next.components.at(at);
    if (running?.process === undefined) continue;
    next = place(next, undergone(running, usage, next.now), running);
  }
  return next;
}

const NOBODY: readonly Ear[] = [];
const NO_KUBELET: readonly string[] = [];

/** Components that are told of a change, whether it matters to them or not. */
export function recipients(cluster: Cluster, event: WatchEvent): readonly string[] {
  const ears = cluster.audience.get(event.resource) ?? NOBODY;
  return [...ears.map(({ id }) => id), ...kubeletsTold(cluster, event)];
}

/** Kubelets that are told of a change because it concerns their node, or did before. */
function kubeletsTold(cluster: Cluster, event: WatchEvent): readonly string[] {
  if (!PER_NODE.has(event.resource)) return NO_KUBELET;
  const node = nodeOf(event.object);
  const before = event.old === undefined ? node : nodeOf(event.old);
  const own = kubeletOn(cluster, node);
  const former = before === node ? undefined : kubeletOn(cluster, before);
  if (own === undefined) return former === undefined ? NO_KUBELET : [former];
  return former === undefined ? [own] : [own, former];
}

/** Of the kubelet of a node, its id as the cluster knows it; undefined: there is none. */
function kubeletOn(cluster: Cluster, node: string): string | undefined {
  return node === '' ? undefined : cluster.components.get(KUBELET + node)?.id;
}

/** The node that a pod is bound to, or that a Node or its lease is. */
function nodeOf(object: KubeObject): string {
  return object.kind === 'Pod' ? ((object as Pod).spec.nodeName ?? '') : object.metadata.name;
}

/** Gives a lagging component the next `count` changes that it has missed (default: all of them). */
export function catchUp(cluster: Cluster, id: string, cause: number, count = Infinity): Cluster {
  const running = cluster.components.get(id);
  if (running?.stale === undefined) return cluster;
  let { stale, process } = running as Running & { stale: NonNullable<Running['stale']> };
  let left = count;
  for (const event of changesSince(cluster.server.store, stale)) {
    if (left-- <= 0) break;
    stale = replay(stale, event);
    if (process === undefined || !watchesOf(process.component).has(event.resource) || !concerns(id, event)) continue;
    process = process.observe(event, { view: new StoreView(stale), now: cluster.now, cause });
  }
  const caughtUp = left >= 0 || stale.revision === cluster.server.store.revision;
  return place(cluster, { ...running, process, stale: caughtUp ? undefined : stale }, running);
}

function concerns(id: string, event: WatchEvent): boolean {
  if (!id.startsWith(KUBELET)) return true;
  const node = id.slice(KUBELET.length);
  if (event.resource !== 'pods' && event.resource !== 'nodes') return true;
  return nodeOf(event.object) === node || (event.old !== undefined && nodeOf(event.old) === node);
}

/** A component that starts lists what it watches: every object comes as ADDED. */
export function listInto(cluster: Cluster, id: string, cause: number): Cluster {
  const running = cluster.components.get(id);
  if (running?.process === undefined) return cluster;
  const { store } = cluster.server;
  const view = new StoreView(store);
  let { process } = running;
  for (const resource of running.process.component.watches) {
    for (const object of view.list(resource)) {
      const revision = Number(object.metadata.resourceVersion);
      const event: WatchEvent = { type: 'ADDED', revision, resource: resourceKey(resource), object };
      if (concerns(id, event)) process = process.observe(event, { view, now: cluster.now, cause });
    }
  }
  return place(cluster, withProcess(running, process), running);
}
