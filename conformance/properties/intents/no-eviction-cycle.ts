import { formatDuration } from '../../../engine/apimachinery/duration.js';
import { controllerOf } from '../../../engine/apimachinery/object.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { pods } from '../../../engine/apis/generated/resources.js';
import { resourceKey } from '../../../engine/apis/resource.js';
import type { WatchEvent } from '../../../engine/apiserver/watch-event.js';
import { isEventOf } from '../../../engine/client/controller.js';
import type { IntentOf } from './intent.js';
import type { ObservedStep, Watching } from './monitor.js';
import { hasCondition } from './selection.js';

/** Evictions of an owner's pods, each of a pod that took the place of one evicted before. */
type Chain = readonly string[];

interface State {
  readonly watched: boolean;
  /** uid of an owner → the longest chain of its pods. */
  readonly chains: ReadonlyMap<string, Chain>;
  /** uid of a pod → the chain that led to it. */
  readonly pods: ReadonlyMap<string, Chain>;
  readonly culprit?: { readonly owner: string; readonly chain: Chain };
}

const START: Chain = [];

/**
 * No pods are evicted whose predecessors were evicted, so many times in a row: by a component (through the API, by taints,
 * by the kubelet, for a pod of higher priority), while the world stays as it is. What somebody outside evicts is no cycle.
 */
export function noEvictionCycle({ times }: IntentOf<'noEvictionCycle'>): Watching<State> {
  return {
    state: { watched: false, chains: new Map(), pods: new Map() },
    concerns: (resource) => resource === resourceKey(pods),
    observe: (state, step) => observed(state, step, times),
    breach: ({ culprit }) =>
      culprit && {
        message: `pods of ${culprit.owner} are evicted again and again: ${culprit.chain.join(', then its successor ')}`,
        object: culprit.owner,
      },
    nothing: ({ watched }) => (watched ? undefined : 'there was nothing to watch: no pod with an owner was ever there'),
  };
}

function observed(state: State, step: ObservedStep, times: number): State {
  let next: State = step.disturbs ? { watched: state.watched, chains: new Map(), pods: new Map() } : state;
  for (const event of step.changes) {
    const owner = isEventOf(event, pods) ? controllerOf(event.object) : undefined;
    if (owner === undefined || !isEventOf(event, pods)) continue;
    if (event.type === 'ADDED') next = added(next, event.object, owner.uid);
    else if (step.byComponent && isEviction(event)) next = evicted(next, event.object, step, times);
  }
  return next;
}

function added(state: State, { metadata }: Pod, owner: string): State {
  const chain = state.chains.get(owner);
  const watched = state.watched ? state : { ...state, watched: true };
  return chain === undefined ? watched : { ...watched, pods: new Map([...state.pods, [metadata.uid, chain]]) };
}

/** Every component that evicts says so in the pod's status first. */
function isEviction({ object, old }: WatchEvent<Pod>): boolean {
  return (
    old !== undefined &&
    hasCondition(object, 'DisruptionTarget', 'True') &&
    !hasCondition(old, 'DisruptionTarget', 'True')
  );
}

function evicted(state: State, pod: Pod, { now, who }: ObservedStep, times: number): State {
  const owner = controllerOf(pod);
  if (owner === undefined) return state;
  const where = pod.spec.nodeName ? ` from ${pod.spec.nodeName}` : '';
  const chain = [
    ...(state.pods.get(pod.metadata.uid) ?? START),
    `${pod.metadata.name}${where} by ${who} at ${formatDuration(now)}`,
  ];
  const longest = state.chains.get(owner.uid) ?? START;
  const chains = chain.length > longest.length ? new Map([...state.chains, [owner.uid, chain]]) : state.chains;
  const culprit =
    chain.length < times ? {} : { culprit: { owner: `${owner.kind.toLowerCase()}/${owner.name}`, chain } };
  return { ...state, chains, ...culprit };
}
