import { controllerOf, isObject, type KubeObject } from '../../../engine/apimachinery/object.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import {
  deployments,
  pods,
  replicasets,
  replicationcontrollers,
  statefulsets,
} from '../../../engine/apis/generated/resources.js';
import { resourceKey } from '../../../engine/apis/resource.js';
import type { WatchEvent } from '../../../engine/apiserver/watch-event.js';
import { isEventOf } from '../../../engine/client/controller.js';
import type { Millis } from '../../../engine/core/time.js';
import type { IntentOf } from './intent.js';
import type { ObservedStep, Watching } from './monitor.js';
import { enter, firstState, returns, tellReturns, type RepeatedStates } from './repeated-states.js';
import { nameOf } from './name.js';

/** One thing whose states are followed: the replicas that an object asks for, or where the pods of an owner are. */
interface Followed {
  readonly object: string;
  readonly states: RepeatedStates;
}

/** A pod by where it is: undefined when it counts nowhere. */
interface Placed {
  readonly owner: string;
  readonly place: string | undefined;
}

interface State {
  readonly followed: ReadonlyMap<string, Followed>;
  readonly placed: ReadonlyMap<string, Placed>;
  /** What has come back too often. */
  readonly culprit?: Followed;
}

const SCALED = [deployments, replicasets, statefulsets, replicationcontrollers].map(resourceKey);
/** Kinds that keep as many pods as they are told to; a pod of another is not made again for ever. */
const KEEPERS: ReadonlySet<string> = new Set(['ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController']);

/**
 * Neither the replicas of an object nor the places of an owner's pods come back to what they were more than so many times
 * while the world stays as it is. Pods of another template are another state, so that rollouts are no oscillations.
 */
export function noOscillation({ times }: IntentOf<'noOscillation'>): Watching<State> {
  return {
    state: { followed: new Map(), placed: new Map() },
    concerns: (resource) => resource === resourceKey(pods) || SCALED.includes(resource),
    observe: (state, step) => judged(followed(step.disturbs ? forgotten(state) : state, step), times),
    breach: ({ culprit }) =>
      culprit && { message: `${culprit.object} ${tellReturns(culprit.states)}`, object: culprit.object },
    nothing: (state) =>
      state.followed.size > 0
        ? undefined
        : 'there was nothing to watch: no object with replicas and no pod of one was ever there',
  };
}

/** Where everything is stays known; that it was elsewhere does not. */
function forgotten(state: State): State {
  const fresh = [...state.followed].map(
    ([key, { object, states }]) => [key, { object, states: firstState(states.current, 0) }] as const,
  );
  return { ...state, followed: new Map(fresh) };
}

function followed(state: State, { changes, now }: ObservedStep): State {
  let next = state;
  const moved = new Map<string, Pod>();
  for (const event of changes) {
    if (isEventOf(event, pods)) {
      const placed = placedAfter(next, event);
      if (placed === undefined) continue;
      next = { ...next, placed };
      moved.set(controllerOf(event.object)?.uid ?? '', event.object);
    } else if (SCALED.includes(event.resource)) next = scaled(next, event, now);
  }
  for (const [owner, pod] of moved)
    next = entered(next, `pods of ${owner}`, ownerName(pod), placesOf(next, owner), now);
  return next;
}

/** Undefined: the pod is where it was. */
function placedAfter({ placed }: State, { type, object: pod }: WatchEvent<Pod>): State['placed'] | undefined {
  const owner = controllerOf(pod);
  if (owner === undefined || !KEEPERS.has(owner.kind)) return undefined;
  const { uid } = pod.metadata;
  const place = type === 'DELETED' ? undefined : placeOf(pod);
  const before = placed.get(uid);
  if (before?.place === place) return undefined;
  const others = new Map(placed);
  if (type === 'DELETED') others.delete(uid);
  else others.set(uid, { owner: owner.uid, place });
  return others;
}

function placeOf({ metadata, spec, status }: Pod): string | undefined {
  const ended = status.phase === 'Succeeded' || status.phase === 'Failed';
  if (ended || metadata.deletionTimestamp !== undefined || !spec.nodeName) return undefined;
  const revision = metadata.labels?.['controller-revision-hash'];
  return `on ${spec.nodeName}${revision === undefined ? '' : ` (revision ${revision})`}`;
}

/** '2 on a, 1 on b' */
function placesOf({ placed }: State, owner: string): string {
  const counts = new Map<string, number>();
  for (const one of placed.values())
    if (one.owner === owner && one.place !== undefined) counts.set(one.place, (counts.get(one.place) ?? 0) + 1);
  const shown = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([place, count]) => `${count} ${place}`);
  return shown.length === 0 ? 'no pod' : shown.join(', ');
}

function ownerName(pod: Pod): string {
  const owner = controllerOf(pod);
  return owner === undefined ? nameOf(pod) : `${owner.kind.toLowerCase()}/${owner.name}`;
}

/** Only what nobody controls: a Deployment moves the replicas of its ReplicaSets as it must. */
function scaled(state: State, { type, object }: WatchEvent, now: Millis): State {
  if (type === 'DELETED' || controllerOf(object) !== undefined) return state;
  const replicas = replicasOf(object);
  if (replicas === undefined) return state;
  return entered(state, `replicas of ${object.metadata.uid}`, nameOf(object), `${replicas} replicas`, now);
}

function replicasOf(object: KubeObject): number | undefined {
  const spec = 'spec' in object && isObject(object.spec) ? object.spec : {};
  return typeof spec['replicas'] === 'number' ? spec['replicas'] : undefined;
}

function entered(state: State, key: string, object: string, value: string, now: Millis): State {
  const before = state.followed.get(key);
  const states = before === undefined ? firstState(value, now) : enter(before.states, value, now);
  if (states === before?.states) return state;
  return { ...state, followed: new Map([...state.followed, [key, { object, states }]]) };
}

function judged(state: State, times: number): State {
  if (state.culprit !== undefined) return state;
  for (const one of state.followed.values()) if (returns(one.states) >= times) return { ...state, culprit: one };
  return state;
}
