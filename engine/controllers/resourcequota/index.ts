import { semanticEqual } from '../../apimachinery/equality.js';
import { objectKey, splitKey } from '../../apimachinery/object.js';
import { countsUntil } from '../../apis/core/quota/pod-evaluator.js';
import { calculateUsage, quotaEvaluatorOf } from '../../apis/core/quota/registry.js';
import { listOf, maskUsage, sameUsage, usageOf } from '../../apis/core/quota/usage.js';
import type { Pod, ResourceQuota } from '../../apis/generated/core.v1.js';
import { pods, resourcequotas } from '../../apis/generated/resources.js';
import { resourceKey } from '../../apis/resource.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Context, Observation } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Enqueue, type Synced } from '../../client/controller.js';
import { updateStatus, type Reconcile } from '../../client/reconcile.js';
import { builtinResources, preferredResources } from '../../client/resource-mapping.js';
import { clearTimer, NO_TIMERS, setTimer, withTimers, type Timed } from '../../client/timers.js';
import type { View } from '../../client/view.js';
import { MINUTE, type Millis } from '../../core/time.js';
import { nextRound } from '../../client/ticks.js';

/** --resource-quota-sync-period: all quotas are counted anew. */
const RESYNC_PERIOD: Millis = 5 * MINUTE;

const POD = 'pod ';

const QUOTABLE = ['create', 'list', 'watch', 'delete'];

const QUOTABLE_BUILTIN = builtinResources(...QUOTABLE).filter(({ namespaced }) => namespaced);
const EVALUATORS = new Map(
  QUOTABLE_BUILTIN.map((resource) => [resourceKey(resource), quotaEvaluatorOf(resource)] as const),
);

interface Memory extends Timed {
  readonly start: Millis;
}

/**
 * Counts anew what quotas limit when something has been freed; what is taken the API server counts on admission
 * (pkg/controller/resourcequota). Of the rounds in which upstream counts everything, only those run in which a pod has
 * outlived its deletion and does not count any more.
 */
export const resourceQuotaController = withTimers(
  controller<Memory>({
    name: 'resourcequota-controller',
    watches: QUOTABLE_BUILTIN,
    start: (now) => ({ start: now, timers: NO_TIMERS }),
    handle(event, observation, memory) {
      if (isEventOf(event, resourcequotas) && concernsItself(event)) {
        return { memory, enqueue: [{ key: objectKey(event.object) }] };
      }
      if (event.type === 'ADDED' && event.object.metadata.deletionTimestamp === undefined)
        return { memory, enqueue: NOTHING };
      const watched = isEventOf(event, pods) ? watchedPod(event, observation, memory) : memory;
      return {
        memory: watched,
        enqueue: isFreeing(event, observation.now) ? quotasFor(event, observation.view) : NOTHING,
      };
    },
    *sync(key, memory, context) {
      if (!key.startsWith(POD)) return yield* syncResourceQuota(key, memory, context);
      const { namespace } = splitKey(key.slice(POD.length));
      const quotas = context.view.list(resourcequotas, namespace);
      return { memory, enqueue: quotas.map((quota) => ({ key: objectKey(quota) })) };
    },
  }),
);

function concernsItself({ type, object, old }: WatchEvent<ResourceQuota>): boolean {
  return type !== 'MODIFIED' || !semanticEqual(object.spec.hard, old?.spec.hard);
}

/** A pod that is being deleted is looked at when it should be gone, if it still is there. */
function watchedPod({ type, object, old }: WatchEvent<Pod>, { cause, view }: Observation, memory: Memory): Memory {
  const until = countsUntil(object);
  const relevant =
    until !== undefined && type !== 'DELETED' && view.list(resourcequotas, object.metadata.namespace).length > 0;
  if (!relevant && old?.metadata.deletionTimestamp === undefined && type !== 'DELETED') return memory;
  const key = POD + objectKey(object);
  const timers = relevant
    ? setTimer(memory.timers, key, nextRound(memory.start, RESYNC_PERIOD, until + 1, undefined), cause)
    : clearTimer(memory.timers, key);
  return timers === memory.timers ? memory : { ...memory, timers };
}

function isFreeing({ type, resource, object, old }: WatchEvent, now: Millis): boolean {
  if (type === 'DELETED') return true;
  return old !== undefined && EVALUATORS.get(resource)?.mayFree(object, old, now) === true;
}

/** The quotas of the object's namespace that limit its kind (replenishQuota). */
function quotasFor({ resource, object }: WatchEvent, view: View): readonly Enqueue[] {
  const evaluator = EVALUATORS.get(resource);
  const { namespace = '' } = object.metadata;
  if (evaluator === undefined || namespace === '') return NOTHING;
  return view
    .list(resourcequotas, namespace)
    .filter(({ status }) => evaluator.matchingResources(Object.keys(status.hard ?? {})).length > 0)
    .map((quota) => ({ key: objectKey(quota) }));
}

function* syncResourceQuota(key: string, memory: Memory, { view, now }: Context): Reconcile<Synced<Memory>> {
  const { namespace, name } = splitKey(key);
  const quota = view.get(resourcequotas, namespace, name);
  if (quota === undefined) return { memory };
  const { hard = {} } = quota.spec;
  const resources = preferredResources(view, ...QUOTABLE).filter(({ namespaced }) => namespaced);
  const counted = calculateUsage(quota.spec, resources, (resource) => view.list(resource, namespace), now);
  const before = usageOf(quota.status.used);
  const used = maskUsage(new Map([...before, ...counted]), Object.keys(hard));
  const dirty = quota.status.used === undefined || !semanticEqual(hard, quota.status.hard) || !sameUsage(used, before);
  if (!dirty) return { memory };
  const status = { hard: listOf(usageOf(hard)), used: listOf(used) };
  const written = yield* updateStatus(resourcequotas, { ...quota, status });
  return written.ok ? { memory } : { memory, requeue: 'rate-limited' };
}
