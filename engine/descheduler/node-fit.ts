import { labelSelectorAsSelector } from '../apimachinery/labels.js';
import { compareQuantities, quantityOf, subtractQuantities } from '../apimachinery/quantity.js';
import { requiredNodeAffinity } from '../apis/core/node-affinity.js';
import { podTotals } from '../apis/core/pod-totals.js';
import { addLists, type Quantities } from '../apis/core/quantity-lists.js';
import { isTolerated } from '../apis/core/taints.js';
import type { Node, Pod, PodAffinityTerm, PodSpec } from '../apis/generated/core.v1.js';
import type { View } from '../client/view.js';
import { hasEnded } from './evictable.js';

/** Whether the pod would fit on one of the nodes besides its own (PodFitsAnyOtherNode). */
export function fitsAnyOtherNode(view: View, pod: Pod, nodes: readonly Node[]): boolean {
  return nodes.some((node) => node.metadata.name !== pod.spec.nodeName && fitsNode(view, pod, node));
}

/**
 * The part of the scheduler's filters that the descheduler looks at: the node is schedulable, selected and tolerated, no
 * pod on it is one that this pod wants to be apart from, and there is room. Follows NodeFit.
 */
export function fitsNode(view: View, pod: Pod, node: Node): boolean {
  if (node.spec.unschedulable === true || !requiredNodeAffinity(pod.spec).matches(node)) return false;
  if (!toleratesNode(pod, node)) return false;
  const others = view.podsOnNode(node.metadata.name).filter((other) => !hasEnded(other));
  if (isKeptApart(pod, node, others)) return false;
  return pod.spec.nodeName === node.metadata.name || hasRoom(pod, node, others);
}

/** Taints that only prefer say nothing here. */
export function toleratesNode({ spec }: Pod, node: Node): boolean {
  return (node.spec.taints ?? []).every(
    (taint) => taint.effect === 'PreferNoSchedule' || isTolerated(spec.tolerations, taint),
  );
}

/** Only pods of the node itself are looked at, whatever the topology of the term (podMatchesInterPodAntiAffinity). */
function isKeptApart(pod: Pod, node: Node, others: readonly Pod[]): boolean {
  const terms = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.some(
    (term) =>
      node.metadata.labels?.[term.topologyKey] !== undefined &&
      others.some((other) => other.metadata.name !== pod.metadata.name && isMeant(term, pod, other)),
  );
}

function isMeant({ namespaces = [], labelSelector }: PodAffinityTerm, pod: Pod, other: Pod): boolean {
  const { namespace = '', labels } = other.metadata;
  const meant = namespaces.length === 0 ? namespace === pod.metadata.namespace : namespaces.includes(namespace);
  const selector = labelSelectorAsSelector(labelSelector);
  return meant && selector.ok && selector.value.matches(labels);
}

const requested = new WeakMap<PodSpec, Quantities>();

function requestsOf({ spec }: Pod): Quantities {
  const known = requested.get(spec);
  if (known !== undefined) return known;
  const { requests } = podTotals(spec);
  requested.set(spec, requests);
  return requests;
}

function hasRoom(pod: Pod, { status }: Node, others: readonly Pod[]): boolean {
  const allocatable = status.allocatable ?? {};
  if (others.length >= Number(allocatable['pods'] ?? '0')) return false;
  const used = others.map(requestsOf).reduce(addLists, {});
  return Object.entries(requestsOf(pod)).every(([name, amount]) => {
    const left = subtractQuantities(quantityOf(allocatable[name]), quantityOf(used[name]));
    return compareQuantities(quantityOf(amount), left) <= 0;
  });
}
