import { advance, createCluster, nextDue, reduce, type Cluster } from '../../../engine/index.js';
import type { Millis } from '../../../engine/core/time.js';
import { cpuSeconds, send, settled } from '../worlds.js';
import { HIGH_PRIORITY, nodeForNothing, ZONE, type PodTemplate } from './templates.js';
import type { Disturbance, PodSet, Workload } from './workloads.js';

/** As many measured pods are created at once as upstream's threshold, doubled, lets through between two disturbances. */
const CALM_BATCH = 1_000;

/** An API server and a scheduler, as scheduler_perf starts them: no controllers and no kubelets. */
const WITHOUT = ['kubelet', 'kube-controller-manager'];

/**
 * Runs a workload. Nodes, pods and disturbances are created through the API server; only the scheduler's work is measured,
 * with the requests that it makes and the events that it gets. Seconds of processor time, so that neighbours do not count.
 *
 * @returns pods each second
 */
export function podsPerSecond(workload: Workload): number {
  const { measured, churn } = workload;
  const interval = churn?.everyMillis ?? 0;
  const batch = churn === undefined ? CALM_BATCH : Math.round((workload.threshold * 2 * interval) / 1_000);
  let cluster = prepared(workload);
  let seconds = 0;
  for (let made = 0, round = 0; made < measured.count; made += batch, round++) {
    if (churn !== undefined) cluster = disturbed(cluster, churn.disturbance, round);
    const count = Math.min(batch, measured.count - made);
    const ready = createPods(cluster, { ...measured, count }, made);
    seconds += cpuSeconds(() => (cluster = runUntil(ready, ready.now + interval)));
  }
  checkBound(cluster, measured);
  return measured.count / seconds;
}

/** The nodes, and the pods that are there before the measured ones. */
function prepared({ nodes, capacity, zones, init, measured }: Workload): Cluster {
  let cluster = createCluster({ without: WITHOUT });
  const priorityClass = { metadata: { name: HIGH_PRIORITY }, value: 10 };
  cluster = create(cluster, '/apis/scheduling.k8s.io/v1/priorityclasses', priorityClass);
  for (let at = 0; at < nodes; at++) {
    const zone = zones[at % zones.length];
    cluster = createNode(cluster, `n${at}`, capacity, zone === undefined ? {} : { [ZONE]: zone });
  }
  const namespaces = new Set([...init, measured].map(({ namespace }) => namespace)).add('churn');
  for (const name of namespaces) {
    cluster = create(cluster, '/api/v1/namespaces', { metadata: { name } });
    const account = { metadata: { name: 'default' }, automountServiceAccountToken: false };
    cluster = create(cluster, `/api/v1/namespaces/${name}/serviceaccounts`, account);
  }
  for (const set of init) cluster = settled(createPods(cluster, set, 0));
  return cluster;
}

function create(cluster: Cluster, path: string, body: object): Cluster {
  return send(cluster, { method: 'POST', path, body });
}

/** A node without the taints that admission gives to a new one: upstream runs without that plugin. */
function createNode(cluster: Cluster, name: string, capacity: object, labels: object): Cluster {
  const status = { capacity, allocatable: capacity, conditions: [{ type: 'Ready', status: 'True' }] };
  const metadata = { name, labels: { 'kubernetes.io/hostname': name, ...labels } };
  const created = create(cluster, '/api/v1/nodes', { metadata, status });
  const path = `/api/v1/nodes/${name}`;
  const contentType = 'application/merge-patch+json';
  return send(created, { method: 'PATCH', path, contentType, body: { spec: { taints: null } } });
}

function createPods(cluster: Cluster, { count, template, namespace }: PodSet, from: number): Cluster {
  let next = cluster;
  for (let at = from; at < from + count; at++) next = createPod(next, template, namespace, `p${at}`);
  return next;
}

function createPod(cluster: Cluster, { labels, spec }: PodTemplate, namespace: string, name: string): Cluster {
  return create(cluster, `/api/v1/namespaces/${namespace}/pods`, { metadata: { name, labels }, spec });
}

function disturbed(cluster: Cluster, disturbance: Disturbance, round: number): Cluster {
  switch (disturbance.type) {
    case 'create':
      return createPod(cluster, disturbance.template, 'churn', `c${round}`);
    case 'delete':
      return send(cluster, { method: 'DELETE', path: `/api/v1/namespaces/${disturbance.namespace}/pods/p${round}` });
    case 'recreate':
      return round % 2 === 0 ? withStrangers(cluster, disturbance.template) : withoutStrangers(cluster);
  }
}

function withStrangers(cluster: Cluster, template: PodTemplate): Cluster {
  const service = { metadata: { name: 'churn' }, spec: { selector: { app: 'foo' }, ports: [{ port: 8080 }] } };
  const joined = createNode(cluster, 'churn', nodeForNothing, {});
  return create(createPod(joined, template, 'churn', 'churn'), '/api/v1/namespaces/churn/services', service);
}

function withoutStrangers(cluster: Cluster): Cluster {
  const paths = ['nodes/churn', 'namespaces/churn/pods/churn', 'namespaces/churn/services/churn'];
  return paths.reduce((next, path) => send(next, { method: 'DELETE', path: `/api/v1/${path}` }), cluster);
}

/** Runs everything that is due by an instant, and all that follows from it at once. */
function runUntil(cluster: Cluster, instant: Millis): Cluster {
  let next = cluster;
  for (let due = nextDue(next); due !== undefined && due.at <= instant; due = nextDue(next)) next = advance(next);
  return reduce(next, { type: 'time', to: instant });
}

function checkBound(cluster: Cluster, { count, namespace }: PodSet): void {
  for (let at = 0; at < count; at++) {
    const pod = cluster.server.store.objects.get(`pods/${namespace}/p${at}`) as
      { readonly spec: { readonly nodeName?: string } } | undefined;
    if (pod?.spec.nodeName === undefined) throw new Error(`${namespace}/p${at} is bound to no node`);
  }
}
