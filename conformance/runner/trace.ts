import {
  pendingWork,
  replay,
  type Change,
  type Cluster,
  type History,
  type Pending,
  type StepRecord,
} from '../../engine/index.js';
import type { ScenarioPlan } from '../language/plan.js';
import { disruptionsOf, type Disruption } from './disruptions.js';
import { Recorder, type Clock, type FailureMark, type SpecMark } from './recorder.js';
import type { RunOptions, ScenarioResult } from './result.js';
import { judged, playScenario, seedOf } from './run-scenario.js';

/** So many states are remembered beside those that the history keeps. */
const RECENT = 8;

/** A run that can be walked through, forwards and backwards. Step 0 is the cluster before its first step. */
export class Trace {
  private writers: ReadonlyMap<string, readonly number[]> | undefined;
  /** The states that were asked for last: the next question is likely to be near them. */
  private readonly recent = new Map<number, Cluster>();
  readonly disruptions: readonly Disruption[];

  constructor(
    readonly plan: ScenarioPlan,
    readonly result: ScenarioResult,
    private readonly history: History,
    private readonly records: readonly StepRecord[],
    readonly marks: readonly SpecMark[],
    readonly failure: FailureMark | undefined,
  ) {
    this.disruptions = disruptionsOf(marks, records);
  }

  /** Number of steps of the cluster. */
  get length(): number {
    return this.records.length;
  }

  /** What a step did; undefined for step 0 and beyond the end. */
  record(step: number): StepRecord | undefined {
    return this.records[step - 1];
  }

  /** The cluster after a step; outside of the run, at its nearer end. */
  stateAt(step: number): Cluster {
    const number = this.within(step);
    const known = this.recent.get(number);
    if (known !== undefined) return known;
    const [start, kept] = this.history.states.upTo(number) ?? [];
    if (start === undefined || kept === undefined) throw new Error('a history begins with a state');
    const near = [...this.recent.keys()].filter((one) => one > start && one < number);
    const from = Math.max(start, ...near);
    const state = replay(this.history, this.recent.get(from) ?? kept, from, number);
    this.remember(number, state);
    return state;
  }

  private remember(number: number, state: Cluster): void {
    const [oldest] = this.recent.keys();
    if (oldest !== undefined && this.recent.size >= RECENT) this.recent.delete(oldest);
    this.recent.set(number, state);
  }

  private within(step: number): number {
    return Math.max(0, Math.min(this.length, Math.trunc(step)));
  }

  /** The objects that a step changed. */
  changesAt(step: number): readonly Change[] {
    return this.record(step)?.changes ?? [];
  }

  /** The steps that changed an object, in order. */
  writersOf(key: string): readonly number[] {
    this.writers ??= indexed(this.records);
    return this.writers.get(key) ?? [];
  }

  /** What is due after a step, the next first. */
  pendingAt(step: number, limit?: number): readonly Pending[] {
    return pendingWork(this.stateAt(step), limit);
  }

  /** The step of the spec that was under way at a step of the cluster, or had been the last. */
  specAt(step: number): SpecMark | undefined {
    return this.marks.findLast(({ after }) => after < step) ?? this.marks[0];
  }
}

/** The key of a changed object in the store: 'apps/deployments/default/web'. */
export function changeKey({ resource, namespace, name }: Change): string {
  return `${resource}/${namespace}/${name}`;
}

function indexed(records: readonly StepRecord[]): ReadonlyMap<string, readonly number[]> {
  const steps = new Map<string, number[]>();
  for (const { seq, changes } of records)
    for (const change of changes) {
      const key = changeKey(change);
      const known = steps.get(key);
      if (known === undefined) steps.set(key, [seq]);
      else if (known[known.length - 1] !== seq) known.push(seq);
    }
  return steps;
}

/**
 * Runs a scenario and keeps all of it: a trace for every way through its forks.
 * @param clock makes the distance of the states that are kept whole follow what steps cost
 */
export function traceScenario(plan: ScenarioPlan, options: RunOptions, clock?: Clock): readonly Trace[] {
  const seed = seedOf(plan, options);
  return playScenario(plan, options, (cluster) => new Recorder(cluster, clock)).flatMap((ending) => {
    const { recorder, records } = ending.run;
    if (recorder === undefined) return [];
    return [new Trace(plan, judged(ending, plan, seed), recorder.history, records, recorder.marks, recorder.failure)];
  });
}
