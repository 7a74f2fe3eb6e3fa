import type { Reconcile } from '../client/reconcile.js';
import { assumePod, forgetPod } from './cache/cache.js';
import type { NodeInfo } from './cache/node-info.js';
import { ended, failureOf, type Attempt } from './attempt.js';
import { ASSIGNED_POD_DELETE } from './cluster-event.js';
import { fitErrorMessage, NO_STATUSES, rejectors } from './cycle/diagnosis.js';
import { handleFailure, type Failure } from './failure.js';
import type { PendingBinding, SchedulerMemory } from './memory.js';
import { patchPodStatus } from './pod-condition.js';
import { recordOf } from './pod-event.js';
import { notNominated } from './queue/nominator.js';
import { moveAll } from './queue/requeue.js';
import { attributed, failed, isRejected, type Status } from './status.js';
import { withAssumed, withoutAssumed, type VolumesToBind } from './volumes/assumed-volumes.js';

const NOTHING_TO_BIND: VolumesToBind = { bindings: [], provisions: [] };

/** Assumes the pod on its node, reserves, permits and binds. What is asynchronous upstream happens in the same turn. */
export function* bindingCycle(memory: SchedulerMemory, attempt: Attempt, node: NodeInfo): Reconcile<SchedulerMemory> {
  const { pod, profile } = attempt;
  const nominator = notNominated(memory.queue.nominator, pod);
  const reserved = reserve(attempt, node);
  const refusal = reserved.status ?? permit(attempt, node);
  if (refusal !== undefined) return yield* refusedAfterPlacing(memory, attempt, refusal);
  const { toBind } = reserved;
  const { bindings, renominations, nextStartNodeIndex } = memory;
  const assumed: SchedulerMemory = {
    queue: nominator === memory.queue.nominator ? memory.queue : { ...memory.queue, nominator },
    cache: assumePod(memory.cache, pod, node.name),
    volumes: withAssumed(memory.volumes, toBind),
    bindings,
    renominations,
    nextStartNodeIndex,
  };
  const cycle = { ...attempt.cycle, toBind };
  const needed = profile.preBind.filter((plugin) => plugin.preBindNeeded?.(pod, node, cycle) ?? true);
  if (needed.length > 0) yield* patchPodStatus(pod, { nominatedNode: node.name }, cycle.now);
  const taken = ended(assumed, pod);
  for (const plugin of needed) {
    const result = yield* plugin.preBind?.(pod, node, cycle) ?? nothing();
    if (result === undefined) continue;
    if ('code' in result) {
      const status = failed(`running PreBind plugin "${plugin.name}": ${result.reasons.join(', ')}`);
      return yield* bindingFailed(taken, attempt, status, toBind);
    }
    return waiting(taken, attempt, node, toBind, result);
  }
  return yield* bind(taken, attempt, node.name, toBind);
}

function* nothing(): Reconcile<undefined> {
  return undefined;
}

function reserve(
  { pod, profile, cycle }: Attempt,
  node: NodeInfo,
): { readonly status?: Status; readonly toBind: VolumesToBind } {
  let toBind = NOTHING_TO_BIND;
  for (const plugin of profile.reserve) {
    const reserved = plugin.reserve?.(pod, node, cycle);
    if (reserved?.status !== undefined) return { status: attributed(reserved.status, plugin.name), toBind };
    toBind = reserved?.toBind ?? toBind;
  }
  return { toBind };
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
  status: Status,
): Reconcile<SchedulerMemory> {
  if (!isRejected(status)) {
    return yield* handleFailure(memory, queued, failureOf(status), profile.schedulerName, queueContext);
  }
  const statuses = { ...NO_STATUSES, bySlot: [status], counts: new Map([[status, 1]]), size: 1 };
  const { unschedulable, pending } = rejectors([status]);
  const failure: Failure = {
    reason: 'Unschedulable',
    message: fitErrorMessage({ statuses, preFilterMessage: '' }, 1),
    unschedulablePlugins: unschedulable,
    pendingPlugins: pending,
    nominatedNode: '',
  };
  return yield* handleFailure(memory, queued, failure, profile.schedulerName, queueContext);
}

/** Puts a pod aside until its volumes are there. */
function waiting(
  memory: SchedulerMemory,
  { queued, cycle }: Attempt,
  node: NodeInfo,
  toBind: VolumesToBind,
  { timeout, revision }: { readonly timeout: number; readonly revision: number },
): SchedulerMemory {
  const { now: startedAt } = cycle;
  const pending = { queued, node: node.name, toBind, startedAt, deadline: startedAt + timeout, revision };
  return { ...memory, bindings: memory.bindings.set(queued.pod.metadata.uid, pending) };
}

/** Looks at a pod that waits for its volumes: binds it, gives up, or lets it wait on. */
export function* resumeBinding(
  memory: SchedulerMemory,
  attempt: Attempt,
  pending: PendingBinding,
): Reconcile<SchedulerMemory> {
  const { pod, cycle } = attempt;
  const { uid } = pod.metadata;
  const { node, toBind, deadline, revision } = pending;
  const answer = cycle.view.revision < revision ? 'wait' : preBindDone(attempt, pending);
  if (answer === undefined)
    return yield* bind({ ...memory, bindings: memory.bindings.delete(uid) }, attempt, node, toBind);
  if (answer !== 'wait') return yield* givenUp(memory, attempt, answer, toBind);
  if (cycle.now >= deadline) {
    return yield* givenUp(memory, attempt, failed('binding volumes: context deadline exceeded'), toBind);
  }
  return { ...memory, bindings: memory.bindings.set(uid, { ...pending, pollAt: undefined }) };
}

function preBindDone({ pod, profile, cycle }: Attempt, { node, toBind }: PendingBinding): Status | 'wait' | undefined {
  for (const plugin of profile.preBind) {
    const answer = plugin.preBindDone?.(pod, node, toBind, cycle);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function* givenUp(
  memory: SchedulerMemory,
  attempt: Attempt,
  { reasons }: Status,
  toBind: VolumesToBind,
): Reconcile<SchedulerMemory> {
  const rest = { ...memory, bindings: memory.bindings.delete(attempt.pod.metadata.uid) };
  const status = failed(`running PreBind plugin "VolumeBinding": ${reasons.join(', ')}`);
  return yield* bindingFailed(rest, attempt, status, toBind);
}

function* bind(
  memory: SchedulerMemory,
  attempt: Attempt,
  node: string,
  toBind: VolumesToBind,
): Reconcile<SchedulerMemory> {
  const { pod, profile } = attempt;
  for (const plugin of profile.bind) {
    const status = yield* plugin.bind?.(pod, node) ?? nothing();
    if (status?.code === 'Skip') continue;
    if (status !== undefined) return yield* bindingFailed(memory, attempt, status, toBind);
    break;
  }
  const { namespace, name } = pod.metadata;
  const message = `Successfully assigned ${namespace}/${name} to ${node}`;
  const scheduled = { eventType: 'Normal', reason: 'Scheduled', action: 'Binding', message } as const;
  yield recordOf(pod, scheduled, profile.schedulerName);
  for (const plugin of profile.postBind) yield* plugin.postBind?.(pod, node) ?? nothing();
  return memory;
}

/** As handleBindingCycleError: others may use the room that the pod leaves. */
function* bindingFailed(
  memory: SchedulerMemory,
  attempt: Attempt,
  status: Status,
  toBind: VolumesToBind,
): Reconcile<SchedulerMemory> {
  const { queued, pod, profile, queueContext } = attempt;
  const forgotten = {
    ...memory,
    cache: forgetPod(memory.cache, pod.metadata.uid),
    volumes: withoutAssumed(memory.volumes, toBind),
  };
  const queue = moveAll(forgotten.queue, { event: ASSIGNED_POD_DELETE, old: pod }, queueContext);
  return yield* handleFailure({ ...forgotten, queue }, queued, failureOf(status), profile.schedulerName, queueContext);
}
