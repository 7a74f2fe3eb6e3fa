import type { Source } from '../expectations/source.js';
import type { FaultKind } from './deviation.js';
import type { Generators } from './generator.js';

/** What a Property claims for all values: where they come from, and how many are tried. Plain data. */
export interface PropertyPlan {
  readonly forall: Generators;
  readonly assume: readonly Assumption[];
  readonly runs: number;
  /** Of the values that are drawn. */
  readonly seed: number;
  /** The order of events is drawn too. */
  readonly orders?: Orders;
}

/** A CEL expression over the values; of values for which it is false nothing is claimed. */
export interface Assumption {
  readonly source: Source;
  readonly expression: string;
}

/** What may happen besides another order of events. */
export interface Orders {
  readonly faults: readonly FaultKind[];
  /** No more than so many of these in one run. */
  readonly maxFaults: number;
}
