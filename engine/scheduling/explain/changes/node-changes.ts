import { milliText, valueText } from '../../../apimachinery/quantity.js';
import { amountsOf } from '../../../apis/core/pod/amounts.js';
import { isTolerated } from '../../../apis/core/taints.js';
import type { Node, Pod, Taint } from '../../../apis/generated/core.v1.js';
import { nodeNamed, nodeSeen, podGone } from '../../cache/cache.js';
import type { NodeInfo } from '../../cache/node-info.js';
import type { Change, ChangeType } from './change.js';

function nodeChange(
  type: ChangeType,
  name: string,
  text: string,
  command: string | undefined,
  edit: (node: Node) => Node,
): Change {
  return {
    type,
    object: `node/${name}`,
    text,
    ...(command === undefined ? {} : { command }),
    apply: ({ pod, cache }) => {
      const known = nodeNamed(cache, name);
      return known === undefined ? { pod, cache } : { pod, cache: nodeSeen(cache, edit(known.node)) };
    },
  };
}

/** Taints that keep the pod off, one change for each. */
export function removeTaints({ name, node }: NodeInfo, pod: Pod): readonly Change[] {
  return (node.spec.taints ?? [])
    .filter(({ effect }) => effect !== 'PreferNoSchedule')
    .filter((taint) => !isTolerated(pod.spec.tolerations, taint))
    .map((taint) => {
      const text = `remove the taint ${taintText(taint)} from node ${name}`;
      const command = `kubectl taint node ${name} ${taint.key}:${taint.effect}-`;
      return nodeChange('node-taints', name, text, command, (node) => ({
        ...node,
        spec: {
          ...node.spec,
          taints: (node.spec.taints ?? []).filter((other) => taintText(other) !== taintText(taint)),
        },
      }));
    });
}

/** 'a=b:NoSchedule' */
export function taintText({ key, value, effect }: Taint): string {
  return `${key}${value ? `=${value}` : ''}:${effect}`;
}

export function uncordon({ name }: NodeInfo): Change {
  return nodeChange('node-unschedulable', name, `uncordon node ${name}`, `kubectl uncordon ${name}`, (node) => ({
    ...node,
    spec: {
      ...node.spec,
      unschedulable: false,
      taints: (node.spec.taints ?? []).filter(({ key }) => key !== 'node.kubernetes.io/unschedulable'),
    },
  }));
}

/** Sets labels, and takes those off whose value is undefined. */
export function labelNode({ name }: NodeInfo, labels: Readonly<Record<string, string | undefined>>): Change {
  const entries = Object.entries(labels);
  const what = entries.map(([key, value]) => (value === undefined ? `${key}-` : `${key}=${value}`)).join(' ');
  return nodeChange(
    'node-labels',
    name,
    `label node ${name} ${what}`,
    `kubectl label node ${name} ${what} --overwrite`,
    (node) => {
      const all = { ...node.metadata.labels, ...labels };
      const kept = Object.fromEntries(
        Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
      );
      return { ...node, metadata: { ...node.metadata, labels: kept } };
    },
  );
}

/** Gives a node `by` more of a resource. */
export function growNode({ name, node }: NodeInfo, resource: string, by: number): Change {
  const has = amountsOf(node.status?.allocatable)[resource] ?? 0;
  const text = `give node ${name} ${amountText(resource, by)} more ${resource} (it has ${amountText(resource, has)})`;
  return nodeChange('node-allocatable', name, text, undefined, (current) => ({
    ...current,
    status: {
      ...current.status,
      allocatable: { ...current.status?.allocatable, [resource]: amountText(resource, has + by) },
    },
  }));
}

/** Another node like one that there is, with nothing on it. */
export function addNodeLike({ name, node }: NodeInfo): Change {
  const another = `${name}-more`;
  const labels = { ...node.metadata.labels };
  if (labels['kubernetes.io/hostname'] !== undefined) labels['kubernetes.io/hostname'] = another;
  return {
    type: 'node-add',
    object: `node/${another}`,
    text: `add a node like ${name}`,
    apply: ({ pod, cache }) => ({
      pod,
      cache: nodeSeen(cache, { ...node, metadata: { ...node.metadata, name: another, labels } }),
    }),
  };
}

/** Takes another pod off its node. */
export function deletePod(other: Pod): Change {
  const { namespace = '', name } = other.metadata;
  return {
    type: 'delete-pod',
    object: `pod/${namespace}/${name}`,
    text: `delete pod ${namespace}/${name} on node ${other.spec.nodeName ?? ''}`,
    command: `kubectl delete pod -n ${namespace} ${name}`,
    apply: ({ pod, cache }) => ({ pod, cache: podGone(cache, other) }),
  };
}

/** '500m', '2Gi' */
export function amountText(resource: string, amount: number): string {
  if (resource === 'cpu') return milliText(amount);
  return valueText(amount, resource === 'memory' || resource === 'ephemeral-storage' ? 'BinarySI' : 'DecimalSI');
}
