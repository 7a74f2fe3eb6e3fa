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

/** What may go wrong besides the order of events: a process dies, a watch is late, a disruption comes early, a tie
 * between nodes comes out otherwise. */
export type FaultKind = 'crash' | 'lag' | 'early' | 'tie';

export const FAULT_KINDS = ['crash', 'lag', 'early', 'tie'] as const satisfies readonly FaultKind[];

/** One line for a report: 'turn 41: replicaset-controller goes first'. */
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
