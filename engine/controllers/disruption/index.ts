import { objectKey, splitKey } from '../../apimachinery/object.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import {
  deployments,
  poddisruptionbudgets,
  pods,
  replicasets,
  replicationcontrollers,
  statefulsets,
} from '../../apis/generated/resources.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Context, Observation } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Enqueue, type Handled, type Synced } from '../../client/controller.js';
import type { Reconcile } from '../../client/reconcile.js';
import { clearTimer, NO_TIMERS, setTimer, withTimers, type Timed, type Timers } from '../../client/timers.js';
import { budgetsOf } from './budgets.js';
import { staleDisruptionAt } from './stale-condition.js';
import { clearStaleDisruption, syncBudget, tellMultiple } from './sync.js';

const MULTIPLE = 'multiple ';
const STALE = 'stale ';

type Outcome = Synced<Timed>;

/**
 * Keeps the status of PodDisruptionBudgets (pkg/controller/disruption). Only pods and budgets wake it: a workload that is
 * scaled counts once one of its pods changes.
 */
export const disruptionController = withTimers(
  controller<Timed>({
    name: 'disruption-controller',
    watches: [poddisruptionbudgets, pods, replicasets, deployments, statefulsets, replicationcontrollers],
    start: () => ({ timers: NO_TIMERS }),
    handle(event, observation, memory) {
      if (isEventOf(event, pods)) return afterPod(event, observation, memory);
      return { memory, enqueue: isEventOf(event, poddisruptionbudgets) ? [{ key: objectKey(event.object) }] : NOTHING };
    },
    *sync(key, memory, context) {
      if (key.startsWith(STALE)) return yield* syncStalePodDisruption(key.slice(STALE.length), memory, context);
      if (key.startsWith(MULTIPLE)) {
        const pod = podOf(key.slice(MULTIPLE.length), context);
        if (pod !== undefined) yield* tellMultiple(pod, context);
        return { memory };
      }
      return yield* sync(key, memory, context);
    },
  }),
);

function afterPod(event: WatchEvent<Pod>, { view, cause }: Observation, memory: Timed): Handled<Timed> {
  const pod = event.object;
  const gone = event.type === 'DELETED';
  const staleAt = gone ? undefined : staleDisruptionAt(pod);
  const budgets = budgetsOf(view, pod);
  if (budgets.length === 0 && staleAt === undefined && memory.timers.byKey.size === 0)
    return { memory, enqueue: NOTHING };
  const key = objectKey(pod);
  const timers = withTimer(memory.timers, STALE + key, staleAt, cause);
  const enqueue: Enqueue[] = [];
  const [chosen, another] = budgets;
  if (chosen !== undefined) enqueue.push({ key: objectKey(chosen) });
  if (another !== undefined && !gone) enqueue.push({ key: MULTIPLE + key });
  return { memory: timers === memory.timers ? memory : { timers }, enqueue };
}

function withTimer(timers: Timers, key: string, at: number | undefined, cause?: number): Timers {
  return at === undefined ? clearTimer(timers, key) : setTimer(timers, key, at, cause);
}

function* sync(key: string, memory: Timed, context: Context): Reconcile<Outcome> {
  const { namespace, name } = splitKey(key);
  const budget = context.view.get(poddisruptionbudgets, namespace, name);
  if (budget === undefined) return { memory: { timers: clearTimer(memory.timers, key) } };
  const { recheckAt, failed } = yield* syncBudget(budget, context);
  const timers = withTimer(memory.timers, key, recheckAt);
  const after = timers === memory.timers ? memory : { timers };
  return failed ? { memory: after, requeue: 'rate-limited' } : { memory: after };
}

function podOf(key: string, { view }: Context): Pod | undefined {
  const { namespace, name } = splitKey(key);
  return view.get(pods, namespace, name);
}

function* syncStalePodDisruption(key: string, memory: Timed, context: Context): Reconcile<Outcome> {
  const pod = podOf(key, context);
  const staleAt = pod === undefined ? undefined : staleDisruptionAt(pod);
  if (pod === undefined || staleAt === undefined) return { memory };
  if (staleAt > context.now) return { memory: { timers: setTimer(memory.timers, STALE + key, staleAt) } };
  const cleared = yield* clearStaleDisruption(pod, context.now);
  return cleared ? { memory } : { memory, requeue: 'rate-limited' };
}
