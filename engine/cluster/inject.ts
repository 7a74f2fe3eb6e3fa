import { failure } from '../apimachinery/status.js';
import { leases } from '../apis/generated/resources.js';
import { lastRenewal, RENEWED_FOR_EVER } from '../apiserver/heartbeat.js';
import { put } from '../apiserver/store.js';
import { StoreView } from '../apiserver/store-view.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import { NEW_RECORDER } from '../client/event-recorder.js';
import type { Cluster } from './cluster.js';
import { catchUp, listInto } from './deliver.js';
import type { Fault } from './fault.js';
import { machinery } from './machinery.js';
import { place } from './schedule.js';
import { withAudience } from './start.js';
import { setRegistry, tellOfRegistry, undergo } from './undergo.js';

const KUBELET = 'kubelet/';

/** A cluster after a fault, and what it changed in the store. */
export interface Injected {
  readonly cluster: Cluster;
  readonly events: readonly WatchEvent[];
}

/** Breaks or mends something. Unknown components are left to the caller's checks: they change nothing. */
export function inject(cluster: Cluster, fault: Fault): Injected {
  switch (fault.type) {
    case 'node-stop':
      return stopKubelet(cluster, fault.node, true);
    case 'node-start':
      return only(start(cluster, `${KUBELET}${fault.node}`));
    case 'component-stop':
      return stopComponent(cluster, fault.component);
    case 'component-start':
      return only(startComponent(cluster, fault.component));
    case 'component-crash':
      return only(startComponent(haltComponent(cluster, fault.component), fault.component));
    case 'watch-stale':
      return only(each(cluster, fault.component, goStale));
    case 'watch-resume':
      return only(each(cluster, fault.component, (now, id) => catchUp(now, id, now.seq)));
    case 'registry-down':
    case 'registry-up':
      return only(setRegistry(cluster, fault.type === 'registry-down'));
    default:
      return only({ ...cluster, ...disturbed(cluster, fault) });
  }
}

function only(cluster: Cluster): Injected {
  return { cluster, events: [] };
}

type Disturbing = Extract<Fault, { type: `api-${string}` }>;

function disturbed({ faults }: Cluster, fault: Disturbing): Pick<Cluster, 'faults'> {
  switch (fault.type) {
    case 'api-error': {
      const { code, reason = 'InternalError', message = `the server refused (injected ${code})` } = fault;
      const response = { code, body: failure(code, reason, message) };
      const rule = {
        match: fault.match,
        turns: fault.times ?? Infinity,
        effect: { type: 'refuse' as const, response },
      };
      return { faults: { ...faults, rules: [...faults.rules, rule] } };
    }
    case 'api-delay': {
      const rule = {
        match: fault.match,
        turns: fault.times ?? Infinity,
        effect: { type: 'delay' as const, delay: fault.delay },
      };
      return { faults: { ...faults, rules: [...faults.rules, rule] } };
    }
    case 'api-heal':
      return { faults: { ...faults, rules: [] } };
  }
}

/** Ids of a component by its own name or by the process that it lives in. */
export function idsOf(cluster: Cluster, name: string): readonly string[] {
  const ids: string[] = [];
  for (const [id, { host }] of cluster.components) if (id === name || host === name) ids.push(id);
  return ids;
}

function each(cluster: Cluster, name: string, change: (cluster: Cluster, id: string) => Cluster): Cluster {
  return idsOf(cluster, name).reduce(change, cluster);
}

function goStale(cluster: Cluster, id: string): Cluster {
  const running = cluster.components.get(id);
  if (running === undefined || running.stale !== undefined) return cluster;
  return place(cluster, { ...running, stale: cluster.server.store }, running);
}

function stopComponent(cluster: Cluster, name: string): Injected {
  return name.startsWith(KUBELET)
    ? stopKubelet(cluster, name.slice(KUBELET.length), false)
    : only(haltComponent(cluster, name));
}

function haltComponent(cluster: Cluster, name: string): Cluster {
  if (name === 'kube-apiserver') return { ...cluster, faults: { ...cluster.faults, apiserverDown: true } };
  return each(cluster, name, (now, id) => stop(now, id, false));
}

/** Memory and unfinished work are gone; what it wrote stays. */
function stop(cluster: Cluster, id: string, machine: boolean): Cluster {
  const running = cluster.components.get(id);
  if (running?.process === undefined) return cluster;
  const halted = { process: running.process, machine };
  const stopped = {
    ...running,
    process: undefined,
    halted,
    recorder: NEW_RECORDER,
    inflight: undefined,
    stale: undefined,
    bucketFull: 0,
  };
  return withAudience(place(cluster, stopped, running));
}

function startComponent(cluster: Cluster, name: string): Cluster {
  if (name === 'kube-apiserver') return { ...cluster, faults: { ...cluster.faults, apiserverDown: false } };
  return each(cluster, name, start);
}

function start(cluster: Cluster, id: string): Cluster {
  const running = cluster.components.get(id);
  if (running === undefined || running.process !== undefined) return cluster;
  const { halted } = running;
  const process =
    halted === undefined
      ? machinery(cluster.config, id).start(cluster.now)
      : halted.process.undergo(halted.machine ? 'booted' : 'restarted', cluster.now);
  const listed = listInto(
    withAudience(place(cluster, { ...running, process, halted: undefined }, running)),
    id,
    cluster.seq,
  );
  return undergo(tellOfRegistry(listed, id), id, 'listed');
}

/** The node's last renewal of its lease becomes a fact: from now on nobody renews it. */
function stopKubelet(cluster: Cluster, node: string, machine: boolean): Injected {
  const stopped = stop(cluster, `${KUBELET}${node}`, machine);
  const lease = new StoreView(cluster.server.store).get(leases, 'kube-node-lease', node);
  if (lease === undefined || lease.spec.renewTime !== RENEWED_FOR_EVER) return only(stopped);
  const spec = { ...lease.spec, renewTime: lastRenewal(cluster.now) };
  const { store, event } = put(stopped.server.store, leases, { ...lease, spec });
  return { cluster: { ...stopped, server: { ...stopped.server, store } }, events: [event] };
}
