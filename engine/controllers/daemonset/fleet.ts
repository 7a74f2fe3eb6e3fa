import type { DaemonSet } from '../../apis/generated/apps.v1.js';
import type { Node, Pod } from '../../apis/generated/core.v1.js';
import { millisOf } from '../../apimachinery/time.js';
import type { Millis } from '../../core/time.js';
import { isPodAvailable, isPodTerminal } from '../framework/pod-state.js';
import { nodeShouldRunDaemonPod } from './eligibility.js';
import { isPodUpdated, targetNodeName, templateGeneration } from './pod-template.js';

/** A daemon set as one sync sees it. */
export interface Fleet {
  readonly daemonSet: DaemonSet;
  /** Of the current template. */
  readonly hash: string;
  /** All of the cluster, by name. */
  readonly nodes: readonly Node[];
  /** The pods by the node that they are on or meant for; those at their end and being deleted are left out. */
  readonly podsByNode: ReadonlyMap<string, readonly Pod[]>;
  /** Whether a pod that stays is of another template. */
  readonly outdated: boolean;
  readonly now: Millis;
}

const NONE: readonly Pod[] = [];

const alone = new WeakMap<Pod, readonly Pod[]>();

/** A list of one pod, the same each time: most nodes have one. */
function listOf(pod: Pod): readonly Pod[] {
  const known = alone.get(pod);
  if (known !== undefined) return known;
  const made = [pod];
  alone.set(pod, made);
  return made;
}

/** Sorts a daemon set's pods by node (getNodesToDaemonPods). */
export function fleetOf(
  daemonSet: DaemonSet,
  hash: string,
  pods: readonly Pod[],
  nodes: readonly Node[],
  now: Millis,
): Fleet {
  const generation = templateGeneration(daemonSet);
  const podsByNode = new Map<string, readonly Pod[]>();
  let outdated = false;
  for (const pod of pods) {
    const deleted = pod.metadata.deletionTimestamp !== undefined;
    if (deleted && isPodTerminal(pod)) continue;
    const node = targetNodeName(pod);
    if (node === undefined) continue;
    const there = podsByNode.get(node);
    podsByNode.set(node, there === undefined ? listOf(pod) : [...there, pod]);
    outdated ||= !deleted && !isPodUpdated(pod, hash, generation);
  }
  return { daemonSet, hash, nodes, podsByNode, outdated, now };
}

/** The pods of a node, in no order. */
export function podsOn({ podsByNode }: Fleet, node: string): readonly Pod[] {
  return podsByNode.get(node) ?? NONE;
}

/** Nodes that are to have a pod or have one, in order, with the nodes that are gone at the end. */
export function sites({ daemonSet, nodes, podsByNode }: Fleet): readonly string[] {
  const concerned = nodes
    .filter((node) => podsByNode.has(node.metadata.name) || nodeShouldRunDaemonPod(node, daemonSet).run)
    .map(({ metadata }) => metadata.name);
  return [...concerned, ...lostSites({ nodes, podsByNode })];
}

/** Nodes that pods are on or meant for, and that are gone. */
export function lostSites({ nodes, podsByNode }: Pick<Fleet, 'nodes' | 'podsByNode'>): readonly string[] {
  let found = 0;
  for (const { metadata } of nodes) if (podsByNode.has(metadata.name)) found++;
  if (found === podsByNode.size) return [];
  const known = new Set(nodes.map(({ metadata }) => metadata.name));
  return [...podsByNode.keys()].filter((node) => !known.has(node)).sort();
}

/** On how many nodes a pod is to be. */
export function desiredNumberScheduled({ daemonSet, nodes }: Fleet): number {
  let count = 0;
  for (const node of nodes) if (nodeShouldRunDaemonPod(node, daemonSet).run) count++;
  return count;
}

/** Assigned pods first, then the oldest, then by name (podByCreationTimestampAndPhase). */
export function byAge(a: Pod, b: Pod): number {
  return (
    Number(!a.spec.nodeName) - Number(!b.spec.nodeName) ||
    millisOf(a.metadata.creationTimestamp) - millisOf(b.metadata.creationTimestamp) ||
    (a.metadata.name < b.metadata.name ? -1 : 1)
  );
}

export function isAvailable({ daemonSet, now }: Fleet, pod: Pod): boolean {
  return isPodAvailable(pod, daemonSet.spec.minReadySeconds ?? 0, now);
}

/** The one pod of the current template on a node and the one of another. */
export interface Generations {
  readonly fresh?: Pod;
  readonly old?: Pod;
}

/** Undefined when there are several of a kind, which are to be thinned out first (findUpdatedPodsOnNode). */
export function generationsOn(fleet: Fleet, node: string): Generations | undefined {
  const generation = templateGeneration(fleet.daemonSet);
  let fresh: Pod | undefined;
  let old: Pod | undefined;
  for (const pod of podsOn(fleet, node)) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    if (isPodUpdated(pod, fleet.hash, generation)) {
      if (fresh !== undefined) return undefined;
      fresh = pod;
    } else {
      if (old !== undefined) return undefined;
      old = pod;
    }
  }
  return { fresh, old };
}
