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
import { explainFilters, type NodeVerdicts } from './filter-table.js';
import { explainPreemption, type PreemptionCost } from './preemption-cost.js';
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
}

/** What is known about the cluster at a moment: a scheduler's memory and its informers. */
export interface ExplainState {
  readonly memory: SchedulerMemory;
  readonly view: View;
  readonly now: Millis;
}

const UNHANDLED: Explanation = { handled: false, nodes: [], scores: [], message: '', preemption: [] };

/**
 * Explains what the scheduler would do with a pod at this moment, node by node and plugin by plugin. All nodes are looked
 * at, however many the scheduler would have sampled. Nothing is changed and nothing is left to chance.
 */
export function explainPod(pod: Pod, state: ExplainState, settings: SchedulerSettings): Explanation {
  const profile = profileOf(settings.profiles, pod);
  if (profile === undefined) return UNHANDLED;
  const search = searchFor(state, profile);
  const found = findNodesThatFitPod(pod, search);
  const { cycle, nodes } = search;
  const fits = found.feasible;
  return {
    handled: true,
    gate: gateOf(pod, profile),
    nodes: explainFilters(pod, profile, cycle, nodes),
    scores: explainScores(pod, profile, cycle, fits),
    message: fits.length > 0 ? '' : messageOf(pod, found, search),
    preemption: fits.length > 0 ? [] : explainPreemption(pod, found, search),
  };
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
    nominated: nominatedOf(memory.queue.nominator),
  };
}

function gateOf(pod: Pod, { queue }: Profile): Explanation['gate'] {
  for (const plugin of queue.preEnqueue) {
    const status = plugin.preEnqueue(pod);
    if (status !== undefined) return { plugin: plugin.name, reason: status.reasons.join(', ') };
  }
  return undefined;
}
