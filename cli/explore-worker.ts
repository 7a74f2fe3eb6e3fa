import type { ScenarioPlan } from '../conformance/language/plan.js';
import { searchOrders, type Search, type SearchOptions } from '../conformance/properties/exploration/explore.js';

/** A part of a search: every so many runs, beginning with one of the first. */
export interface Part {
  readonly plan: ScenarioPlan;
  readonly options: Omit<SearchOptions, 'goOn'>;
  /** Real time in which it must be done. */
  readonly millis: number;
  /** One number shared by all parts: the first run that was found to break the scenario; nobody looks beyond it. */
  readonly best: Int32Array;
}

/** Searches its part in a thread of its own. */
export default function searchPart({ plan, options, millis, best }: Part): Search {
  const end = performance.now() + millis;
  const goOn = (number: number): boolean => performance.now() < end && number < Atomics.load(best, 0);
  const search = searchOrders(plan, { ...options, goOn });
  if (search.finding !== undefined) lower(best, search.finding.number);
  return search;
}

function lower(best: Int32Array, number: number): void {
  for (let known = Atomics.load(best, 0); number < known;) known = Atomics.compareExchange(best, 0, known, number);
}
