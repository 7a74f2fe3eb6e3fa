import type { Pod } from '../../apis/generated/core.v1.js';
import { pods } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';
import { Dice, seeded } from '../../core/rng.js';
import type { Millis } from '../../core/time.js';
import { allNodes, snapshotOf } from '../cache/snapshot.js';
import { fitErrorMessage } from '../cycle/diagnosis.js';
import { findNodesThatFitPod, type Found, type SearchContext } from '../cycle/find-nodes.js';
import { runPostFilter } from '../cycle/post-filter.js';
import type { Profile } from '../cycle/profile.js';
import type { Cycle } from '../framework.js';
import type { SchedulerMemory } from '../memory.js';
import { nominatedOf } from '../queue/nominator.js';
import { profileOf, type SchedulerSettings } from '../settings.js';
import { podGone } from '../cache/cache.js';
import type { Trial } from './changes/change.js';
import type { Remedy } from './changes/search.js';
import { explainFilters, type NodeVerdicts } from './filter-table.js';
import { explainPreemption, type PreemptionCost } from './preemption-cost.js';
import { remediesFor, schedulersFor } from './remedies.js';
import { explainScores, type NodeScores } from './score-table.js';

/** Why a pod would go where it would, or nowhere. */
export interface Explanation {
  /** Another scheduler's pod: nothing else is known. */
  readonly handled: boolean;
  /** The plugin that holds the pod out of the queue, and why. */
  readonly gate?: { readonly plugin: string; readonly reason: string };
  /** Each node with what each filter plugin says of it, whether the scheduler would have asked it or not. */
  readonly nodes: readonly NodeVerdicts[];
  /** Nodes that fit, with their points; the best first. */
  readonly scores: readonly NodeScores[];
  /** What the scheduler would say, preemption included if it knows the pod; '' when some node fits. */
  readonly message: string;
  /** Nodes on which the pod would fit once others are gone, the cheapest first. */
  readonly preemption: readonly PreemptionCost[];
  /** The smallest changes with which it would be scheduled, each tried; empty when some node fits, or when none is known. */
  readonly remedies: readonly Remedy[];
}

/** What is known about the cluster at a moment: a scheduler's memory and its informers. */
export interface ExplainState {
  readonly memory: SchedulerMemory;
  readonly view: View;
  readonly now: Millis;
}

/**
 * Explains what the scheduler would do with a pod at this moment, node by node and plugin by plugin. All nodes are looked
 * at, however many the scheduler would have sampled. Nothing is changed and nothing is left to chance.
 */
export function explainPod(given: Pod, state: ExplainState, settings: SchedulerSettings): Explanation {
  const { memory, view, now } = state;
  const pod = unplaced(given);
  const cache = given.spec.nodeName ? podGone(memory.cache, given) : memory.cache;
  const trial: Trial = { pod, cache };
  const searchOf = (one: Trial): SearchContext | undefined => {
    const named = profileOf(settings.profiles, one.pod);
    return named === undefined ? undefined : searchFor({ view, now, memory: { ...memory, cache: one.cache } }, named);
  };
  const profile = profileOf(settings.profiles, pod);
  const search = searchOf(trial);
  if (profile === undefined || search === undefined)
    return { ...UNHANDLED, remedies: schedulersFor(trial, [...settings.profiles.keys()], searchOf) };
  const found = findNodesThatFitPod(pod, search);
  const { cycle, nodes } = search;
  const fits = found.feasible;
  const gate = gateOf(pod, profile);
  return {
    handled: true,
    gate,
    nodes: explainFilters(pod, profile, cycle, nodes),
    scores: explainScores(pod, profile, cycle, fits),
    message: fits.length > 0 ? '' : messageOf(pod, found, search),
    preemption: fits.length > 0 ? [] : explainPreemption(pod, found, search),
    remedies: fits.length > 0 && gate === undefined ? [] : remediesFor(trial, searchOf),
  };
}

const UNHANDLED: Omit<Explanation, 'remedies'> = { handled: false, nodes: [], scores: [], message: '', preemption: [] };

/** A pod that runs is looked at as if it were to be placed anew, and one that holds a node as if it did not. */
function unplaced(pod: Pod): Pod {
  const { nodeName: _nodeName, ...spec } = pod.spec;
  return pod.spec.nodeName ? { ...pod, spec } : pod;
}

function messageOf(pod: Pod, found: Found, search: SearchContext): string {
  const { snapshot, view } = search.cycle;
  const nodes = snapshot.order.length;
  if (nodes === 0) return 'no nodes available to schedule pods';
  const { namespace = '', name, uid } = pod.metadata;
  const isKnown = view.get(pods, namespace, name)?.metadata.uid === uid;
  return fitErrorMessage(found.diagnosis, nodes, isKnown ? runPostFilter(pod, search, found).message : '');
}

function searchFor({ memory, view, now }: ExplainState, profile: Profile): SearchContext {
  const cycle: Cycle = {
    view,
    now,
    dice: new Dice(seeded(0)),
    snapshot: snapshotOf(memory.cache),
    volumes: memory.volumes,
  };
  return {
    profile: { ...profile, percentageOfNodesToScore: 100 },
    cycle,
    nodes: allNodes(cycle.snapshot),
    start: 0,
    nominated: nominatedOf(memory.queue.nominator, memory.cache.slots),
  };
}

function gateOf(pod: Pod, { queue }: Profile): Explanation['gate'] {
  for (const plugin of queue.preEnqueue) {
    const status = plugin.preEnqueue(pod);
    if (status !== undefined) return { plugin: plugin.name, reason: status.reasons.join(', ') };
  }
  return undefined;
}
