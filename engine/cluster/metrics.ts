import { parseLabelSelector } from '../apimachinery/labels.js';
import { badRequest, methodNotAllowed, notFound, unknownResource } from '../apimachinery/status.js';
import type { KubeObject } from '../apimachinery/object.js';
import type { Node, Pod } from '../apis/generated/core.v1.js';
import { nodes, pods } from '../apis/generated/resources.js';
import { discoveryDocument } from '../apiserver/discovery.js';
import type { Request, Response } from '../apiserver/request.js';
import { StoreView } from '../apiserver/store-view.js';
import type { Status } from '../apis/generated/meta.v1.js';
import { isKubeletMemory } from '../kubelet/inspect.js';
import type { KubeletMemory } from '../kubelet/memory.js';
import {
  list,
  METRICS_DISCOVERY,
  METRICS_GROUP,
  METRICS_RESOURCES,
  nodeMetrics,
  podMetrics,
  single,
  type NodeMetrics,
  type PodMetrics,
} from '../observability/metrics/metrics-api.js';
import { isMetricsServerMemory } from '../observability/metrics/metrics-server.js';
import { measuredNode, measuredPod } from '../observability/metrics/scrape.js';
import type { Cluster } from './cluster.js';

/** Where paths of the metrics API begin. */
export const METRICS_ROOT = `/apis/${METRICS_GROUP}`;

/**
 * What a metrics server answers, for the API server passes such requests on (kube-aggregator). Undefined: the request is
 * not for it, or the cluster has none.
 */
export function answeredByMetricsServer(cluster: Cluster, request: Request): Response | undefined {
  const { path } = request;
  if (path !== '/apis' && path !== '/apis/' && !path.startsWith(METRICS_ROOT)) return undefined;
  const running = cluster.components.get('metrics-server');
  if (running === undefined) return undefined;
  if (!path.startsWith(METRICS_ROOT)) return withGroup(cluster, path);
  const memory = running.process?.memory;
  if (!isMetricsServerMemory(memory)) return { code: 503, body: 'service unavailable\n' };
  return new MetricsServer(cluster, memory.startedAt).answer(request);
}

function withGroup(cluster: Cluster, path: string): Response | undefined {
  const found = discoveryDocument(path, cluster.server.store);
  if (found === undefined) return undefined;
  const document = found.body as { readonly groups: readonly unknown[] };
  return { ...found, body: { ...document, groups: [...document.groups, METRICS_DISCOVERY] } };
}

function refused(status: Status): Response {
  return { code: status.code ?? 500, body: status };
}

/** One request's worth of a metrics server. */
class MetricsServer {
  private readonly view: StoreView;

  constructor(
    private readonly cluster: Cluster,
    private readonly startedAt: number,
  ) {
    this.view = new StoreView(cluster.server.store);
  }

  answer({ path, method, query = {} }: Request): Response {
    const [version, ...rest] = path.slice(METRICS_ROOT.length + 1).split('/');
    if (version === '') return { code: 200, body: { kind: 'APIGroup', apiVersion: 'v1', ...METRICS_DISCOVERY } };
    if (version !== 'v1beta1') return { code: 404, body: '404 page not found\n' };
    if (rest.length === 0) return { code: 200, body: METRICS_RESOURCES };
    if (method !== 'GET') return refused(methodNotAllowed());
    const scoped = rest[0] === 'namespaces';
    const [resource, name] = scoped ? rest.slice(2) : rest;
    if (resource === 'pods') return this.pods(scoped ? rest[1] : undefined, name, query);
    return resource === 'nodes' && !scoped ? this.nodes(name, query) : refused(unknownResource());
  }

  private pods(namespace: string | undefined, name: string | undefined, query: Query): Response {
    if (name !== undefined) {
      const pod = this.view.get(pods, namespace ?? '', name);
      const found = pod === undefined ? undefined : this.ofPod(pod);
      const resource = { group: METRICS_GROUP, plural: 'podmetrics' };
      if (found === undefined) return refused(notFound(resource, `${namespace ?? ''}/${name}`));
      return { code: 200, body: single('PodMetrics', found) };
    }
    const chosen = selected(this.view.list(pods, namespace), query);
    if (chosen === undefined) return refused(badRequest('unable to parse requirement'));
    return {
      code: 200,
      body: list(
        'PodMetricsList',
        chosen.flatMap((pod) => this.ofPod(pod) ?? []),
      ),
    };
  }

  private nodes(name: string | undefined, query: Query): Response {
    if (name !== undefined) {
      const node = this.view.get(nodes, '', name);
      const found = node === undefined ? undefined : this.ofNode(node);
      if (found === undefined) return refused(notFound({ group: METRICS_GROUP, plural: 'nodemetrics' }, name));
      return { code: 200, body: single('NodeMetrics', found) };
    }
    const chosen = selected(this.view.list(nodes), query);
    if (chosen === undefined) return refused(badRequest('unable to parse requirement'));
    return {
      code: 200,
      body: list(
        'NodeMetricsList',
        chosen.flatMap((node) => this.ofNode(node) ?? []),
      ),
    };
  }

  private ofPod(pod: Pod): PodMetrics | undefined {
    if (pod.status.phase !== 'Running') return undefined;
    const { now } = this.cluster;
    const kubelet = this.kubelet(pod.spec.nodeName ?? '');
    const measured = kubelet && measuredPod(kubelet.runtime, pod.metadata.uid, this.startedAt, now);
    return measured && podMetrics(pod, measured, now);
  }

  private ofNode(node: Node): NodeMetrics | undefined {
    const { now } = this.cluster;
    const kubelet = this.kubelet(node.metadata.name);
    const measured = kubelet && measuredNode(kubelet.runtime, kubelet.startedAt, this.startedAt, now);
    return measured && nodeMetrics(node, measured, now);
  }

  /** A kubelet that is stopped cannot be asked. */
  private kubelet(node: string): KubeletMemory | undefined {
    const memory = this.cluster.components.get(`kubelet/${node}`)?.process?.memory;
    return isKubeletMemory(memory) ? memory : undefined;
  }
}

type Query = Readonly<Record<string, string>>;

function selected<T extends KubeObject>(
  objects: readonly T[],
  { labelSelector = '' }: Query,
): readonly T[] | undefined {
  if (labelSelector === '') return objects;
  const parsed = parseLabelSelector(labelSelector);
  return parsed.ok ? objects.filter(({ metadata }) => parsed.value.matches(metadata.labels)) : undefined;
}
