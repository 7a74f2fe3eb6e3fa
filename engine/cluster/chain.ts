import { SortedMap } from '../core/sorted-map.js';
import type { StepRecord } from './step.js';

/** A step, and how many steps led to it, each caused by the one before. */
export interface Link {
  readonly record: StepRecord;
  readonly length: number;
}

/** Steps by number, as the ends of chains of cause and effect. */
export type Chains = SortedMap<number, Link>;

export const NO_CHAINS: Chains = SortedMap.empty();

/** Older steps are forgotten: a chain that goes back further counts from there. */
const WINDOW = 5_000;

/** Adds a step to the chain that it follows from. */
export function follow(chains: Chains, record: StepRecord): Chains {
  const length = (chains.get(record.cause)?.length ?? 0) + 1;
  const longer = chains.set(record.seq, { record, length });
  const first = longer.size > WINDOW ? longer.first() : undefined;
  return first === undefined ? longer : longer.delete(first[0]);
}
