import { millisOf } from '../../apimachinery/time.js';
import type { ContainerStatus, Pod } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import { MINUTE, SECOND } from '../../core/time.js';
import { ignoredFailureCount, indexFailureCount } from './pods.js';

const DEFAULT_BACKOFF: Millis = 10 * SECOND;
const MAX_BACKOFF: Millis = 10 * MINUTE;

/** Failures of a job's pods since one last succeeded. */
export interface BackoffRecord {
  readonly failures: number;
  readonly lastFailure?: Millis;
}

export const NO_FAILURES: BackoffRecord = { failures: 0 };

/**
 * When a pod ended: its last container, or it stopped being ready, or it was deleted, or else it was made
 * (getFinishedTime).
 */
export function finishedTime({ metadata, spec, status }: Pod): Millis {
  const sidecars = new Set(
    (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name),
  );
  const containers = latestFinish(undefined, status.containerStatuses ?? []);
  const inits = (status.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name));
  const ended = latestFinish(containers, inits);
  if (ended !== undefined) return ended;
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status === 'False' && ready.lastTransitionTime) return millisOf(ready.lastTransitionTime);
  if (metadata.deletionTimestamp !== undefined) {
    return millisOf(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * SECOND;
  }
  return millisOf(metadata.creationTimestamp);
}

/** Undefined when one of them has not ended. */
function latestFinish(before: Millis | undefined, statuses: readonly ContainerStatus[]): Millis | undefined {
  let latest = before;
  for (const { state } of statuses) {
    const at = state?.terminated?.finishedAt;
    if (!at) return undefined;
    latest = Math.max(latest ?? -Infinity, millisOf(at));
  }
  return latest;
}

/** The record after some more pods have ended; a success begins it anew (newBackoffRecord). */
export function nextRecord(record: BackoffRecord, succeeded: readonly Pod[], failed: readonly Pod[]): BackoffRecord {
  if (failed.length === 0) return succeeded.length === 0 ? record : NO_FAILURES;
  const times = failed.map(finishedTime);
  if (succeeded.length === 0) return { failures: record.failures + times.length, lastFailure: Math.max(...times) };
  const lastSuccess = Math.max(...succeeded.map(finishedTime));
  const since = times.filter((time) => time > lastSuccess);
  return since.length === 0 ? NO_FAILURES : { failures: since.length, lastFailure: Math.max(...since) };
}

/** How long no pod may be created yet (getRemainingTime). */
export function remainingBackoff({ failures, lastFailure }: BackoffRecord, now: Millis): Millis {
  if (failures === 0 || lastFailure === undefined) return 0;
  const backoff = Math.min(DEFAULT_BACKOFF * 2 ** (failures - 1), MAX_BACKOFF);
  return Math.max(0, backoff - (now - lastFailure));
}

/** The same for an index by itself, given its last pod (getRemainingTimePerIndex). */
export function remainingIndexBackoff(last: Pod | undefined, now: Millis): Millis {
  if (last === undefined) return 0;
  const failures = indexFailureCount(last) + ignoredFailureCount(last) + 1;
  return remainingBackoff({ failures, lastFailure: finishedTime(last) }, now);
}
