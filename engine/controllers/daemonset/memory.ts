import { deleteExpectations, NO_EXPECTATIONS, type Expectations } from '../../client/expectations.js';
import { NO_BACKOFF, type FailedPodsBackoff } from './failed-pods-backoff.js';

/** What the daemon set controller remembers between syncs. */
export interface DaemonSetMemory {
  readonly expectations: Expectations;
  readonly backoff: FailedPodsBackoff;
}

export const FRESH: DaemonSetMemory = { expectations: NO_EXPECTATIONS, backoff: NO_BACKOFF };

/** The memory with other expectations; the same when they are. */
export function withExpectations(memory: DaemonSetMemory, expectations: Expectations): DaemonSetMemory {
  return expectations === memory.expectations ? memory : { ...memory, expectations };
}

/** The memory without what a daemon set of this key was waiting for. */
export function forgotten(memory: DaemonSetMemory, key: string): DaemonSetMemory {
  return withExpectations(memory, deleteExpectations(memory.expectations, key));
}
