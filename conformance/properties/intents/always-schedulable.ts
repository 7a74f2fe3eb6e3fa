import { formatDuration } from '../../../engine/apimachinery/duration.js';
import { isSettled } from '../../../engine/index.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { pods } from '../../../engine/apis/generated/resources.js';
import { resourceKey } from '../../../engine/apis/resource.js';
import { isEventOf } from '../../../engine/client/controller.js';
import type { Millis } from '../../../engine/core/time.js';
import type { IntentOf } from './intent.js';
import type { IntentBreach, ObservedStep, Watching } from './monitor.js';
import { nameOf } from './name.js';
import { hasCondition, selectionText, selects } from './selection.js';

interface Waiting {
  readonly since: Millis;
  readonly object: string;
  /** What the scheduler says of it. */
  readonly message: string;
}

interface State {
  readonly watched: boolean;
  /** uid → a pod that the scheduler finds no node for. */
  readonly waiting: ReadonlyMap<string, Waiting>;
  readonly breach?: IntentBreach;
}

/** No pod is Unschedulable for longer than a time, nor at the end when nothing is due that could help it. */
export function alwaysSchedulable(intent: IntentOf<'alwaysSchedulable'>): Watching<State> {
  const isMeant = selects(intent);
  const { within } = intent;
  return {
    state: { watched: false, waiting: new Map() },
    concerns: (resource) => resource === resourceKey(pods),
    observe(state, step) {
      const next = step.changes.reduce((before, event) => {
        if (!isEventOf(event, pods) || !isMeant(event.object)) return before;
        return afterPod(before, event.object, event.type === 'DELETED', step);
      }, state);
      const late = [...next.waiting.values()].find(({ since }) => step.now >= since + within);
      return late === undefined
        ? next
        : { ...next, breach: told(late, `for ${formatDuration(step.now - late.since)}`) };
    },
    finish(state, cluster) {
      const [left] = state.waiting.values();
      return left === undefined || !isSettled(cluster)
        ? state
        : { ...state, breach: told(left, 'and nothing is due that could change it') };
    },
    deadline: ({ waiting }) =>
      waiting.size === 0 ? undefined : Math.min(...[...waiting.values()].map(({ since }) => since)) + within,
    breach: ({ breach }) => breach,
    nothing: ({ watched }) =>
      watched ? undefined : `there was nothing to watch: no ${selectionText(intent)} were ever there`,
  };
}

function told({ object, message }: Waiting, how: string): IntentBreach {
  return { message: `${object} is unschedulable ${how}: ${message}`, object };
}

function afterPod(state: State, pod: Pod, isGone: boolean, { now }: ObservedStep): State {
  const watched = state.watched ? state : { ...state, watched: true };
  const { uid, deletionTimestamp } = pod.metadata;
  const before = state.waiting.get(uid);
  const waits =
    !isGone && deletionTimestamp === undefined && hasCondition(pod, 'PodScheduled', 'False', 'Unschedulable');
  if (!waits) {
    if (before === undefined) return watched;
    return { ...watched, waiting: new Map([...state.waiting].filter(([other]) => other !== uid)) };
  }
  const message = pod.status.conditions?.find(({ type }) => type === 'PodScheduled')?.message ?? '';
  if (before?.message === message) return watched;
  const waiting = { since: before?.since ?? now, object: nameOf(pod), message };
  return { ...watched, waiting: new Map([...state.waiting, [uid, waiting]]) };
}
