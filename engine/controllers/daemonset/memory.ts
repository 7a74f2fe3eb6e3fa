import type { DaemonSet } from '../../apis/generated/apps.v1.js';
import { SortedMap } from '../../core/sorted-map.js';
import { deleteExpectations, NO_EXPECTATIONS, type Expectations } from '../../client/expectations.js';
import { NO_BACKOFF, type FailedPodsBackoff } from './failed-pods-backoff.js';

/** What the daemon set controller remembers between syncs. */
export interface DaemonSetMemory {
  readonly expectations: Expectations;
  readonly backoff: FailedPodsBackoff;
  /** Key → resourceVersion that the last write of its status gave. Its event brings nothing new. */
  readonly written: SortedMap<string, string>;
}

export const FRESH: DaemonSetMemory = {
  expectations: NO_EXPECTATIONS,
  backoff: NO_BACKOFF,
  written: SortedMap.empty(),
};

/** The memory with other expectations; the same when they are. */
export function withExpectations(memory: DaemonSetMemory, expectations: Expectations): DaemonSetMemory {
  return expectations === memory.expectations ? memory : { ...memory, expectations };
}

/** The memory with a daemon set as its status was last written. */
export function withOwnWrite(memory: DaemonSetMemory, { metadata }: DaemonSet): DaemonSetMemory {
  const written = memory.written.set(`${metadata.namespace}/${metadata.name}`, metadata.resourceVersion ?? '');
  return written === memory.written ? memory : { ...memory, written };
}

/** Whether a daemon set is as its status was last written. */
export function isOwnWrite({ written }: DaemonSetMemory, key: string, { metadata }: DaemonSet): boolean {
  return metadata.resourceVersion !== undefined && written.get(key) === metadata.resourceVersion;
}

/** The memory without what it holds of a daemon set. */
export function forgotten(memory: DaemonSetMemory, key: string): DaemonSetMemory {
  const expectations = deleteExpectations(memory.expectations, key);
  const written = memory.written.delete(key);
  const same = expectations === memory.expectations && written === memory.written;
  return same ? memory : { ...memory, expectations, written };
}
