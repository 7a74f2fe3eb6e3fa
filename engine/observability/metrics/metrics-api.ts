import { formatDuration } from '../../apimachinery/duration.js';
import { newQuantity, quantityText } from '../../apimachinery/quantity.js';
import { timestamp } from '../../apimachinery/time.js';
import type { Node, Pod } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import type { Measured, MeasuredContainer, Measurement } from './scrape.js';

export const METRICS_GROUP = 'metrics.k8s.io';
const API_VERSION = `${METRICS_GROUP}/v1beta1`;

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly creationTimestamp: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface Usage {
  readonly cpu: string;
  readonly memory: string;
}

interface Timed {
  readonly metadata: Metadata;
  readonly timestamp: string;
  readonly window: string;
}

/** PodMetrics of metrics.k8s.io/v1beta1. */
export interface PodMetrics extends Timed {
  readonly kind?: 'PodMetrics';
  readonly apiVersion?: typeof API_VERSION;
  readonly containers: readonly { readonly name: string; readonly usage: Usage }[];
}

/** NodeMetrics of metrics.k8s.io/v1beta1. */
export interface NodeMetrics extends Timed {
  readonly kind?: 'NodeMetrics';
  readonly apiVersion?: typeof API_VERSION;
  readonly usage: Usage;
}

export function podMetrics(
  { metadata }: Pod,
  measured: Measurement<readonly MeasuredContainer[]>,
  now: Millis,
): PodMetrics {
  const { name, namespace = '', labels } = metadata;
  const containers = measured.of.map((container) => ({ name: container.name, usage: usageOf(container) }));
  return { metadata: metadataOf({ name, namespace, labels }, now), ...timesOf(measured), containers };
}

export function nodeMetrics({ metadata }: Node, measured: Measurement<Measured>, now: Millis): NodeMetrics {
  const { name, labels } = metadata;
  return { metadata: metadataOf({ name, labels }, now), ...timesOf(measured), usage: usageOf(measured.of) };
}

function metadataOf(
  { name, namespace, labels }: { name: string; namespace?: string; labels: Metadata['labels'] | undefined },
  now: Millis,
): Metadata {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    creationTimestamp: timestamp(now),
    ...(labels === undefined ? {} : { labels }),
  };
}

function timesOf({ at, window }: Measurement<unknown>): { readonly timestamp: string; readonly window: string } {
  return { timestamp: timestamp(at), window: formatDuration(window) };
}

function usageOf({ nanoCores, memory }: Measured): Usage {
  return {
    cpu: nanoCores === 0 ? '0' : `${nanoCores}n`,
    memory: quantityText(newQuantity(memory, 'BinarySI')),
  };
}

/** One object as it is answered to a GET. */
export function single(kind: 'PodMetrics' | 'NodeMetrics', metrics: PodMetrics | NodeMetrics): object {
  return { kind, apiVersion: API_VERSION, ...metrics };
}

export function list(kind: 'PodMetricsList' | 'NodeMetricsList', items: readonly (PodMetrics | NodeMetrics)[]): object {
  return { kind, apiVersion: API_VERSION, metadata: {}, items };
}

const VERSION = { groupVersion: API_VERSION, version: 'v1beta1' };

/** The group as discovery lists it. */
export const METRICS_DISCOVERY = { name: METRICS_GROUP, versions: [VERSION], preferredVersion: VERSION };

/** The resources of the group as discovery lists them. */
export const METRICS_RESOURCES = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: API_VERSION,
  resources: [
    { name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs: ['get', 'list'] },
    { name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] },
  ],
};
