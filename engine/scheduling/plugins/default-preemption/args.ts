import { invalid } from '../../../apimachinery/field-error.js';
import type { JsonObject } from '../../../apimachinery/object.js';
import { readArgs, type Args } from '../../config/args.js';

/** DefaultPreemptionArgs: how many candidates are enough. */
export interface DefaultPreemptionArgs {
  /** Of the nodes that preemption may help on. */
  readonly minCandidateNodesPercentage: number;
  readonly minCandidateNodesAbsolute: number;
}

/** Reads and checks them, as ValidateDefaultPreemptionArgs. */
export function defaultPreemptionArgs(input: JsonObject): Args<DefaultPreemptionArgs> {
  return readArgs(input, 'DefaultPreemptionArgs', (reader) => {
    const percentage = reader.number('minCandidateNodesPercentage', 10);
    const absolute = reader.number('minCandidateNodesAbsolute', 100);
    if (percentage < 0 || percentage > 100) {
      reader.report(invalid('minCandidateNodesPercentage', percentage, 'not in valid range [0, 100]'));
    }
    if (absolute < 0) reader.report(invalid('minCandidateNodesAbsolute', absolute, 'not in valid range [0, inf)'));
    if (percentage === 0 && absolute === 0) {
      const detail = (other: string) => `cannot be zero at the same time as ${other}`;
      reader.report(invalid('minCandidateNodesPercentage', percentage, detail('minCandidateNodesAbsolute')));
      reader.report(invalid('minCandidateNodesAbsolute', absolute, detail('minCandidateNodesPercentage')));
    }
    return { minCandidateNodesPercentage: percentage, minCandidateNodesAbsolute: absolute };
  });
}
