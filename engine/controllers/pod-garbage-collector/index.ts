import type { Pod } from '../../apis/generated/core.v1.js';
import { nodes, pods } from '../../apis/generated/resources.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Synced } from '../../client/controller.js';
import { read, remove, type Reconcile, type Result } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { SortedMap } from '../../core/sorted-map.js';
import { SECOND, type Millis } from '../../core/time.js';
import { patchPodStatus, type NewPodCondition } from '../framework/pod-conditions.js';
import { isNotFound } from '../framework/refusal.js';
import { CACHE_SYNC_DELAY, nextRound } from '../../client/ticks.js';
import {
  byEvictionAndCreationTimestamp,
  isOrphan,
  isOutOfService,
  isPodTerminated,
  isTerminatingOutOfService,
  isUnscheduledTerminating,
} from './due.js';

const GC_CHECK_PERIOD: Millis = 20 * SECOND;

/** A node may come back this soon after its pods were seen without it. */
const QUARANTINE_TIME: Millis = 40 * SECOND;

/** --terminated-pod-gc-threshold: so many ended pods may lie about. */
const TERMINATED_POD_THRESHOLD = 12_500;

const KEY = 'pods';

interface Memory {
  readonly start: Millis;
  /** The last round; undefined before the first. */
  readonly last: Millis | undefined;
  /** Ended pods in the whole cluster. */
  readonly terminated: number;
  /** Missing node → when its pods may go. */
  readonly quarantine: SortedMap<string, Millis>;
}

type Outcome = Synced<Memory>;

/**
 * Deletes pods that nobody else would (pkg/controller/podgc): too many that have ended, those whose node is gone or out
 * of service, and terminating ones that never got a node. Rounds are every 20 s; only those that may find something run.
 */
export const podGarbageCollectorController = controller<Memory>({
  name: 'pod-garbage-collector-controller',
  watches: [pods, nodes],
  start: (now) => ({
    start: now + CACHE_SYNC_DELAY,
    last: undefined,
    terminated: 0,
    quarantine: SortedMap.empty(),
  }),
  handle(event, { view, now }, memory) {
    const counted = count(event, memory);
    if (!concerns(event, view, counted)) return { memory: counted, enqueue: NOTHING };
    return {
      memory: counted,
      enqueue: [{ key: KEY, after: untilNextRound(counted, now) }],
    };
  },
  sync: (_key, memory, context) => gc(memory, context),
});

function untilNextRound({ start, last }: Memory, now: Millis): Millis {
  return nextRound(start, GC_CHECK_PERIOD, now, last) - now;
}

function count(event: WatchEvent, memory: Memory): Memory {
  if (!isEventOf(event, pods)) return memory;
  const before = event.old !== undefined && isPodTerminated(event.old) ? 1 : 0;
  const after = event.type !== 'DELETED' && isPodTerminated(event.object) ? 1 : 0;
  return before === after ? memory : { ...memory, terminated: memory.terminated + after - before };
}

/** Whether the next round may find something because of this event; what rounds have seen they look after themselves. */
function concerns(event: WatchEvent, view: View, { terminated }: Memory): boolean {
  if (isEventOf(event, nodes)) {
    const { name } = event.object.metadata;
    if (event.type === 'DELETED') return view.podsOnNode(name).length > 0;
    return isOutOfService(event.object) && view.podsOnNode(name).some((pod) => isTerminatingOutOfService(view, pod));
  }
  if (event.type === 'DELETED' || !isEventOf(event, pods)) return false;
  const { object: pod, old } = event;
  if (terminated > TERMINATED_POD_THRESHOLD && isPodTerminated(pod)) return true;
  const bound = pod.spec.nodeName !== old?.spec.nodeName;
  const terminating = pod.metadata.deletionTimestamp !== undefined && old?.metadata.deletionTimestamp === undefined;
  if (bound && isOrphan(view, pod)) return true;
  return (bound || terminating) && (isUnscheduledTerminating(pod) || isTerminatingOutOfService(view, pod));
}

/** One round over all pods. What is refused is tried again in the next. */
function* gc(memory: Memory, context: Context): Reconcile<Outcome> {
  const { view, now } = context;
  const all = view.list(pods);
  let refused = yield* deleteAll(excess(all), undefined, now);
  const outOfService = all.filter((pod) => isTerminatingOutOfService(view, pod));
  refused = (yield* deleteAll(outOfService.sort(byEvictionAndCreationTimestamp), undefined, now)) || refused;
  const orphaned = yield* gcOrphaned(all, memory, context);
  refused = (yield* deleteAll(all.filter(isUnscheduledTerminating), undefined, now)) || orphaned.refused || refused;
  const after: Memory = {
    ...memory,
    last: now,
    quarantine: orphaned.quarantine,
  };
  if (refused) return { memory: after, requeue: GC_CHECK_PERIOD, retry: true };
  const soonest = orphaned.quarantine.size === 0 ? undefined : Math.min(...orphaned.quarantine.values());
  if (soonest === undefined) return { memory: after };
  return {
    memory: after,
    requeue: nextRound(memory.start, GC_CHECK_PERIOD, soonest, now) - now,
  };
}

/** The pods that have ended and are too many. */
function excess(all: readonly Pod[]): readonly Pod[] {
  const terminated = all.filter(isPodTerminated);
  const tooMany = terminated.length - TERMINATED_POD_THRESHOLD;
  return tooMany <= 0 ? [] : terminated.sort(byEvictionAndCreationTimestamp).slice(0, tooMany);
}

interface Orphaned {
  readonly quarantine: Memory['quarantine'];
  readonly refused: boolean;
}

/** Pods of missing nodes: the node is noted at first, and its pods go when the quarantine is over. */
function* gcOrphaned(all: readonly Pod[], { quarantine }: Memory, { view, now }: Context): Reconcile<Orphaned> {
  const orphans = all.filter((pod) => isOrphan(view, pod));
  const names = [...new Set(orphans.map(({ spec }) => spec.nodeName ?? ''))];
  const noted = quarantine.edit(
    names.filter((name) => !quarantine.has(name)).map((name) => [name, now + QUARANTINE_TIME] as const),
  );
  const over = [...noted].filter(([, end]) => end <= now).map(([name]) => name);
  const gone = new Set<string>();
  for (const name of over) {
    const found = yield* read(nodes, { name });
    if (!found.ok && isNotFound(found)) gone.add(name);
  }
  const doomed = orphans.filter(({ spec }) => gone.has(spec.nodeName ?? ''));
  const refused = yield* deleteAll(doomed, ORPHANED, now);
  return {
    quarantine: noted.edit(over.map((name) => [name, undefined] as const)),
    refused,
  };
}

const ORPHANED: NewPodCondition = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByPodGC',
  message: 'PodGC: node no longer exists',
};

/** True when one was refused. */
function* deleteAll(doomed: readonly Pod[], condition: NewPodCondition | undefined, now: Millis): Reconcile<boolean> {
  let refused = false;
  for (const pod of doomed) refused = !(yield* markFailedAndDeletePod(pod, condition, now)).ok || refused;
  return refused;
}

/** markFailedAndDeletePodWithCondition. */
function* markFailedAndDeletePod(
  pod: Pod,
  condition: NewPodCondition | undefined,
  now: Millis,
): Reconcile<Result<unknown>> {
  const { namespace, name, generation } = pod.metadata;
  if (pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed') {
    const told = condition && {
      condition: { ...condition, observedGeneration: generation },
    };
    const marked = yield* patchPodStatus(pod, { phase: 'Failed', observedGeneration: generation, ...told }, now);
    if (!marked.ok) return marked;
  }
  return yield* remove(pods, { namespace, name }, { gracePeriodSeconds: 0 });
}
