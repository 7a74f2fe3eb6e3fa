import { objectKey } from '../../apimachinery/object.js';
import type { Node, NodeCondition, Pod } from '../../apis/generated/core.v1.js';
import { leases, nodes, pods } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import type { Synced } from '../../client/controller.js';
import { read, updateStatus, type Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { updatePodCondition } from '../framework/pod-conditions.js';
import { podReadyCondition } from '../framework/pod-state.js';
import { isNotFound } from '../framework/refusal.js';
import { nextRound } from '../../client/ticks.js';
import { handleDisruption } from './disruption.js';
import { recordNodeEvent, recordNodeStatusChange, recordPodNotReady } from './events.js';
import { NODE_MONITOR_PERIOD, observe, readyCondition, staleAt, withUnknownConditions } from './health.js';
import { withHealth, withRetry, withZone, type Memory } from './memory.js';
import { markNodeAsReachable, processTaintBaseEviction, TAINTING_KEY, untilNextPass } from './tainting.js';
import { NEW_ZONE, zoneKey } from './zones.js';

export const MONITOR_KEY = 'monitor';

/** The namespace of the nodes' leases. */
export const NODE_LEASES = 'kube-node-lease';

/** Tries at writing a node's status in one round (NodeHealthUpdateRetry). */
const MAX_TRIES = 5;

const EXCLUDE_DISRUPTION = 'node.kubernetes.io/exclude-disruption';

/** How long until a round that may find something new. */
export function untilNextRound({ start, last }: Memory, now: Millis): Millis {
  return nextRound(start, NODE_MONITOR_PERIOD, now, last) - now;
}

/** One round over all nodes (monitorNodeHealth). Asks for another when a node may turn out to be dead by then. */
export function* monitorNodeHealth(memory: Memory, context: Context): Reconcile<Synced<Memory>> {
  const { view, now } = context;
  const all = view.list(nodes);
  let after = yield* classifyNodes(all, { ...memory, last: now });
  const zones = new Map<string, (NodeCondition | undefined)[]>();
  let soonest: Millis | undefined;
  for (const node of all) {
    const round = yield* updateNode(node, after, context);
    after = round.memory;
    if (round.failed) continue;
    if (node.metadata.labels?.[EXCLUDE_DISRUPTION] === undefined) {
      const key = zoneKey(node);
      zones.set(key, [...(zones.get(key) ?? []), readyCondition(round.node)]);
    }
    const health = after.health.get(node.metadata.name);
    const stale = health === undefined ? undefined : staleAt(health, round.node);
    if (stale !== undefined) soonest = Math.min(soonest ?? Infinity, stale);
  }
  after = yield* handleDisruption(zones, all, after, now);
  const enqueue = [];
  const pass = untilNextPass(after, now);
  if (pass !== undefined) enqueue.push({ key: TAINTING_KEY, after: pass });
  if (after.retry.size > 0) enqueue.push({ key: MONITOR_KEY, after: NODE_MONITOR_PERIOD });
  if (soonest === undefined) return { memory: after, enqueue };
  return { memory: after, enqueue, requeue: nextRound(after.start, NODE_MONITOR_PERIOD, soonest, now) - now };
}

/** Registers new nodes and forgets those that are gone. */
function* classifyNodes(all: readonly Node[], memory: Memory): Reconcile<Memory> {
  let after = memory;
  const names = new Set<string>();
  for (const node of all) {
    const { name, uid } = node.metadata;
    names.add(name);
    const key = zoneKey(node);
    const added = !after.known.has(name);
    if (added) yield* recordNodeEvent(name, uid, 'RegisteredNode', `Registered Node ${name} in Controller`);
    if (after.zones.get(key)?.state === undefined) after = withZone(after, key, NEW_ZONE);
    if (!added) continue;
    after = { ...after, known: after.known.set(name, uid) };
    after = yield* markNodeAsReachable(node, after);
  }
  for (const [name, uid] of memory.known) {
    if (names.has(name)) continue;
    yield* recordNodeEvent(name, uid, 'RemovingNode', `Removing Node ${name} from Controller`);
    after = { ...after, known: after.known.delete(name) };
  }
  return after;
}

interface Round {
  readonly memory: Memory;
  /** As it is after the round. */
  readonly node: Node;
  /** Its status could not be written. */
  readonly failed: boolean;
}

function* updateNode(seen: Node, memory: Memory, context: Context): Reconcile<Round> {
  const { name } = seen.metadata;
  const round = yield* tryUpdateNodeHealth(seen, memory, context);
  const { node } = round;
  const ready = readyCondition(node);
  if (round.failed) return round;
  if (ready === undefined) return { ...round, memory: withRetry(round.memory, name, false) };
  const after = yield* processTaintBaseEviction(node, ready, round.memory, context.now);
  const lost = ready.status !== 'True' && round.observed?.status === 'True';
  if (lost) yield* recordNodeStatusChange(node, 'NodeNotReady');
  const again = after.retry.has(name) && ready.status !== 'True';
  const marked = !(lost || again) || (yield* markPodsNotReady(context.view.podsOnNode(name), context.now));
  return { ...round, memory: withRetry(after, name, !marked) };
}

/** With the Ready condition as it was at first. */
type Observed = Round & { readonly observed: NodeCondition | undefined };

/** Marks the node as not heard of, when it is silent for too long; several times, if others write it meanwhile. */
function* tryUpdateNodeHealth(seen: Node, memory: Memory, { view, now }: Context): Reconcile<Observed> {
  const { name } = seen.metadata;
  let node = seen;
  let after = memory;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const observed = readyCondition(node);
    const health = observe(after.health.get(name), node, view.get(leases, NODE_LEASES, name), now, memory.start);
    after = withHealth(after, name, health);
    const stale = staleAt(health, node);
    if (stale === undefined || now < stale) return { memory: after, node, observed, failed: false };
    const unknown = withUnknownConditions(node, now);
    const written = yield* updateStatus(nodes, unknown);
    if (written.ok) {
      const ready = readyCondition(unknown);
      return { memory: withHealth(after, name, { ...health, ready }), node: unknown, observed, failed: false };
    }
    const latest = yield* read(nodes, { name });
    if (latest.ok) node = latest.object;
  }
  return { memory: after, node, observed: readyCondition(node), failed: true };
}

/** True when it worked for all (MarkPodsNotReady). */
export function* markPodsNotReady(all: readonly Pod[], now: Millis): Reconcile<boolean> {
  let marked = true;
  for (const pod of all) {
    const ready = podReadyCondition(pod);
    if (ready === undefined || ready.status === 'False') continue;
    const { lastTransitionTime: _, ...condition } = ready;
    const conditions = updatePodCondition(pod.status.conditions, { ...condition, status: 'False' }, now);
    const written = yield* updateStatus(pods, { ...pod, status: { ...pod.status, conditions } });
    if (!written.ok && isNotFound(written)) continue;
    if (!written.ok) marked = false;
    yield* recordPodNotReady(pod);
  }
  return marked;
}

/** Marks a pod that has just come to a node that is not ready (processPod). */
export function* processPod(pod: Pod, memory: Memory, now: Millis): Reconcile<Synced<Memory>> {
  const marked = yield* markPodsNotReady([pod], now);
  return marked ? { memory } : { memory, requeue: 'rate-limited' };
}

/** Whether the pod's node is known not to be ready. */
export function isOnUnreadyNode(pod: Pod, { health }: Memory): boolean {
  const ready = health.get(pod.spec.nodeName ?? '')?.ready;
  return ready !== undefined && ready.status !== 'True';
}

export const podKey = (pod: Pod): string => `pod ${objectKey(pod)}`;
