import { extended } from '../../core/extended.js';
import { badRequest, conflict, internalError, notFound } from '../../apimachinery/status.js';
import { timestamp } from '../../apimachinery/time.js';
import { without } from '../../apis/core/pod/fill.js';
import type { Binding, Node, Pod } from '../../apis/generated/core.v1.js';
import { nodes, pods } from '../../apis/generated/resources.js';
import type { ObjectMeta } from '../../apis/generated/meta.v1.js';
import { decodeObject, readDocument } from '../body.js';
import { inNamespace } from '../registry/generic/metadata.js';
import { storageConflict } from '../registry/generic/update.js';
import type { ResourceRequest } from '../request-info.js';
import type { Response } from '../request.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../transaction.js';
import { postedKind } from './posted-kind.js';

const BINDING = postedKind('', 'v1', 'Binding');
const TOPOLOGY_LABELS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** POST of a Binding, to pods/NAME/binding or to bindings: BindingREST (pkg/registry/core/pod/storage). */
export function bind(transaction: Transaction, request: ResourceRequest): Response | Refusal {
  const document = readDocument(transaction, BINDING.resource.kind);
  if (isRefusal(document)) return document;
  const decoded = decodeObject(transaction, BINDING, document);
  if (isRefusal(decoded)) return decoded;
  const placed = inNamespace(decoded, request.namespace);
  if (isRefusal(placed)) return placed;
  const { metadata, target } = placed as Binding;
  const { name: named = '', uid = '', annotations }: Partial<ObjectMeta> = metadata;
  const name = request.name === '' ? named : request.name;
  if (named !== name) return refuse(badRequest('name in URL does not match name in Binding object'));
  const { name: node = '', kind = '' } = target;
  const [wrong, ...more] = targetErrors(kind, node);
  if (wrong !== undefined)
    return refuse(internalError(more.length === 0 ? wrong : `[${[wrong, ...more].join(', ')}]`, true));
  if (name === '') return refuse(badRequest('Name parameter required.'));
  // Of what is posted to the collection the server drops the uid, as of all that is created.
  const refusal = assign(transaction, request.namespace, name, node, {
    uid: request.name === '' ? '' : uid,
    annotations,
  });
  if (refusal !== undefined) return refusal;
  return { code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } };
}

/** Follows ValidatePodBinding. */
function targetErrors(kind: string, name: string): readonly string[] {
  const errors: string[] = [];
  if (kind !== '' && kind !== 'Node')
    errors.push(`target.kind: Unsupported value: ${JSON.stringify(kind)}: supported values: "Node", "<empty>"`);
  if (name === '') errors.push('target.name: Required value');
  return errors;
}

function assign(
  transaction: Transaction,
  namespace: string,
  name: string,
  node: string,
  { uid, annotations }: { readonly uid: string; readonly annotations: ObjectMeta['annotations'] },
): Refusal | undefined {
  const { store, now } = transaction.context;
  const pod = store.get(pods, namespace, name);
  if (pod === undefined) return refuse(notFound(pods, name));
  if (uid !== '' && uid !== pod.metadata.uid)
    return refuse(conflict(pods, name, storageConflict(pods.plural, uid, pod, transaction.dryRun)));
  const obstacle = whyNot(pod, name);
  if (obstacle !== undefined) return refuse(conflict({ group: '', plural: 'pods/binding' }, name, obstacle));
  transaction.put(pods, boundTo(pod, node, store.get(nodes, '', node), annotations, timestamp(now)));
  return undefined;
}

function whyNot(pod: Pod, name: string): string | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return `pod ${name} is being deleted, cannot be assigned to a host`;
  if (pod.spec.nodeName !== undefined && pod.spec.nodeName !== '')
    return `pod ${name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`;
  return (pod.spec.schedulingGates ?? []).length > 0 ? `pod ${name} has non-empty .spec.schedulingGates` : undefined;
}

/** setPodNodeAndMetadata: the node, its topology labels, PodScheduled=True; a nomination is over. */
function boundTo(
  pod: Pod,
  nodeName: string,
  node: Node | undefined,
  annotations: Readonly<Record<string, string>> | undefined,
  now: string,
): Pod {
  let { metadata } = pod;
  const labels = topologyLabels(node);
  if (labels !== undefined) metadata = extended(metadata, { labels: { ...metadata.labels, ...labels } });
  if (annotations !== undefined)
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
