import { BY_ITSELF, type Decision, type Pilot, type Situation } from './pilot.js';

/**
 * One departure from the order that a run has by itself. Turns are counted from 1: a turn is one component that takes one
 * item off its queue. What no longer fits (the component is not due in that turn) changes nothing.
 */
export type Deviation =
  /** Of the components that are due in this turn, this one works. */
  | { readonly type: 'first'; readonly turn: number; readonly component: string }
  /** It works, and its process dies before the write after so many. */
  | { readonly type: 'crash'; readonly turn: number; readonly component: string; readonly afterWrites: number }
  /** It works, and what it draws by chance comes out like this. */
  | { readonly type: 'draw'; readonly turn: number; readonly component: string; readonly draws: readonly number[] }
  /** It sees nothing of what happens from this turn on; from turn `until` on it does. */
  | { readonly type: 'lag'; readonly turn: number; readonly component: string; readonly until: number }
  /** The disruption that comes next in the spec does not wait any longer. */
  | { readonly type: 'early'; readonly turn: number };

/** The departures of a run, by turn. */
export type Schedule = readonly Deviation[];

/** Plays a schedule. Says which of its deviations made no difference. */
export class Replay implements Pilot {
  private readonly byTurn = new Map<number, Deviation[]>();
  private readonly used = new Set<Deviation>();

  constructor(private readonly schedule: Schedule) {
    for (const deviation of schedule) {
      this.add(deviation.turn, deviation);
      if (deviation.type === 'lag') this.add(deviation.until, deviation);
    }
  }

  private add(turn: number, deviation: Deviation): void {
    const there = this.byTurn.get(turn);
    if (there === undefined) this.byTurn.set(turn, [deviation]);
    else there.push(deviation);
  }

  /** Deviations that did not fit the run. */
  get idle(): Schedule {
    return this.schedule.filter((deviation) => !this.used.has(deviation));
  }

  decide(turn: number, situation: Situation): Decision {
    const deviations = this.byTurn.get(turn);
    if (deviations === undefined) return BY_ITSELF;
    const fitting = deviations.filter((deviation) => fits(deviation, turn, situation));
    for (const deviation of fitting) this.used.add(deviation);
    return decisionOf(fitting, turn);
  }
}

function fits(deviation: Deviation, turn: number, { due, lagging, canCut }: Situation): boolean {
  switch (deviation.type) {
    case 'first':
      return due.includes(deviation.component) && due[0] !== deviation.component;
    case 'crash':
    case 'draw':
      return due.includes(deviation.component);
    case 'lag':
      return turn === deviation.turn ? !lagging.includes(deviation.component) : lagging.includes(deviation.component);
    case 'early':
      return canCut;
  }
}

/** What deviations of one turn come to together. */
export function decisionOf(deviations: readonly Deviation[], turn: number): Decision {
  let decision: Decision = BY_ITSELF;
  for (const deviation of deviations) decision = withDeviation(decision, deviation, turn);
  return decision;
}

function withDeviation(decision: Decision, deviation: Deviation, turn: number): Decision {
  switch (deviation.type) {
    case 'first':
      return { ...decision, component: deviation.component };
    case 'crash':
      return { ...decision, component: deviation.component, twist: { crashAfter: deviation.afterWrites } };
    case 'draw':
      return { ...decision, component: deviation.component, twist: { draws: deviation.draws } };
    case 'lag':
      return turn === deviation.turn
        ? { ...decision, lag: [...(decision.lag ?? []), deviation.component] }
        : { ...decision, resume: [...(decision.resume ?? []), deviation.component] };
    case 'early':
      return { ...decision, early: true };
  }
}

/** 'in turn 41 replicaset-controller works before deployment-controller': one line for a report. */
export function tellDeviation(deviation: Deviation): string {
  switch (deviation.type) {
    case 'first':
      return `turn ${deviation.turn}: ${deviation.component} goes first`;
    case 'crash':
      return `turn ${deviation.turn}: ${deviation.component} crashes after ${deviation.afterWrites} writes`;
    case 'draw':
      return `turn ${deviation.turn}: ${deviation.component} draws ${deviation.draws.join(', ')}`;
    case 'lag':
      return `turns ${deviation.turn} to ${deviation.until}: ${deviation.component} sees nothing new`;
    case 'early':
      return `turn ${deviation.turn}: the disruption comes here already`;
  }
}
