import type { Reconcile } from '../../client/reconcile.js';

/** Size of the first batch. */
export const SLOW_START_INITIAL_BATCH_SIZE = 1;

export interface SlowStarted<E> {
  /** Calls that succeeded. */
  readonly successes: number;
  /** The first failure of the batch that ended it. */
  readonly failure?: E;
}

/**
 * Makes up to `count` calls in batches that double while all of a batch succeed, and stops after the first batch with a
 * failure. A call gives its failure, or undefined. Upstream makes the calls of a batch at the same time.
 */
export function* slowStartBatch<E>(
  count: number,
  initialBatchSize: number,
  call: () => Reconcile<E | undefined>,
): Reconcile<SlowStarted<E>> {
  let successes = 0;
  let remaining = count;
  for (let size = Math.min(count, initialBatchSize); size > 0; size = Math.min(2 * size, remaining)) {
    let failure: E | undefined;
    for (let i = 0; i < size; i++) {
      const failed = yield* call();
      if (failed === undefined) successes++;
      else failure ??= failed;
    }
    if (failure !== undefined) return { successes, failure };
    remaining -= size;
  }
  return { successes };
}
