import { clusterBenches } from './cluster-benches.js';
import { scenarioBenches } from './scenario-benches.js';
import { schedulingBenches } from './scheduling-benches.js';
import { traceBenches } from './trace-benches.js';

/** One measurement and its bar. */
export interface Bench {
  readonly name: string;
  readonly bar: number;
  readonly unit: string;
  /** The bar is a floor; otherwise it is a ceiling. */
  readonly atLeast?: boolean;
  measure(): number;
}

export const benches: readonly Bench[] = [...scenarioBenches, ...clusterBenches, ...schedulingBenches, ...traceBenches];
