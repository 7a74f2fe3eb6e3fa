import type { ScenarioPlan } from '../../conformance/language/plan.js';
import type { Search } from '../../conformance/properties/exploration/explore.js';
import type { Exhausted } from '../../conformance/properties/exploration/exhaustive/options.js';
import { MOST_WAYS } from '../../conformance/properties/exploration/exhaustive/choice.js';
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
  const { states, turns, ends, beyond, mirrored } = search;
  const count = `${many(states, 'situation')}, ${many(turns, 'turn')}, ${many(ends.size, 'end')}`;
  const how = `${count}; ${conditions(told)}${mirrored === 0 ? '' : `, one of each kind of equal nodes (${many(mirrored, 'way')} left out)`}`;
  if (search.broken !== undefined) return failed(plan, style, `broken after ${how}`);
  const why = whyCut(search);
  if (why !== undefined)
    return passed(plan, style, `none of the orders searched breaks it (cut at ${how}: ${why})${left(search, told)}`);
  const reach =
    beyond === 0
      ? 'complete'
      : `complete to depth ${told.depth ?? 0}; what follows went in its default order from ${many(beyond, 'situation')}`;
  return passed(plan, style, `no order breaks it (${reach}: ${how})${left(search, told)}`);
}

function whyCut({ cut, rounds }: Exhausted): string | undefined {
  if (cut === 'time') return 'the time is up';
  if (cut === 'states') return 'there are more than --max-states allows';
  if (rounds === 0) return undefined;
  const turns = rounds === 1 ? 'one turn leads' : `${rounds} turns lead`;
  return `${turns} back to where their orders came from and time stands still: they can go round for ever, and never end`;
}

/** What was not tried, whatever the rest came to. */
function left({ unchosen, untried }: Exhausted, { seed }: Told): string {
  const kept = `turns inside of kubectl commands, repeat, try, catch and finally (${unchosen} in a run): they kept their order`;
  const drawn = `draws between more than ${MOST_WAYS} equals (up to ${untried}): they came out as seed ${seed} draws them`;
  return [...(unchosen === 0 ? [] : [kept]), ...(untried === 0 ? [] : [drawn])]
    .map((exception) => `\n  but for ${exception}`)
    .join('');
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
