import {
  advance,
  createCluster,
  isSettled,
  request,
  type Cluster,
  type ClusterConfig,
  type Request,
} from '../../engine/index.js';
import type { NodeConfig } from '../../engine/cluster/config.js';

export function nodesNamed(count: number): readonly NodeConfig[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `node-${at + 1}`,
    capacity: { cpu: '32', memory: '64Gi', pods: '110' },
  }));
}

/** Runs until nothing but retries is due. */
export function settled(cluster: Cluster): Cluster {
  let now = cluster;
  while (!isSettled(now)) now = advance(now);
  return now;
}

export function clusterOf(config: ClusterConfig): Cluster {
  return settled(createCluster(config));
}

export function send(cluster: Cluster, sent: Omit<Request, 'type'>): Cluster {
  const { cluster: next, response } = request(cluster, { type: 'request', ...sent }, 'bench');
  if (response.code >= 300) throw new Error(JSON.stringify(response.body));
  return next;
}

/** A Deployment of small pods with a readiness probe. */
export function deploy(cluster: Cluster, name: string, replicas: number): Cluster {
  const container = {
    name: 'c',
    image: 'web:1',
    resources: { requests: { cpu: '100m', memory: '64Mi' } },
    readinessProbe: { httpGet: { port: 80 } },
  };
  const template = { metadata: { labels: { app: name } }, spec: { containers: [container] } };
  const body = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas, selector: { matchLabels: { app: name } }, template },
  };
  return send(cluster, { method: 'POST', path: '/apis/apps/v1/namespaces/default/deployments', body });
}

/** How many pods are Ready. */
export function readyPods(cluster: Cluster): number {
  let ready = 0;
  for (const [key, object] of cluster.server.store.objects.entries('pods/')) {
    if (!key.startsWith('pods/')) break;
    const { status } = object as { status?: { conditions?: readonly { type: string; status: string }[] } };
    if (status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') === true)
      ready += 1;
  }
  return ready;
}

export function millis(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Processor time of the whole process, its collector's included: what neighbours on the machine take does not count. */
export function cpuSeconds(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000_000;
}

/** Bytes of the heap after a collection, where the process allows one. */
export function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
