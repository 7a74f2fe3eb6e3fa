import { parseDuration } from '../../apimachinery/duration.js';
import { milliCpu } from '../../apimachinery/quantity.js';
import { failed, ok, type Result } from '../../apimachinery/result.js';
import { millisOf } from '../../apimachinery/time.js';
import { call, type Reconcile } from '../../client/reconcile.js';
import { MINUTE, type Millis } from '../../core/time.js';
import { refusalText, type Refusal } from '../framework/refusal.js';

/** What one pod used. */
export interface PodMetric {
  /** When it was measured. */
  readonly at: Millis;
  readonly window: Millis;
  /** In thousandths of the resource's unit. */
  readonly value: number;
}

/** By pod name. */
export type PodMetrics = ReadonlyMap<string, PodMetric>;

interface Measured {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly timestamp?: string;
  readonly window?: string;
  readonly containers?: readonly {
    readonly name: string;
    readonly usage?: Readonly<Record<string, string | undefined>>;
  }[];
}

/** Which pods' use of what is asked for. */
export interface MetricQuery {
  readonly namespace: string;
  readonly selector: string;
  readonly resource: string;
  /** Of this container only. */
  readonly container?: string;
}

/** What a metrics server says of the pods that a selector selects. Follows GetResourceMetric. */
export function* readPodMetrics(query: MetricQuery): Reconcile<Result<PodMetrics>> {
  const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${query.namespace}/pods`;
  const answer = yield* call<{ readonly items?: readonly Measured[] }>({
    method: 'GET',
    path,
    query: { labelSelector: query.selector },
  });
  if (!answer.ok) {
    return failed(`unable to fetch metrics from resource metrics API: ${fetchError(answer, 'pods.metrics.k8s.io')}`);
  }
  const { items = [] } = answer.object;
  if (items.length === 0) return failed('no metrics returned from resource metrics API');
  return query.container === undefined ? ok(ofPods(items, query.resource)) : ofContainers(items, query);
}

/** The text that client-go makes of a refusal that is none of the API's own. */
export function fetchError(refusal: Refusal, what: string): string {
  if (refusal.code === 404) return `the server could not find the requested resource (get ${what})`;
  if (refusal.code === 503) return `the server is currently unable to handle the request (get ${what})`;
  return refusalText(refusal);
}

function metric({ timestamp, window }: Measured, value: number): PodMetric {
  const parsed = parseDuration(window ?? '');
  return { at: millisOf(timestamp), window: parsed.ok ? parsed.value : MINUTE, value };
}

/** Follows getPodMetrics: a pod counts if all of its containers do. */
function ofPods(items: readonly Measured[], resource: string): PodMetrics {
  const metrics = new Map<string, PodMetric>();
  for (const item of items) {
    const used = (item.containers ?? []).map(({ usage }) => usage?.[resource]);
    if (used.length === 0 || used.includes(undefined)) continue;
    const value = used.reduce((sum, amount) => sum + milliCpu(amount), 0);
    metrics.set(item.metadata.name, metric(item, value));
  }
  return metrics;
}

/** Follows getContainerMetrics. */
function ofContainers(items: readonly Measured[], { resource, container, namespace }: MetricQuery): Result<PodMetrics> {
  const metrics = new Map<string, PodMetric>();
  for (const item of items) {
    const { name } = item.metadata;
    const found = item.containers?.find((candidate) => candidate.name === container);
    if (found === undefined) {
      const text = `container ${container ?? ''} not present in metrics for pod ${namespace}/${name}`;
      return failed(`failed to get container metrics: ${text}`);
    }
    const amount = found.usage?.[resource];
    if (amount !== undefined) metrics.set(name, metric(item, milliCpu(amount)));
  }
  return ok(metrics);
}
