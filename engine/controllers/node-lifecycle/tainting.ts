import type { Node, NodeCondition } from '../../apis/generated/core.v1.js';
import { nodes } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import type { Synced } from '../../client/controller.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { nextRound } from '../../client/ticks.js';
import { readyCondition } from './health.js';
import { withZone, zoneOf, type Memory } from './memory.js';
import { hasTaint, NOT_READY, removeTaints, swapTaints, UNREACHABLE, type TaintName } from './node-taints.js';
import { tryAccept, zoneKey, type Candidate, type Zone } from './zones.js';

/** How often nodes that wait for a NoExecute taint are looked at. */
const NODE_EVICTION_PERIOD: Millis = 100;
/** A node that cannot be tainted now is looked at again after this. */
const NODE_RETRY_PERIOD: Millis = 50;

export const TAINTING_KEY = 'no-execute-tainting';

/** Brings the NoExecute taints of a node in line with its Ready condition (processTaintBaseEviction). */
export function* processTaintBaseEviction(
  node: Node,
  ready: NodeCondition,
  memory: Memory,
  now: Millis,
): Reconcile<Memory> {
  if (ready.status === 'True') return yield* markNodeAsReachable(node, memory);
  const [taint, opposite] = taintsFor(ready.status);
  if (hasTaint(node, opposite)) {
    yield* swapTaints(node, [taint], [opposite], now);
    return memory;
  }
  return markNodeForTainting(node, taint, memory, now);
}

/** The taint for a node whose Ready condition is this, and the one that it must not have besides. */
function taintsFor(status: NodeCondition['status']): readonly [TaintName, TaintName] {
  return status === 'False' ? [NOT_READY, UNREACHABLE] : [UNREACHABLE, NOT_READY];
}

function markNodeForTainting(node: Node, taint: TaintName, memory: Memory, now: Millis): Memory {
  const key = zoneKey(node);
  const zone = zoneOf(memory, key);
  const { name } = node.metadata;
  if (hasTaint(node, taint) && zone.candidates.has(name)) return memory;
  return withZone(memory, key, { ...zone, candidates: zone.candidates.set(name, { processAt: now, queued: true }) });
}

/** Takes the NoExecute taints off a node. */
export function* markNodeAsReachable(node: Node, memory: Memory): Reconcile<Memory> {
  if (!(yield* removeTaints(node, [UNREACHABLE])) || !(yield* removeTaints(node, [NOT_READY]))) return memory;
  const key = zoneKey(node);
  const zone = zoneOf(memory, key);
  const candidates = zone.candidates.delete(node.metadata.name);
  return candidates === zone.candidates ? memory : withZone(memory, key, { ...zone, candidates });
}

/** Taints the nodes that wait for it, as fast as their zones allow (doNoExecuteTaintingPass). */
export function* doNoExecuteTaintingPass(memory: Memory, context: Context): Reconcile<Synced<Memory>> {
  let after = memory;
  for (const key of memory.zones.keys()) {
    const zone = yield* taintZone(zoneOf(after, key), context);
    after = withZone(after, key, zone);
  }
  const soonest = untilNextPass(after, context.now);
  return soonest === undefined ? { memory: after } : { memory: after, requeue: soonest };
}

/** RateLimitedTimedQueue.Try. */
function* taintZone(zone: Zone, context: Context): Reconcile<Zone> {
  const { now } = context;
  let { limiter, candidates } = zone;
  for (let head = headOf(zone); head !== undefined; head = headOf({ ...zone, candidates })) {
    const [name, candidate] = head;
    const taken = tryAccept(limiter, now);
    if (taken === undefined) break;
    limiter = taken;
    if (now < candidate.processAt) break;
    const retryAfter = yield* taintNode(name, context);
    const next =
      retryAfter === undefined ? { ...candidate, queued: false } : { processAt: now + retryAfter + 1, queued: true };
    candidates = candidates.set(name, next);
  }
  return limiter === zone.limiter && candidates === zone.candidates ? zone : { ...zone, limiter, candidates };
}

/** The node that has waited longest, by name among equals. */
function headOf({ candidates }: Zone): readonly [string, Candidate] | undefined {
  let head: readonly [string, Candidate] | undefined;
  for (const entry of candidates) {
    if (entry[1].queued && (head === undefined || entry[1].processAt < head[1].processAt)) head = entry;
  }
  return head;
}

/** When to try again, if the node could not be tainted. */
function* taintNode(name: string, { view, now }: Context): Reconcile<Millis | undefined> {
  const node = view.get(nodes, '', name);
  if (node === undefined) return undefined;
  const ready = readyCondition(node);
  if (ready === undefined) return NODE_RETRY_PERIOD;
  if (ready.status === 'True') return undefined;
  const [taint, opposite] = taintsFor(ready.status);
  return (yield* swapTaints(node, [taint], [opposite], now)) ? undefined : 0;
}

/** How long until the next pass that may taint a node; undefined: no node waits, or none may be tainted. */
export function untilNextPass({ zones, start }: Memory, now: Millis): Millis | undefined {
  let soonest: Millis | undefined;
  for (const zone of zones.values()) {
    const head = headOf(zone);
    if (head === undefined || zone.limiter.perSecond <= 0) continue;
    const at = Math.max(zone.limiter.readyAt, head[1].processAt);
    const pass = nextRound(start, NODE_EVICTION_PERIOD, at, now);
    if (soonest === undefined || pass < soonest) soonest = pass;
  }
  return soonest === undefined ? undefined : soonest - now;
}
