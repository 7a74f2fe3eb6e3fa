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
  const latest = reduce(reduce(history.latest, { type: 'time', to: at }), step);
  return keep(history, at, step, latest, (history.steps.size + 1) % INTERVAL === 0);
}

/**
 * Keeps a step that was taken elsewhere.
 * @param latest what it led to
 * @param whole keep that state too: whoever takes the steps knows what it costs to take them again
 */
export function keep(history: History, at: Millis, step: Step, latest: Cluster, whole: boolean): History {
  const number = history.steps.size + 1;
  const states = whole ? history.states.set(number, latest) : history.states;
  return { states, steps: history.steps.set(number, { at, step }), latest };
}

/** The cluster after that many steps; undefined when there were fewer. */
export function stateAfter(history: History, number: number): Cluster | undefined {
  if (number < 0 || number > history.steps.size) return undefined;
  if (number === history.steps.size) return history.latest;
  const start = history.states.upTo(number);
  return start === undefined ? undefined : replay(history, start[1], start[0], number);
}

/** Takes the steps from one number to another again, on the state after the first. */
export function replay(history: History, from: Cluster, first: number, last: number): Cluster {
  let cluster = from;
  for (const [at, kept] of history.steps.entries(first + 1)) {
    if (at > last) break;
    cluster = reduce(reduce(cluster, { type: 'time', to: kept.at }), kept.step);
  }
  return cluster;
}
