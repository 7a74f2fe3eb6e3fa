import type { Running } from '../../../../engine/cluster/cluster.js';
import type { Cluster } from '../../../../engine/index.js';
import type { Deviation, Schedule } from '../../../language/deviation.js';
import type { Decision } from '../../../runner/pilot.js';
import type { Run } from '../../../runner/run.js';
import type { FaultKind } from '../strategies.js';

/** One way in which a turn can go. */
export interface Choice {
  readonly component: string;
  /** What goes wrong in it; absent: nothing. */
  readonly fault?:
    | { readonly type: 'crash'; readonly afterWrites: number }
    | { readonly type: 'lag' | 'resume'; readonly of: string }
    | { readonly type: 'early' };
  /** What its first draws come out as; absent: as chance has it. */
  readonly draws?: readonly number[];
}

/** Whether another component could have taken this turn with the same outcome: nothing but the order was chosen. */
export function isPlain({ fault, draws }: Choice): boolean {
  return fault === undefined && draws === undefined;
}

export function decisionFor({ component, fault, draws }: Choice): Decision {
  const base: Decision = draws === undefined ? { component } : { component, twist: { draws } };
  switch (fault?.type) {
    case undefined:
      return base;
    case 'crash':
      return { component, twist: { crashAfter: fault.afterWrites } };
    case 'lag':
      return { ...base, lag: [fault.of] };
    case 'resume':
      return { ...base, resume: [fault.of] };
    case 'early':
      return { early: true };
  }
}

/** A choice that was made, and what it departed from. */
export interface Made {
  readonly turn: number;
  /** Who would have gone first. */
  readonly first: string;
  readonly choice: Choice;
}

/** The schedule that leads where choices led. A lag that nobody ended goes on to the end. */
export function scheduleOf(path: readonly Made[]): Schedule {
  const last = path.at(-1)?.turn ?? 0;
  return path.flatMap(({ turn, first, choice }): readonly Deviation[] => {
    const { component, fault, draws } = choice;
    if (fault?.type === 'early') return [{ type: 'early', turn }];
    if (fault?.type === 'crash') return [{ type: 'crash', turn, component, afterWrites: fault.afterWrites }];
    const lag: readonly Deviation[] =
      fault?.type === 'lag'
        ? [{ type: 'lag', turn, component: fault.of, until: endOfLag(path, turn, fault.of) ?? last + 1 }]
        : [];
    if (draws !== undefined) return [...lag, { type: 'draw', turn, component, draws }];
    return component === first ? lag : [...lag, { type: 'first', turn, component }];
  });
}

function endOfLag(path: readonly Made[], from: number, id: string): number | undefined {
  return path.find(({ turn, choice: { fault } }) => turn > from && fault?.type === 'resume' && fault.of === id)?.turn;
}

/** No more ways than these are tried of one draw. */
export const MOST_WAYS = 64;

/** How many ways a draw could have gone that is left to chance since it has too many; 0: there was none. */
export function untriedWays({ fault, draws = [] }: Choice, { cluster }: Run, faults: readonly FaultKind[]): number {
  const bound = cluster.last.draws?.[draws.length] ?? 0;
  return faults.includes('tie') && fault === undefined && bound > MOST_WAYS ? bound : 0;
}

/** The ways in which a turn could have gone otherwise, once it was seen how it went. */
export function alternatives(
  choice: Choice,
  before: Cluster,
  after: Run,
  faults: readonly FaultKind[],
): readonly Choice[] {
  const { component, fault, draws = [] } = choice;
  const found: Choice[] = [];
  const { writes = 0, draws: bounds = [] } = after.cluster.last;
  const bound = bounds[draws.length];
  if (faults.includes('tie') && fault === undefined && bound !== undefined && bound <= MOST_WAYS)
    for (let value = 0; value < bound; value++) found.push({ component, draws: [...draws, value] });
  if (!isPlain(choice)) return found;
  if (faults.includes('crash'))
    for (let afterWrites = 0; afterWrites < writes; afterWrites++)
      found.push({ component, fault: { type: 'crash', afterWrites } });
  if (faults.includes('lag'))
    for (const of of told(before, after.cluster, component)) found.push({ component, fault: { type: 'lag', of } });
  return found;
}

/** Components that learned something in a turn; the one whose turn it was when it wrote anything at all. */
function told(before: Cluster, after: Cluster, component: string): readonly string[] {
  const ids: string[] = [];
  for (const [id, running] of after.components) {
    const old: Running | undefined = before.components.get(id);
    if (running.stale !== undefined || running.process === undefined) continue;
    if (id === component ? after.last.changes.length > 0 : running.process !== old?.process) ids.push(id);
  }
  return ids;
}
