import { invalid } from '../../../apimachinery/field-error.js';
import type { JsonObject } from '../../../apimachinery/object.js';
import { readArgs, type Args } from '../../config/args.js';

/** InterPodAffinityArgs. */
export interface InterPodAffinityArgs {
  /** What a running pod's required affinity to the new one is worth. */
  readonly hardPodAffinityWeight: number;
  /** Pods without preferences of their own do not look at those of running pods. */
  readonly ignorePreferredTermsOfExistingPods: boolean;
}

/** Reads and checks them, as ValidateInterPodAffinityArgs. */
export function interPodAffinityArgs(input: JsonObject): Args<InterPodAffinityArgs> {
  return readArgs(input, 'InterPodAffinityArgs', (reader) => {
    const hardPodAffinityWeight = reader.number('hardPodAffinityWeight', 1);
    if (hardPodAffinityWeight < 0 || hardPodAffinityWeight > 100) {
      reader.report(invalid('hardPodAffinityWeight', hardPodAffinityWeight, 'not in valid range [0, 100]'));
    }
    return {
      hardPodAffinityWeight,
      ignorePreferredTermsOfExistingPods: reader.boolean('ignorePreferredTermsOfExistingPods', false),
    };
  });
}
