import { SortedMap } from '../core/sorted-map.js';
import type { Millis } from '../core/time.js';
import type { Cluster } from './cluster.js';
import { reduce } from './reduce.js';
import type { Step } from './step.js';

/** How many steps lie between two states that are kept whole. */
const INTERVAL = 128;

interface Kept {
  readonly at: Millis;
  readonly step: Step;
}

/**
 * Every step of a run. A step is kept as what happened, a state whole only now and then: a cluster is a function of its
 * steps, so any state is the last kept one with the steps since then taken again. A value: a fork shares its past.
 */
export interface History {
  /** Number of steps taken → the cluster after them. */
  readonly states: SortedMap<number, Cluster>;
  /** Number of the step, from 1. */
  readonly steps: SortedMap<number, Kept>;
  readonly latest: Cluster;
}

/** A history that begins with a state. */
export function beginHistory(cluster: Cluster): History {
  return { states: SortedMap.from([[0, cluster]]), steps: SortedMap.empty(), latest: cluster };
}

/** Takes a step at a time (not before the latest state's) and keeps it. */
export function take(history: History, at: Millis, step: Step): History {
  const number = history.steps.size + 1;
  const latest = reduce(reduce(history.latest, { type: 'time', to: at }), step);
  const states = number % INTERVAL === 0 ? history.states.set(number, latest) : history.states;
  return { states, steps: history.steps.set(number, { at, step }), latest };
}

/** The cluster after that many steps; undefined when there were fewer. */
export function stateAfter(history: History, number: number): Cluster | undefined {
  if (number < 0 || number > history.steps.size) return undefined;
  const start = number - (number % INTERVAL);
  let cluster = history.states.get(start);
  if (cluster === undefined) return undefined;
  for (const [at, kept] of history.steps.entries(start + 1)) {
    if (at > number) break;
    cluster = reduce(reduce(cluster, { type: 'time', to: kept.at }), kept.step);
  }
  return cluster;
}
