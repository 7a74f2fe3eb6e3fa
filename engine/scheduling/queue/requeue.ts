import type { KubeObject } from '../../apimachinery/object.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import { isWildcard, matches, WILDCARD, type ClusterEvent } from '../cluster-event.js';
import { backoffEnd, flushTick, isBackingOff } from './backoff.js';
import { eventsSince, noted } from './in-flight.js';
import { nominated } from './nominator.js';
import { isGated, type QueuedPod } from './queued-pod.js';
import { isLeftover, put, withInFlight, type SchedulingQueue } from './scheduling-queue.js';
import type { QueueContext, QueueMoment, QueueProfile, QueueSettings } from './settings.js';

/** Whether a pod is worth another try, and how soon, as queueingStrategy. */
type Strategy = 'skip' | 'after-backoff' | 'immediately';

/** What happened, with the objects it happened to. */
export interface Happening {
  readonly event: ClusterEvent;
  readonly old?: KubeObject;
  readonly object?: KubeObject;
}

/** Asks the hints of the plugins that refused the pod, as isPodWorthRequeuing. */
export function worthRequeuing(queued: QueuedPod, happening: Happening, context: QueueContext): Strategy {
  const { unschedulablePlugins, pendingPlugins, pod } = queued;
  if (unschedulablePlugins.length === 0 && pendingPlugins.length === 0) return 'after-backoff';
  const { event, old, object } = happening;
  if (isWildcard(event)) {
    return object === undefined || object.metadata.uid === pod.metadata.uid ? 'after-backoff' : 'skip';
  }
  const profile = context.settings.profileOf(pod);
  if (profile === undefined) return 'after-backoff';
  let strategy: Strategy = 'skip';
  for (const { plugin, hint } of profile.hintsFor(event)) {
    const isPending = pendingPlugins.includes(plugin);
    if (!isPending && !unschedulablePlugins.includes(plugin)) continue;
    if (hint !== undefined && !hint(pod, old, object, context.view)) continue;
    if (isPending) return 'immediately';
    if (pendingPlugins.length === 0) return 'after-backoff';
    strategy = 'after-backoff';
  }
  return strategy;
}

/** As requeuePodWithQueueingStrategy. */
export function requeued(
  queue: SchedulingQueue,
  queued: QueuedPod,
  strategy: Strategy,
  context: QueueMoment,
): SchedulingQueue {
  if (strategy === 'skip') return put(queue, isGated(queued) ? 'gated' : 'unschedulable', queued, context.settings);
  if (strategy === 'after-backoff' && isBackingOff(queued, context.settings.backoff, context.now)) {
    return toBackoff(queue, queued, context);
  }
  return toActive(queue, queued, context);
}

/** As moveToActiveQ; a pod that a PreEnqueue plugin holds back goes to the gated ones instead. */
export function toActive(queue: SchedulingQueue, queued: QueuedPod, context: QueueMoment): SchedulingQueue {
  const checked = preEnqueued(queued.cause === context.cause ? queued : { ...queued, cause: context.cause }, context);
  return put(queue, isGated(checked) ? 'gated' : 'active', checked, context.settings);
}

function toBackoff(queue: SchedulingQueue, queued: QueuedPod, context: QueueMoment): SchedulingQueue {
  const checked = preEnqueued({ ...queued, cause: context.cause }, context);
  if (isGated(checked)) return put(queue, 'gated', checked, context.settings);
  const isError = checked.unschedulablePlugins.length === 0 && checked.pendingPlugins.length === 0;
  return put(queue, isError ? 'errorBackoff' : 'backoff', checked, context.settings);
}

/** As runPreEnqueuePlugins: notes the first plugin that holds the pod back, the one that already did asked first. */
function preEnqueued(queued: QueuedPod, { settings }: QueueMoment): QueuedPod {
  const plugins = settings.profileOf(queued.pod)?.preEnqueue ?? [];
  for (const plugin of queued.gatingPlugin === '' ? plugins : gatingFirst(plugins, queued.gatingPlugin)) {
    if (plugin.preEnqueue(queued.pod) === undefined) continue;
    const { name } = plugin;
    const unschedulablePlugins = queued.unschedulablePlugins.includes(name)
      ? queued.unschedulablePlugins
      : [...queued.unschedulablePlugins, name];
    return { ...queued, gatingPlugin: name, unschedulablePlugins };
  }
  return queued.gatingPlugin === '' ? queued : { ...queued, gatingPlugin: '' };
}

function anyPod(): boolean {
  return true;
}

/** No pod was refused and none is being tried: whatever happens, nobody waits for it. */
export function isAtEase({ rejections, inFlight }: SchedulingQueue): boolean {
  for (const _ in rejections) return false;
  return inFlight.pods.size === 0;
}

function gatingFirst(plugins: QueueProfile['preEnqueue'], gating: string): QueueProfile['preEnqueue'] {
  return [...plugins.filter(({ name }) => name === gating), ...plugins.filter(({ name }) => name !== gating)];
}

/** As MoveAllToActiveOrBackoffQueue: wakes the pods that an event may have made schedulable. */
export function moveAll(
  queue: SchedulingQueue,
  happening: Happening,
  context: QueueContext,
  preCheck: (pod: Pod) => boolean = anyPod,
): SchedulingQueue {
  if (isAtEase(queue) || !context.settings.isOfInterest(happening.event)) return queue;
  const waiting = concerns(queue, happening.event, context)
    ? [...queue.unschedulable.values(), ...queue.gated.values()].filter(({ pod }) => preCheck(pod))
    : [];
  return moved(queue, waiting, happening, context);
}

/** Whether a plugin that refused any of the waiting pods registered for the event: most events end here. */
function concerns({ rejections }: SchedulingQueue, event: ClusterEvent, { settings }: QueueContext): boolean {
  for (const plugin in rejections) {
    if (plugin === '' || isWildcard(event) || settings.registers(plugin, event)) return true;
  }
  return false;
}

function moved(
  queue: SchedulingQueue,
  waiting: readonly QueuedPod[],
  happening: Happening,
  context: QueueContext,
): SchedulingQueue {
  let result = queue;
  for (const queued of waiting) {
    if (isGated(queued) && !gateOpensFor(queued, happening.event, context)) continue;
    const strategy = worthRequeuing(queued, happening, context);
    if (strategy !== 'skip') result = requeued(result, queued, strategy, context);
  }
  return withInFlight(result, noted(result.inFlight, happening));
}

function gateOpensFor(queued: QueuedPod, event: ClusterEvent, { settings }: QueueContext): boolean {
  const events = settings.profileOf(queued.pod)?.eventsOf(queued.gatingPlugin) ?? [];
  return events.some((registered) => matches(registered, event));
}

/**
 * Puts a pod back whose attempt failed, as AddUnschedulableIfNotPresent: to the unschedulable ones, or to a back-off when
 * it failed with an error or when something happened meanwhile that may help it. Ends its flight.
 */
export function attemptFailed(queue: SchedulingQueue, queued: QueuedPod, context: QueueContext): SchedulingQueue {
  const { uid } = queued.pod.metadata;
  const isError = queued.unschedulablePlugins.length === 0 && queued.pendingPlugins.length === 0;
  const failed: QueuedPod = {
    ...queued,
    unschedulableCount: queued.unschedulableCount + (isError ? 0 : 1),
    consecutiveErrorsCount: isError ? queued.consecutiveErrorsCount + 1 : 0,
    timestamp: context.now,
    sequence: queue.sequence,
  };
  const strategy = strategyOfFlight(failed, eventsSince(queue.inFlight, uid), context);
  return requeued({ ...queue, sequence: queue.sequence + 1 }, failed, strategy, context);
}

/** As determineSchedulingHintForInFlightPod. */
function strategyOfFlight(
  queued: QueuedPod,
  happenings: readonly Happening[] | undefined,
  context: QueueContext,
): Strategy {
  if (happenings === undefined) return 'after-backoff';
  if (queued.unschedulablePlugins.length === 0 && queued.pendingPlugins.length === 0) return 'after-backoff';
  const strategies = happenings.map((happening) => worthRequeuing(queued, happening, context));
  if (strategies.includes('immediately')) return 'immediately';
  return strategies.includes('after-backoff') ? 'after-backoff' : 'skip';
}

/** Moves what has waited long enough, as flushBackoffQCompleted and flushUnschedulablePodsLeftover. */
export function flushed(queue: SchedulingQueue, now: Millis, settings: QueueSettings): SchedulingQueue {
  let result = queue;
  for (const name of ['backoff', 'errorBackoff'] as const) {
    for (;;) {
      const [, queued] = result[name].first() ?? [];
      if (queued === undefined || flushTick(backoffEnd(queued, settings.backoff) ?? 0) > now) break;
      result = put(result, 'active', queued, settings);
    }
  }
  for (;;) {
    const [, queued] = result.unschedulable.first() ?? [];
    if (queued === undefined || !isLeftover(result, queued, settings, now)) return result;
    const context = { settings, now, cause: queued.cause };
    result = requeued(result, queued, 'after-backoff', context);
    result = { ...result, inFlight: noted(result.inFlight, { event: WILDCARD }) };
  }
}

/** As addNominatedPod for a pod that is queued afresh: its status may name a node. */
export function withNomination(
  queue: SchedulingQueue,
  pod: Pod,
  node: string | undefined,
  context: QueueContext,
): SchedulingQueue {
  const nominator = nominated(queue.nominator, pod, node, context.view);
  return nominator === queue.nominator ? queue : { ...queue, nominator };
}
