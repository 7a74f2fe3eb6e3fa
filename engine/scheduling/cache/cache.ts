import type { Node, Pod } from '../../apis/generated/core.v1.js';
import { BlockList } from '../../core/block-list.js';
import { SortedMap } from '../../core/sorted-map.js';
import { imagesChanged, NO_IMAGES, type ImageStates } from './images.js';
import { nodeInfo, podByUid, withNode, withoutPod, withPod, withPodReplaced, type NodeInfo } from './node-info.js';
import { addNode, NO_NODES, removeNode, zoneKeyOf, type NodeTree } from './node-tree.js';
import { hasSameFacts } from './pod-change.js';
import { Slots } from './slots.js';

/** A pod that the scheduler has placed, of which no informer event has come yet. */
export interface AssumedPod {
  readonly pod: Pod;
  readonly node: string;
}

/** The scheduler's idea of the cluster, as cacheImpl: nodes, the pods on them, and pods that it has only assumed there. */
export interface Cache {
  readonly nodes: Slots<NodeInfo>;
  /** Node name → slot. */
  readonly slots: SortedMap<string, number>;
  readonly tree: NodeTree;
  /** Pods bound to nodes that are not known, by node name. */
  readonly strays: SortedMap<string, BlockList<Pod>>;
  /** By uid. */
  readonly assumed: SortedMap<string, AssumedPod>;
  readonly images: ImageStates;
  /** How many nodes run pods with affinity terms, and with required anti-affinity terms: none is the common case. */
  readonly withAffinity: number;
  readonly withAntiAffinity: number;
}

export const EMPTY_CACHE: Cache = {
  nodes: Slots.empty(),
  slots: SortedMap.empty(),
  tree: NO_NODES,
  strays: SortedMap.empty(),
  assumed: SortedMap.empty(),
  images: NO_IMAGES,
  withAffinity: 0,
  withAntiAffinity: 0,
};

/** Writes one node, and keeps count of those with affinity. */
function withInfo(cache: Cache, slot: number, before: NodeInfo | undefined, after: NodeInfo | undefined): Cache {
  return {
    nodes: after === undefined ? cache.nodes.delete(slot) : cache.nodes.set(slot, after),
    slots: cache.slots,
    tree: cache.tree,
    strays: cache.strays,
    assumed: cache.assumed,
    images: cache.images,
    withAffinity: cache.withAffinity + anyOf(after?.podsWithAffinity) - anyOf(before?.podsWithAffinity),
    withAntiAffinity:
      cache.withAntiAffinity + anyOf(after?.podsWithRequiredAntiAffinity) - anyOf(before?.podsWithRequiredAntiAffinity),
  };
}

function anyOf(pods: BlockList<Pod> | undefined): 0 | 1 {
  return pods === undefined || pods.length === 0 ? 0 : 1;
}

function withAssumed(cache: Cache, assumed: Cache['assumed']): Cache {
  const { nodes, slots, tree, strays, images, withAffinity, withAntiAffinity } = cache;
  return { nodes, slots, tree, strays, assumed, images, withAffinity, withAntiAffinity };
}

export function nodeNamed(cache: Cache, name: string): NodeInfo | undefined {
  const slot = cache.slots.get(name);
  return slot === undefined ? undefined : cache.nodes.get(slot);
}

/** As AddNode and UpdateNode; the same cache when nothing that matters to scheduling changed. */
export function nodeSeen(cache: Cache, node: Node): Cache {
  const { name } = node.metadata;
  const slot = cache.slots.get(name);
  const known = slot === undefined ? undefined : cache.nodes.get(slot);
  if (slot === undefined || known === undefined) return nodeAdded(cache, node);
  const info = withNode(known, node);
  if (info === known) return cache;
  const zone = zoneKeyOf(node);
  const oldZone = zoneKeyOf(known.node);
  const tree = zone === oldZone ? cache.tree : addNode(removeNode(cache.tree, oldZone, slot), zone, slot);
  const images = imagesChanged(cache.images, known.node, node);
  return { ...withInfo(cache, slot, known, info), tree, images };
}

function nodeAdded(cache: Cache, node: Node): Cache {
  const { name } = node.metadata;
  const slot = cache.nodes.vacancy;
  const info = [...straysOn(cache, name)].reduce(withPod, nodeInfo(node, slot));
  return {
    ...withInfo(cache, slot, undefined, info),
    slots: cache.slots.set(name, slot),
    tree: addNode(cache.tree, zoneKeyOf(node), slot),
    strays: cache.strays.delete(name),
    images: imagesChanged(cache.images, undefined, node),
  };
}

/** As RemoveNode: its pods stay behind until they are deleted themselves. */
export function nodeGone(cache: Cache, name: string): Cache {
  const slot = cache.slots.get(name);
  const info = slot === undefined ? undefined : cache.nodes.get(slot);
  if (slot === undefined || info === undefined) return cache;
  return {
    ...withInfo(cache, slot, info, undefined),
    slots: cache.slots.delete(name),
    tree: removeNode(cache.tree, zoneKeyOf(info.node), slot),
    strays: info.pods.length > 0 ? cache.strays.set(name, info.pods) : cache.strays,
    images: imagesChanged(cache.images, info.node, undefined),
  };
}

/** As AssumePod: from now on the pod counts as running on the node. */
export function assumePod(cache: Cache, pod: Pod, node: string): Cache {
  const assumed = cache.assumed.set(pod.metadata.uid, { pod, node });
  return placed(withAssumed(cache, assumed), pod, node);
}

/** As ForgetPod: takes an assumption back. */
export function forgetPod(cache: Cache, uid: string): Cache {
  const assumption = cache.assumed.get(uid);
  if (assumption === undefined) return cache;
  return removed(withAssumed(cache, cache.assumed.delete(uid)), uid, assumption.node);
}

/** As AddPod and UpdatePod of a bound pod; the same cache when no plugin can tell the difference. */
export function podSeen(cache: Cache, pod: Pod): Cache {
  const { uid } = pod.metadata;
  const node = pod.spec.nodeName ?? '';
  const assumption = cache.assumed.get(uid);
  if (assumption !== undefined && assumption.node !== node) return podSeen(forgetPod(cache, uid), pod);
  const confirmed = assumption === undefined ? cache : withAssumed(cache, cache.assumed.delete(uid));
  // Nothing has replaced the pod since it was assumed: a node of very many pods need not be searched for it.
  const known = assumption?.pod ?? podOn(confirmed, uid, node);
  if (known === undefined) return placed(confirmed, pod, node);
  return hasSameFacts(known, pod) ? confirmed : replaced(confirmed, known, pod, node);
}

/** As RemovePod of a bound pod. */
export function podGone(cache: Cache, pod: Pod): Cache {
  const { uid } = pod.metadata;
  const assumption = cache.assumed.get(uid);
  if (assumption !== undefined) return forgetPod(cache, uid);
  return removed(cache, uid, pod.spec.nodeName ?? '');
}

function podOn(cache: Cache, uid: string, node: string): Pod | undefined {
  const info = nodeNamed(cache, node);
  if (info !== undefined) return podByUid(info, uid);
  return straysOn(cache, node).find((pod) => pod.metadata.uid === uid);
}

function straysOn(cache: Cache, node: string): BlockList<Pod> {
  return cache.strays.get(node) ?? BlockList.empty();
}

function placed(cache: Cache, pod: Pod, node: string): Cache {
  const slot = cache.slots.get(node);
  const info = slot === undefined ? undefined : cache.nodes.get(slot);
  if (slot === undefined || info === undefined) {
    return { ...cache, strays: cache.strays.set(node, straysOn(cache, node).append(pod)) };
  }
  return withInfo(cache, slot, info, withPod(info, pod));
}

/** As updatePod: another version of a pod that is on the node comes after the others, as if it were new. */
function replaced(cache: Cache, known: Pod, pod: Pod, node: string): Cache {
  const slot = cache.slots.get(node);
  const info = slot === undefined ? undefined : cache.nodes.get(slot);
  if (slot === undefined || info === undefined) return placed(removed(cache, pod.metadata.uid, node), pod, node);
  return withInfo(cache, slot, info, withPodReplaced(info, known, pod));
}

function removed(cache: Cache, uid: string, node: string): Cache {
  const slot = cache.slots.get(node);
  const info = slot === undefined ? undefined : cache.nodes.get(slot);
  if (slot !== undefined && info !== undefined) {
    const without = withoutPod(info, uid);
    return without === info ? cache : withInfo(cache, slot, info, without);
  }
  const stray = podOn(cache, uid, node);
  if (stray === undefined) return cache;
  const left = straysOn(cache, node).remove(stray);
  return { ...cache, strays: left.length > 0 ? cache.strays.set(node, left) : cache.strays.delete(node) };
}
