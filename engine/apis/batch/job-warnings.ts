import type { JobSpec } from '../generated/batch.v1.js';
import { warningsForTemplate } from '../core/pod/warnings/pod-warnings.js';

const MANY_COMPLETIONS = 100_000;
const MANY_AT_ONCE = 10_000;

/** Follows WarningsForJobSpec (pkg/api/job). */
export function jobSpecWarnings(spec: JobSpec, path: string): readonly string[] {
  const { completionMode, completions = 0, parallelism = 0, template } = spec;
  const large = completionMode === 'Indexed' && completions > MANY_COMPLETIONS && parallelism > MANY_AT_ONCE;
  const message =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, ' +
    'Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
  return [...(large ? [`${path}: ${message}`] : []), ...warningsForTemplate(template, `${path}.template`)];
}
