import type { Context } from '../client/component.js';
import type { Reconcile } from '../client/reconcile.js';
import { ended, failureOf, type Attempt } from './attempt.js';
import { bindingCycle, resumeBinding } from './binding-cycle.js';
import { snapshotOf } from './cache/snapshot.js';
import { fitErrorMessage } from './cycle/diagnosis.js';
import type { SearchContext } from './cycle/find-nodes.js';
import { runPostFilter } from './cycle/post-filter.js';
import { schedulePod, type Scheduled } from './cycle/schedule-pod.js';
import type { SchedulerMemos } from './cycle/signature-memo.js';
import { renominationsHeard } from './event-handlers.js';
import { handleFailure, type Failure } from './failure.js';
import type { SchedulerMemory, SchedulingWork } from './memory.js';
import { failedScheduling, podEvent } from './pod-event.js';
import { activate } from './queue/pod-events.js';
import type { QueuedPod } from './queue/queued-pod.js';
import { profileOf, type SchedulerSettings } from './settings.js';

type Unfit = Extract<Scheduled, { type: 'unfit' }>;

/** One turn of the scheduler: tries to place one pod, or looks again at one that waits for its volumes. */
export function* work(
  { pod: queued, binding, cause }: SchedulingWork,
  memory: SchedulerMemory,
  context: Context,
  settings: SchedulerSettings,
  memos: SchedulerMemos,
): Reconcile<SchedulerMemory> {
  const pending = binding === undefined ? undefined : memory.bindings.get(binding);
  const waiting = queued ?? pending?.queued;
  if (waiting === undefined) return memory;
  const attempt = attemptFor(waiting, cause, memory, context, settings);
  if (attempt === undefined) return ended(memory, waiting.pod);
  const done =
    pending === undefined ? yield* scheduleOne(memory, attempt, memos) : yield* resumeBinding(memory, attempt, pending);
  return renominationsHeard(done, attempt.queueContext, memory.renominations);
}

function attemptFor(
  queued: QueuedPod,
  cause: number,
  { cache, volumes }: SchedulerMemory,
  { view, now, dice }: Context,
  settings: SchedulerSettings,
): Attempt | undefined {
  const profile = profileOf(settings.profiles, queued.pod);
  if (profile === undefined) return undefined;
  const cycle = { view, now, dice, snapshot: snapshotOf(cache), volumes, toBind: undefined };
  return { queued, pod: queued.pod, profile, cycle, queueContext: { settings: settings.queue, view, now, cause } };
}

/** Tries to schedule one pod, as ScheduleOne. Binding, which is asynchronous upstream, is part of it. */
function* scheduleOne(memory: SchedulerMemory, attempt: Attempt, memos: SchedulerMemos): Reconcile<SchedulerMemory> {
  const { queued, pod, profile, cycle, queueContext } = attempt;
  const { schedulerName } = profile;
  if (pod.metadata.deletionTimestamp !== undefined) {
    const message = `skip schedule deleting pod: ${pod.metadata.namespace}/${pod.metadata.name}`;
    yield* podEvent(pod, failedScheduling(message), schedulerName);
    return ended(memory, pod);
  }
  if (memory.cache.assumed.has(pod.metadata.uid)) return ended(memory, pod);
  const search: SearchContext = {
    profile,
    cycle,
    start: memory.nextStartNodeIndex,
    nominated: memos.nominations.of(memory.queue.nominator, cycle.snapshot.slots),
    nodes: memos.nodes.of(cycle.snapshot),
    memo: undefined,
  };
  const scheduled = schedulePod(pod, search, memos);
  switch (scheduled.type) {
    case 'placed':
      return yield* bindingCycle({ ...memory, nextStartNodeIndex: scheduled.nextStart }, attempt, scheduled.host);
    case 'unfit':
      return yield* unfit({ ...memory, nextStartNodeIndex: scheduled.nextStart }, attempt, scheduled, search);
    case 'no-nodes':
    case 'error':
      return yield* handleFailure(memory, queued, failureOf(scheduled.status), schedulerName, queueContext);
  }
}

/** No node fits: PostFilter may make room on one. */
function* unfit(
  memory: SchedulerMemory,
  attempt: Attempt,
  result: Unfit,
  search: SearchContext,
): Reconcile<SchedulerMemory> {
  const { queued, pod, profile, cycle, queueContext } = attempt;
  const { diagnosis } = result;
  const { message, nominatedNode, makeRoom } = runPostFilter(pod, search, result);
  const failure: Failure = {
    reason: 'Unschedulable',
    message: fitErrorMessage(diagnosis, cycle.snapshot.order.length, message),
    unschedulablePlugins: diagnosis.unschedulablePlugins,
    pendingPlugins: diagnosis.pendingPlugins,
    nominatedNode,
  };
  const failed = yield* handleFailure(memory, queued, failure, profile.schedulerName, queueContext);
  if (makeRoom === undefined || (yield* makeRoom())) return failed;
  return { ...failed, queue: activate(failed.queue, pod, queueContext) };
}
