import type { Deviation, Schedule } from '../language/deviation.js';
import { BY_ITSELF, type Decision, type Pilot, type Situation } from './pilot.js';

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
    // A disruption that came early leaves the turn to what comes after it: it does not come early twice.
    const fitting = deviations.filter(
      (deviation) => fits(deviation, turn, situation) && !(deviation.type === 'early' && this.used.has(deviation)),
    );
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
