import { amountsOf } from '../../apis/core/pod/amounts.js';
import type { Node, Pod } from '../../apis/generated/core.v1.js';
import { semanticEqual } from '../../apimachinery/equality.js';
import { BlockList } from '../../core/block-list.js';
import {
  claimKeys,
  hasAffinityTerms,
  hasRequiredAntiAffinity,
  hostPorts,
  podUsage,
  type HostPort,
} from './pod-facts.js';
import { sameAllocations } from './pod-change.js';
import { combined, NO_RESOURCES, resourcesOf, type Resources } from './resources.js';

/**
 * A node and what runs on it, assumed pods included, as framework.NodeInfo. A change makes a new object: its identity
 * stands for upstream's generation.
 */
export interface NodeInfo {
  readonly name: string;
  /** Its place in the cache: memos keep one value for each slot. -1: in none. */
  readonly slot: number;
  /** As of the last change that matters to scheduling; see {@link sameForScheduling}. */
  readonly node: Node;
  /** In the order in which they came. */
  readonly pods: BlockList<Pod>;
  readonly podsWithAffinity: BlockList<Pod>;
  readonly podsWithRequiredAntiAffinity: BlockList<Pod>;
  readonly requested: Resources;
  readonly nonZeroCpu: number;
  readonly nonZeroMemory: number;
  readonly allocatable: Resources;
  readonly allowedPods: number;
  readonly usedPorts: readonly HostPort[];
  /** 'namespace/claim' → how many of its pods mount it. */
  readonly claims: Readonly<Record<string, number>>;
}

const NO_PODS = BlockList.empty<Pod>();
const NO_PORTS: readonly HostPort[] = [];
const NO_CLAIMS: Readonly<Record<string, number>> = {};

/** A node with nothing on it. */
export function nodeInfo(node: Node, slot = -1): NodeInfo {
  const amounts = amountsOf(node.status?.allocatable);
  return {
    name: node.metadata.name,
    slot,
    node,
    pods: NO_PODS,
    podsWithAffinity: NO_PODS,
    podsWithRequiredAntiAffinity: NO_PODS,
    requested: NO_RESOURCES,
    nonZeroCpu: 0,
    nonZeroMemory: 0,
    allocatable: resourcesOf(amounts),
    allowedPods: amounts['pods'] ?? 0,
    usedPorts: NO_PORTS,
    claims: NO_CLAIMS,
  };
}

/** The same pods on another version of the node; the same object when nothing that matters changed. */
export function withNode(info: NodeInfo, node: Node): NodeInfo {
  if (sameForScheduling(info.node, node)) return info;
  const { allocatable, allowedPods } = nodeInfo(node);
  return { ...info, node, allocatable, allowedPods };
}

/** Whether no plugin can tell two versions of a node apart. Heartbeats and addresses do not matter. */
function sameForScheduling(a: Node, b: Node): boolean {
  return (
    semanticEqual(a.spec.taints, b.spec.taints) &&
    (a.spec.unschedulable ?? false) === (b.spec.unschedulable ?? false) &&
    semanticEqual(a.metadata.labels, b.metadata.labels) &&
    semanticEqual(a.status?.allocatable, b.status?.allocatable) &&
    semanticEqual(a.status?.images, b.status?.images) &&
    semanticEqual(a.metadata.annotations, b.metadata.annotations)
  );
}

/** As NodeInfo.AddPod. */
export function withPod(info: NodeInfo, pod: Pod): NodeInfo {
  const usage = podUsage(pod);
  const ports = hostPorts(pod);
  return {
    name: info.name,
    slot: info.slot,
    node: info.node,
    pods: info.pods.append(pod),
    podsWithAffinity: hasAffinityTerms(pod) ? info.podsWithAffinity.append(pod) : info.podsWithAffinity,
    podsWithRequiredAntiAffinity: hasRequiredAntiAffinity(pod)
      ? info.podsWithRequiredAntiAffinity.append(pod)
      : info.podsWithRequiredAntiAffinity,
    requested: combined(info.requested, usage.requests, 1),
    nonZeroCpu: info.nonZeroCpu + usage.nonZeroCpu,
    nonZeroMemory: info.nonZeroMemory + usage.nonZeroMemory,
    allocatable: info.allocatable,
    allowedPods: info.allowedPods,
    usedPorts: ports.length > 0 ? [...info.usedPorts, ...ports] : info.usedPorts,
    claims: counted(info.claims, claimKeys(pod), 1),
  };
}

/** As NodeInfo.RemovePod; the same object when no pod has the uid. */
export function withoutPod(info: NodeInfo, uid: string): NodeInfo {
  const pod = podByUid(info, uid);
  return pod === undefined ? info : without(info, pod);
}

/** Without one of its pods. */
function without(info: NodeInfo, pod: Pod): NodeInfo {
  return reduced(info, [pod], (pods) => (pods.length === 0 ? pods : pods.remove(pod)));
}

/** With another version of one of its pods, which comes after the others as if it were new. */
export function withPodReplaced(info: NodeInfo, old: Pod, pod: Pod): NodeInfo {
  const { volumes, affinity } = pod.spec;
  const takesTheSame = old.spec.volumes === volumes && old.spec.affinity === affinity && sameAllocations(old, pod);
  return takesTheSame ? exchanged(info, old, pod) : withPod(without(info, old), pod);
}

/** With another version of a pod that takes what the old one took. */
function exchanged(info: NodeInfo, old: Pod, pod: Pod): NodeInfo {
  const pods = info.pods.remove(old).append(pod);
  const { podsWithAffinity, podsWithRequiredAntiAffinity } = info;
  return {
    name: info.name,
    slot: info.slot,
    node: info.node,
    pods,
    podsWithAffinity: hasAffinityTerms(pod) ? podsWithAffinity.remove(old).append(pod) : podsWithAffinity,
    podsWithRequiredAntiAffinity: hasRequiredAntiAffinity(pod)
      ? podsWithRequiredAntiAffinity.remove(old).append(pod)
      : podsWithRequiredAntiAffinity,
    requested: info.requested,
    nonZeroCpu: info.nonZeroCpu,
    nonZeroMemory: info.nonZeroMemory,
    allocatable: info.allocatable,
    allowedPods: info.allowedPods,
    usedPorts: info.usedPorts.length > 0 ? pods.flatMap(hostPorts) : NO_PORTS,
    claims: info.claims,
  };
}

/** Without several of its pods at once. */
export function withoutPods(info: NodeInfo, gone: ReadonlySet<Pod>): NodeInfo {
  return reduced(info, gone, (pods) => pods.without(gone));
}

function reduced(info: NodeInfo, gone: Iterable<Pod>, left: (pods: BlockList<Pod>) => BlockList<Pod>): NodeInfo {
  let { requested, nonZeroCpu, nonZeroMemory, claims } = info;
  for (const pod of gone) {
    const usage = podUsage(pod);
    requested = combined(requested, usage.requests, -1);
    nonZeroCpu -= usage.nonZeroCpu;
    nonZeroMemory -= usage.nonZeroMemory;
    claims = counted(claims, claimKeys(pod), -1);
  }
  const pods = left(info.pods);
  return {
    name: info.name,
    slot: info.slot,
    node: info.node,
    pods,
    podsWithAffinity: left(info.podsWithAffinity),
    podsWithRequiredAntiAffinity: left(info.podsWithRequiredAntiAffinity),
    requested,
    nonZeroCpu,
    nonZeroMemory,
    allocatable: info.allocatable,
    allowedPods: info.allowedPods,
    usedPorts: info.usedPorts.length > 0 ? pods.flatMap(hostPorts) : NO_PORTS,
    claims,
  };
}

export function podByUid(info: NodeInfo, uid: string): Pod | undefined {
  return info.pods.find((pod) => pod.metadata.uid === uid);
}

function counted(
  claims: Readonly<Record<string, number>>,
  keys: readonly string[],
  sign: 1 | -1,
): Readonly<Record<string, number>> {
  if (keys.length === 0) return claims;
  const result = { ...claims };
  for (const key of keys) {
    const count = (result[key] ?? 0) + sign;
    if (count > 0) result[key] = count;
    else delete result[key];
  }
  return result;
}
