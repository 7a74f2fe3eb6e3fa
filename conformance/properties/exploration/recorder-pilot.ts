import type { Decision, Pilot, Situation } from '../../runner/pilot.js';
import type { Deviation, Schedule } from '../../language/deviation.js';
import { decisionOf } from '../../runner/schedule.js';

/** What a strategy wants of one turn, as deviations from the default; none: the default. */
export interface Strategy {
  deviate(turn: number, situation: Situation): readonly Deviation[];
}

/** Lets a strategy fly and writes down where it left the default order, so that the run can be played again. */
export class Recording implements Pilot {
  private readonly taken: Deviation[] = [];
  private readonly ends = new Map<number, Deviation[]>();

  constructor(private readonly strategy: Strategy) {}

  get schedule(): Schedule {
    return this.taken;
  }

  decide(turn: number, situation: Situation): Decision {
    const begun = this.strategy.deviate(turn, situation);
    for (const deviation of begun) {
      this.taken.push(deviation);
      if (deviation.type === 'lag')
        this.ends.set(deviation.until, [...(this.ends.get(deviation.until) ?? []), deviation]);
    }
    return decisionOf([...begun, ...(this.ends.get(turn) ?? [])], turn);
  }
}
