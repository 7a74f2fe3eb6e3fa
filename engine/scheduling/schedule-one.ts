import type { Pod } from '../apis/generated/core.v1.js';
import type { Context } from '../client/component.js';
import type { Reconcile } from '../client/reconcile.js';
import { assumePod, forgetPod } from './cache/cache.js';
import type { NodeInfo } from './cache/node-info.js';
import { snapshotOf } from './cache/snapshot.js';
import { ASSIGNED_POD_DELETE } from './cluster-event.js';
import { fitErrorMessage, NO_STATUSES, rejectors } from './cycle/diagnosis.js';
import type { Profile } from './cycle/profile.js';
import { schedulePod, type Scheduled } from './cycle/schedule-pod.js';
import type { SignatureMemos } from './cycle/signature-memo.js';
import { handleFailure, type Failure } from './failure.js';
import type { Cycle } from './framework.js';
import type { SchedulerMemory, SchedulingWork } from './memory.js';
import { podEvent } from './pod-event.js';
import { patchPodStatus } from './pod-condition.js';
import { notNominated } from './queue/nominator.js';
import { activate } from './queue/pod-events.js';
import { moveAll } from './queue/requeue.js';
import type { QueuedPod } from './queue/queued-pod.js';
import { finished } from './queue/scheduling-queue.js';
import type { QueueContext } from './queue/settings.js';
import { profileOf, type SchedulerSettings } from './settings.js';
import { attributed, isRejected, messageOf, type Status } from './status.js';

/** What one attempt works with. */
interface Attempt {
  readonly queued: QueuedPod;
  readonly pod: Pod;
  readonly profile: Profile;
  readonly cycle: Cycle;
  readonly queueContext: QueueContext;
}

/** Tries to schedule one pod, as ScheduleOne. Binding, which is asynchronous upstream, is part of it. */
export function* scheduleOne(
  work: SchedulingWork,
  memory: SchedulerMemory,
  { view, now, dice }: Context,
  settings: SchedulerSettings,
  memos: SignatureMemos,
): Reconcile<SchedulerMemory> {
  const { pod: queued } = work;
  if (queued === undefined) return memory;
  const { pod } = queued;
  const profile = profileOf(settings.profiles, pod);
  if (profile === undefined) return ended(memory, pod);
  if (pod.metadata.deletionTimestamp !== undefined) {
    const message = `skip schedule deleting pod: ${pod.metadata.namespace}/${pod.metadata.name}`;
    yield* podEvent(pod, 'Warning', 'FailedScheduling', message, profile.schedulerName);
    return ended(memory, pod);
  }
  if (memory.cache.assumed.has(pod.metadata.uid)) return ended(memory, pod);
  const cycle: Cycle = { view, now, dice, snapshot: snapshotOf(memory.cache), volumes: memory.volumes };
  const queueContext: QueueContext = { settings: settings.queue, view, now, cause: work.cause };
  const attempt: Attempt = { queued, pod, profile, cycle, queueContext };
  const { byNode } = memory.queue.nominator;
  const scheduled = schedulePod(
    pod,
    {
      profile,
      cycle,
      start: memory.nextStartNodeIndex,
      nominatedTo: byNode.size === 0 ? () => NOBODY : (node) => byNode.get(node) ?? NOBODY,
    },
    memos,
  );
  switch (scheduled.type) {
    case 'placed':
      return yield* bindingCycle({ ...memory, nextStartNodeIndex: scheduled.nextStart }, attempt, scheduled.host.node);
    case 'unfit':
      return yield* unfit({ ...memory, nextStartNodeIndex: scheduled.nextStart }, attempt, scheduled);
    case 'no-nodes':
    case 'error':
      return yield* handleFailure(memory, queued, failureOf(scheduled.status), profile.schedulerName, queueContext);
  }
}

const NOBODY: readonly Pod[] = [];

function ended(memory: SchedulerMemory, pod: Pod): SchedulerMemory {
  const queue = finished(memory.queue, pod.metadata.uid);
  return queue === memory.queue ? memory : { ...memory, queue };
}

/** A failure that no plugin is to blame for: the nomination is dropped and the pod backs off. */
function failureOf(status: Status): Failure {
  return {
    reason: isRejected(status) ? 'Unschedulable' : 'SchedulerError',
    message: messageOf(status),
    unschedulablePlugins: [],
    pendingPlugins: [],
    nominatedNode: '',
  };
}

/** No node fits: PostFilter may make room on one. */
function* unfit(
  memory: SchedulerMemory,
  attempt: Attempt,
  { diagnosis, filters }: Extract<Scheduled, { type: 'unfit' }>,
): Reconcile<SchedulerMemory> {
  const { queued, pod, profile, cycle, queueContext } = attempt;
  const { message, nominatedNode, makeRoom } = runPostFilter(memory, attempt, { diagnosis, filters });
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

interface PostFilterOutcome {
  readonly message: string;
  readonly nominatedNode?: string;
  readonly makeRoom?: () => Reconcile<boolean>;
}

/** As RunPostFilterPlugins: the first plugin that succeeds or gives up for good decides. */
function runPostFilter(
  memory: SchedulerMemory,
  { pod, profile, cycle }: Attempt,
  { diagnosis, filters }: Pick<Extract<Scheduled, { type: 'unfit' }>, 'diagnosis' | 'filters'>,
): PostFilterOutcome {
  // Without any PostFilter plugin the nomination is cleared and nothing is said.
  if (profile.postFilter.length === 0) return { message: '', nominatedNode: '' };
  const reasons: string[] = [];
  let nominatedNode: string | undefined;
  const nominatedTo = (node: string) => memory.queue.nominator.byNode.get(node) ?? NOBODY;
  for (const plugin of profile.postFilter) {
    const result = plugin.postFilter?.(pod, cycle, { filters, statuses: diagnosis.statuses, nominatedTo });
    if (result === undefined) continue;
    const { status, makeRoom } = result;
    if (status === undefined) return { message: '', nominatedNode: result.nominatedNode, makeRoom };
    if (!isRejected(status)) return { message: messageOf(status) };
    if (status.code === 'UnschedulableAndUnresolvable') {
      return { message: messageOf(status), nominatedNode: result.nominatedNode };
    }
    nominatedNode = result.nominatedNode ?? nominatedNode;
    reasons.push(...status.reasons);
  }
  return { message: reasons.join(', '), nominatedNode };
}

/** Assumes, reserves, permits and binds. */
function* bindingCycle(memory: SchedulerMemory, attempt: Attempt, node: NodeInfo): Reconcile<SchedulerMemory> {
  const { pod, profile, cycle } = attempt;
  const nominator = notNominated(memory.queue.nominator, pod);
  const assumed: SchedulerMemory = {
    ...memory,
    cache: assumePod(memory.cache, pod, node.name),
    queue: nominator === memory.queue.nominator ? memory.queue : { ...memory.queue, nominator },
  };
  const reserved = reserve(assumed, attempt, node);
  const refusal = reserved.status ?? permit(attempt, node);
  if (refusal !== undefined) {
    return yield* refusedAfterPlacing(memory, attempt, node, refusal);
  }
  const taken = { ...assumed, volumes: reserved.volumes };
  const waiting = profile.preBind.filter((plugin) => plugin.preBindNeeded?.(pod, node, cycle) ?? true);
  if (waiting.length > 0) yield* patchPodStatus(pod, { nominatedNode: node.name }, cycle.now);
  return yield* bind(ended(taken, pod), attempt, node);
}

function reserve(memory: SchedulerMemory, { pod, profile, cycle }: Attempt, node: NodeInfo) {
  let { volumes } = memory;
  for (const plugin of profile.reserve) {
    const reserved = plugin.reserve?.(pod, node, { ...cycle, volumes });
    if (reserved?.status !== undefined) return { status: attributed(reserved.status, plugin.name), volumes };
    volumes = reserved?.volumes ?? volumes;
  }
  return { volumes };
}

function permit({ pod, profile, cycle }: Attempt, node: NodeInfo): Status | undefined {
  for (const plugin of profile.permit) {
    const status = plugin.permit?.(pod, node, cycle);
    if (status !== undefined) return attributed(status, plugin.name);
  }
  return undefined;
}

/** Reserve or Permit refused: the pod counts as not fitting on its only node. */
function* refusedAfterPlacing(
  memory: SchedulerMemory,
  { queued, profile, queueContext }: Attempt,
  _node: NodeInfo,
  status: Status,
): Reconcile<SchedulerMemory> {
  if (!isRejected(status)) {
    return yield* handleFailure(memory, queued, failureOf(status), profile.schedulerName, queueContext);
  }
  const statuses = { ...NO_STATUSES, bySlot: [status], size: 1 };
  const { unschedulable, pending } = rejectors(statuses);
  const failure: Failure = {
    reason: 'Unschedulable',
    message: fitErrorMessage({ statuses, preFilterMessage: '' }, 1),
    unschedulablePlugins: unschedulable,
    pendingPlugins: pending,
    nominatedNode: '',
  };
  return yield* handleFailure(memory, queued, failure, profile.schedulerName, queueContext);
}

function* bind(memory: SchedulerMemory, attempt: Attempt, node: NodeInfo): Reconcile<SchedulerMemory> {
  const { pod, profile } = attempt;
  for (const plugin of profile.bind) {
    const status = yield* plugin.bind?.(pod, node.name) ?? skip();
    if (status?.code === 'Skip') continue;
    if (status !== undefined) return yield* bindingFailed(memory, attempt, status);
    break;
  }
  const { namespace, name } = pod.metadata;
  const message = `Successfully assigned ${namespace}/${name} to ${node.name}`;
  yield* podEvent(pod, 'Normal', 'Scheduled', message, profile.schedulerName);
  for (const plugin of profile.postBind) yield* plugin.postBind?.(pod, node.name) ?? nothing();
  return memory;
}

function* skip(): Reconcile<Status | undefined> {
  return { code: 'Skip', reasons: [] };
}

function* nothing(): Reconcile {}

/** As handleBindingCycleError: others may use the room that the pod leaves. */
function* bindingFailed(memory: SchedulerMemory, attempt: Attempt, status: Status): Reconcile<SchedulerMemory> {
  const { queued, pod, profile, queueContext } = attempt;
  const forgotten = { ...memory, cache: forgetPod(memory.cache, pod.metadata.uid) };
  const queue = moveAll(forgotten.queue, { event: ASSIGNED_POD_DELETE, old: pod }, queueContext);
  return yield* handleFailure({ ...forgotten, queue }, queued, failureOf(status), profile.schedulerName, queueContext);
}
