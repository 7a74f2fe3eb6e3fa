import type { ScenarioPlan } from '../../conformance/language/plan.js';
import type { Search } from '../../conformance/properties/exploration/explore.js';
import type { Exhausted } from '../../conformance/properties/exploration/exhaustive/search.js';
import type { FaultKind } from '../../conformance/properties/exploration/strategies.js';
import { titleOf } from '../reporters/reporter.js';
import type { Style } from '../style.js';

/** What of a search is said besides what came of it. */
export interface Told {
  readonly faults: readonly FaultKind[];
  readonly maxFaults: number;
  readonly seed: number;
  readonly depth?: number;
}

/** What a portfolio came to. What was not searched through is never called verified. */
export function tellPortfolio(plan: ScenarioPlan, search: Search, { faults, seed }: Told, style: Style): string {
  const { runs, distinct, turns, finding } = search;
  const how = `${runs} runs, ${distinct} different orders of ${turns} turns, faults: ${listed(faults)}, seed ${seed}`;
  if (finding === undefined) return passed(plan, style, `none of the orders searched breaks it (cut at ${how})`);
  return failed(plan, style, `broken after ${how}`);
}

/** What an exhaustive search came to: complete, complete to a depth, or cut. */
export function tellExhausted(plan: ScenarioPlan, search: Exhausted, told: Told, style: Style): string {
  const { states, turns, ends, cut, unchosen } = search;
  const count = `${many(states, 'situation')}, ${many(turns, 'turn')}, ${many(ends.size, 'end')}`;
  const how = `${count}; ${conditions(told)}`;
  if (search.broken !== undefined) return failed(plan, style, `broken after ${how}`);
  if (cut !== undefined) {
    const why = cut === 'time' ? 'the time is up' : 'there are more than --max-states allows';
    return passed(plan, style, `none of the orders searched breaks it (cut at ${how}: ${why})`);
  }
  const reach =
    search.beyond === 0
      ? 'complete'
      : `complete to depth ${told.depth ?? 0}; what follows went in its default order from ${many(search.beyond, 'situation')}`;
  const kept =
    unchosen === 0
      ? ''
      : `\n  but for turns inside of kubectl commands, repeat, try, catch and finally (${unchosen} in a run): they kept their order`;
  return passed(plan, style, `no order breaks it (${reach}: ${how})${kept}`);
}

function conditions({ faults, maxFaults, seed }: Told): string {
  const wrong = faults.filter((kind) => kind !== 'tie');
  const limit = wrong.length === 0 ? 'faults: none' : `faults: ${listed(wrong)}, ${maxFaults} in a run at most`;
  return faults.includes('tie') ? `${limit}; every tie` : `${limit}; ties as seed ${seed} draws them`;
}

function listed(faults: readonly FaultKind[]): string {
  return faults.length === 0 ? 'none' : faults.join(', ');
}

function many(count: number, what: string): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} ${what}${count === 1 ? '' : 's'}`;
}

function passed(plan: ScenarioPlan, { paint, signs }: Style, text: string): string {
  return `${paint('green', signs.passed)} ${titleOf(plan)}\n  ${text}`;
}

function failed(plan: ScenarioPlan, { paint, signs }: Style, text: string): string {
  return `${paint('red', signs.failed)} ${titleOf(plan)}\n  ${text}`;
}
