import type { Pod } from '../../apis/generated/core.v1.js';
import { parseTimestamp } from '../../apimachinery/time.js';
import type { Millis } from '../../core/time.js';
import { isPodActive, isPodReady, podReadyTime } from './pod-state.js';

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

/** Digits, without a plus sign or leading zeros. */
const COST = /^(-\d+|0|[1-9]\d*)$/;

const NANOS_PER_MILLI = 1e6;

/** What the order looks at, worked out once for each pod. */
interface Ranked {
  readonly pod: Pod;
  readonly assigned: boolean;
  readonly phase: number;
  readonly ready: boolean;
  readonly cost: number;
  /** Active pods of the family on its node. */
  readonly colocated: number;
  readonly readyTime: Millis | undefined;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  readonly created: Millis | undefined;
}

/**
 * Pods in the order in which a scale-down deletes them (controller.ActivePodsWithRanks): not assigned, pending, not ready,
 * of low deletion cost, sharing a node with many `related` pods, ready for a short time, often restarted, young.
 * Ages are compared on a logarithmic scale, and where they are of one size, by uid.
 */
export function inDeletionOrder(pods: readonly Pod[], related: readonly Pod[], now: Millis): readonly Pod[] {
  const onNode = new Map<string, number>();
  for (const pod of related) {
    if (!isPodActive(pod)) continue;
    const node = pod.spec.nodeName ?? '';
    onNode.set(node, (onNode.get(node) ?? 0) + 1);
  }
  const ranked = pods.map((pod) => rank(pod, onNode));
  return ranked.sort((a, b) => compare(a, b, now)).map(({ pod }) => pod);
}

/**
 * The same for a controller without costs and families (controller.ActivePods): not assigned, pending, not ready, ready
 * for a short time, often restarted, young.
 */
export function inPlainDeletionOrder(pods: readonly Pod[]): readonly Pod[] {
  const ranked = pods.map((pod) => rank(pod, NO_NEIGHBOURS));
  return ranked.sort(comparePlain).map(({ pod }) => pod);
}

const NO_NEIGHBOURS: ReadonlyMap<string, number> = new Map();

function comparePlain(a: Ranked, b: Ranked): number {
  return (
    Number(a.assigned) - Number(b.assigned) ||
    a.phase - b.phase ||
    Number(a.ready) - Number(b.ready) ||
    (a.ready ? laterFirst(a.readyTime, b.readyTime) : 0) ||
    b.restarts - a.restarts ||
    b.sidecarRestarts - a.sidecarRestarts ||
    laterFirst(a.created, b.created)
  );
}

/** No time goes before any. */
function laterFirst(a: Millis | undefined, b: Millis | undefined): number {
  if (a === b) return 0;
  return (b ?? Infinity) - (a ?? Infinity);
}

function rank(pod: Pod, onNode: ReadonlyMap<string, number>): Ranked {
  const node = pod.spec.nodeName ?? '';
  return {
    pod,
    assigned: node !== '',
    phase: PHASES[pod.status.phase ?? ''] ?? 0,
    ready: isPodReady(pod),
    cost: deletionCost(pod),
    colocated: onNode.get(node) ?? 0,
    readyTime: podReadyTime(pod),
    restarts: maxRestarts(pod),
    sidecarRestarts: maxSidecarRestarts(pod),
    created: parseTimestamp(pod.metadata.creationTimestamp),
  };
}

/** Negative when `a` goes first; rules in upstream's order. */
function compare(a: Ranked, b: Ranked, now: Millis): number {
  return (
    Number(a.assigned) - Number(b.assigned) ||
    a.phase - b.phase ||
    Number(a.ready) - Number(b.ready) ||
    a.cost - b.cost ||
    b.colocated - a.colocated ||
    (a.ready ? compareTimes(a, b, a.readyTime, b.readyTime, now) : 0) ||
    b.restarts - a.restarts ||
    b.sidecarRestarts - a.sidecarRestarts ||
    compareTimes(a, b, a.created, b.created, now)
  );
}

/** The later time goes first, no time before any; times of one order of magnitude are told apart by uid. */
function compareTimes(a: Ranked, b: Ranked, timeA: Millis | undefined, timeB: Millis | undefined, now: Millis): number {
  if (timeA === timeB) return 0;
  if (timeA === undefined) return -1;
  if (timeB === undefined) return 1;
  const difference = logarithmicAge(timeA, now) - logarithmicAge(timeB, now);
  if (difference !== 0) return difference;
  return a.pod.metadata.uid < b.pod.metadata.uid ? -1 : 1;
}

/** The whole part of the base-2 logarithm of an age in nanoseconds; -1 for none. */
function logarithmicAge(time: Millis, now: Millis): number {
  return now > time ? Math.floor(Math.log2((now - time) * NANOS_PER_MILLI)) : -1;
}

/** The annotation's value; 0 where there is none or it does not parse as a 32-bit integer. */
export function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[DELETION_COST];
  if (text === undefined || !COST.test(text)) return 0;
  const cost = Number(text);
  return cost >= -(2 ** 31) && cost < 2 ** 31 ? cost : 0;
}

function maxRestarts(pod: Pod): number {
  let most = 0;
  for (const { restartCount } of pod.status.containerStatuses ?? []) most = Math.max(most, restartCount);
  return most;
}

function maxSidecarRestarts(pod: Pod): number {
  let most = 0;
  for (const { name, restartCount } of pod.status.initContainerStatuses ?? []) {
    const sidecar = pod.spec.initContainers?.some((init) => init.name === name && init.restartPolicy === 'Always');
    if (sidecar) most = Math.max(most, restartCount);
  }
  return most;
}
