import { extended } from '../../core/extended.js';
import { isObject, type JsonObject } from '../../apimachinery/object.js';
import { badRequest, conflict, internalError, notFound } from '../../apimachinery/status.js';
import { timestamp } from '../../apimachinery/time.js';
import { without } from '../../apis/core/pod/fill.js';
import type { Node, Pod } from '../../apis/generated/core.v1.js';
import { nodes, pods } from '../../apis/generated/resources.js';
import { readBody } from '../body.js';
import type { ResourceRequest } from '../request-info.js';
import type { Response } from '../request.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../transaction.js';

const TOPOLOGY_LABELS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** POST of a Binding, to pods/NAME/binding or to bindings: BindingREST (pkg/registry/core/pod/storage). */
export function bind(transaction: Transaction, request: ResourceRequest): Response | Refusal {
  const body = readBody(transaction);
  if (isRefusal(body)) return body;
  const { metadata, target } = body;
  const named = isObject(metadata) ? text(metadata['name']) : '';
  const name = request.name === '' ? named : request.name;
  if (named !== name) return refuse(badRequest('name in URL does not match name in Binding object'));
  const node = isObject(target) ? text(target['name']) : '';
  const kind = isObject(target) ? text(target['kind']) : '';
  const wrong = wrongTarget(kind, node);
  if (wrong !== undefined) return refuse(internalError(wrong, true));
  const refusal = assign(transaction, request.namespace, name, node, isObject(metadata) ? metadata : {});
  if (refusal !== undefined) return refusal;
  return { code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function wrongTarget(kind: string, name: string): string | undefined {
  if (kind !== '' && kind !== 'Node')
    return `target.kind: Unsupported value: ${JSON.stringify(kind)}: supported values: "Node", "<empty>"`;
  return name === '' ? 'target.name: Required value' : undefined;
}

function assign(
  transaction: Transaction,
  namespace: string,
  name: string,
  node: string,
  metadata: JsonObject,
): Refusal | undefined {
  const { store, now } = transaction.context;
  const pod = store.get(pods, namespace, name);
  if (pod === undefined) return refuse(notFound(pods, name));
  const uid = text(metadata['uid']);
  if (uid !== '' && uid !== pod.metadata.uid)
    return refuse(
      conflict(
        pods,
        name,
        `StorageError: invalid object, Code: 4, Key: /registry/pods/${namespace}/${name}, ResourceVersion: 0, AdditionalErrorMsg: ` +
          `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata.uid}`,
      ),
    );
  const obstacle = whyNot(pod, name);
  if (obstacle !== undefined) return refuse(conflict({ group: '', plural: 'pods/binding' }, name, obstacle));
  const annotations = stringMap(metadata['annotations']);
  transaction.put(pods, boundTo(pod, node, store.get(nodes, '', node), annotations, timestamp(now)));
  return undefined;
}

function whyNot(pod: Pod, name: string): string | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return `pod ${name} is being deleted, cannot be assigned to a host`;
  if (pod.spec.nodeName !== undefined && pod.spec.nodeName !== '')
    return `pod ${name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`;
  return (pod.spec.schedulingGates ?? []).length > 0 ? `pod ${name} has non-empty .spec.schedulingGates` : undefined;
}

const EMPTY: Readonly<Record<string, string>> = {};

function stringMap(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return EMPTY;
  const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return texts.length === 0 ? EMPTY : Object.fromEntries(texts);
}

/** setPodNodeAndMetadata: the node, its topology labels, PodScheduled=True; a nomination is over. */
function boundTo(
  pod: Pod,
  nodeName: string,
  node: Node | undefined,
  annotations: Readonly<Record<string, string>>,
  now: string,
): Pod {
  let { metadata } = pod;
  const labels = topologyLabels(node);
  if (labels !== undefined) metadata = extended(metadata, { labels: { ...metadata.labels, ...labels } });
  if (annotations !== EMPTY)
    metadata = extended(metadata, { annotations: { ...metadata.annotations, ...annotations } });
  const status = without(pod.status, 'nominatedNodeName');
  return extended(
    pod,
    { metadata, spec: extended(pod.spec, { nodeName }) },
    { status: extended(status, { conditions: withScheduled(pod, now) }) },
  );
}

function topologyLabels(node: Node | undefined): Readonly<Record<string, string>> | undefined {
  const labels = node?.metadata.labels;
  if (labels === undefined) return undefined;
  let copied: Record<string, string> | undefined;
  for (const label of TOPOLOGY_LABELS) {
    const value = labels[label];
    if (value !== undefined) copied = { ...copied, [label]: value };
  }
  return copied;
}

function withScheduled(pod: Pod, now: string): NonNullable<Pod['status']['conditions']> {
  const conditions = pod.status.conditions ?? [];
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now };
  const others = conditions.some((condition) => condition.type === 'PodScheduled');
  return others
    ? conditions.map((condition) => (condition.type === 'PodScheduled' ? scheduled : condition))
    : [...conditions, scheduled];
}
