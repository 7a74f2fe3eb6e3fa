import { clusterBenches } from './cluster-benches.js';
import { growthBenches } from './growth-benches.js';
import { explorationBenches } from './exploration-benches.js';
import { propertyBenches } from './property-benches.js';
import { scenarioBenches } from './scenario-benches.js';
import { schedulingBenches } from './scheduling-benches.js';
import { sizeBenches } from './size-benches.js';
import { screenBenches } from './screen-benches.js';
import { traceBenches } from './trace-benches.js';

/** One measurement and its bar. */
export interface Bench {
  readonly name: string;
  readonly bar: number;
  readonly unit: string;
  /** The bar is a floor; otherwise it is a ceiling. */
  readonly atLeast?: boolean;
  /** Takes minutes: measured only when its name or --long asks for it. */
  readonly long?: boolean;
  /** Why the measurement is what it is, for one that shows how something grows. */
  readonly why?: string;
  measure(): number | Measurement;
}

/** A measurement with the points that it was made of. */
export interface Measurement {
  readonly value: number;
  readonly detail: string;
}

export const benches: readonly Bench[] = [
  ...scenarioBenches,
  ...propertyBenches,
  ...clusterBenches,
  ...sizeBenches,
  ...schedulingBenches,
  ...growthBenches,
  ...explorationBenches,
  ...traceBenches,
  ...screenBenches,
];
