import { namespaceOf, objectKey } from '../../apimachinery/object.js';
import type { Job } from '../../apis/generated/batch.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { jobs, pods } from '../../apis/generated/resources.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { claimObjects } from '../framework/claim.js';
import { isPodActive, isPodReady, isPodTerminating } from '../framework/pod-state.js';
import { matcherOf } from '../framework/selectors.js';
import { nextRecord, type BackoffRecord } from './backoff.js';
import { surveyIndexes, type IndexSurvey } from './index-survey.js';
import { total } from './intervals.js';
import { backoffOf, expectedRemovals, type JobMemory } from './memory.js';
import { matchPodFailurePolicy } from './pod-failure-policy.js';
import {
  byCompletionIndex,
  hasTrackingFinalizer,
  isIndexed,
  isPodFailed,
  TRACKING_FINALIZER,
  validIndex,
} from './pods.js';

/** A job and its pods as one sync sees them: syncJobCtx. */
export interface Situation {
  readonly key: string;
  readonly job: Job;
  /** Those of an Indexed job by index. */
  readonly pods: readonly Pod[];
  readonly active: readonly Pod[];
  readonly terminating: number;
  readonly ready: number;
  /** Counted, about to be counted, and found just now. */
  readonly succeeded: number;
  readonly failed: number;
  /** Uids that the status lists as not counted yet. */
  readonly uncounted: Uncounted;
  /** Pods whose finalizer is still to be taken off. */
  readonly tracked: ReadonlySet<string>;
  readonly backoff: BackoffRecord;
  /** Of an Indexed job. */
  readonly indexes?: IndexSurvey;
}

interface Uncounted {
  readonly succeeded: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
}

/**
 * The pods of a job; adopts and releases as needed, and adopted ones count as having the finalizer they got (getPodsForJob).
 * Undefined when that was refused.
 */
export function* claimPods(job: Job, view: View): Reconcile<readonly Pod[] | undefined> {
  const matches = matcherOf(job.spec.selector ?? {});
  if (matches === undefined) return undefined;
  const owned = view.controlledBy(pods, job.metadata.uid);
  const orphans = view.orphans(pods, namespaceOf(job));
  const claim = { controllers: jobs, controller: job, objects: pods, matches, finalizers: [TRACKING_FINALIZER] };
  const claimed = yield* claimObjects<Job, Pod>(claim, orphans.length === 0 ? owned : [...owned, ...orphans]);
  if (claimed.failed) return undefined;
  const { uid } = job.metadata;
  return claimed.owned.map((pod) => {
    const { metadata } = pod;
    const adopted = metadata.ownerReferences?.every((reference) => reference.uid !== uid) ?? true;
    if (!adopted || hasTrackingFinalizer(pod)) return pod;
    return { ...pod, metadata: { ...metadata, finalizers: [...(metadata.finalizers ?? []), TRACKING_FINALIZER] } };
  });
}

/** Takes stock of a job's pods. */
export function survey(job: Job, claimed: readonly Pod[], memory: JobMemory): Situation {
  const key = objectKey(job);
  const all = isIndexed(job) ? [...claimed].sort(byCompletionIndex) : claimed;
  const active = all.filter(isPodActive);
  const { status } = job;
  const uncounted: Uncounted = {
    succeeded: new Set(status.uncountedTerminatedPods?.succeeded),
    failed: new Set(status.uncountedTerminatedPods?.failed),
  };
  const removed = new Set(expectedRemovals(memory, key));
  const trackedPods = all.filter((pod) => hasTrackingFinalizer(pod) && !removed.has(pod.metadata.uid));
  const valid = isIndexed(job) ? trackedPods.filter((pod) => validIndex(pod, job) !== undefined) : trackedPods;
  const succeeded = valid.filter(
    ({ metadata, status: { phase } }) => phase === 'Succeeded' && !uncounted.succeeded.has(metadata.uid),
  );
  const failed = valid.filter((pod) => isPodFailed(pod, job) && !uncounted.failed.has(pod.metadata.uid));
  const counted = failed.filter((pod) => matchPodFailurePolicy(job.spec.podFailurePolicy, pod).counted);
  const indexes = isIndexed(job) ? surveyIndexes(job, all, active, valid) : undefined;
  return {
    key,
    job,
    pods: all,
    active,
    terminating: all.filter(isPodTerminating).length,
    ready: active.filter(isPodReady).length,
    succeeded:
      indexes === undefined
        ? (status.succeeded ?? 0) + succeeded.length + uncounted.succeeded.size
        : total(indexes.succeeded),
    failed: (status.failed ?? 0) + counted.length + uncounted.failed.size,
    uncounted,
    tracked: new Set(trackedPods.map(({ metadata }) => metadata.uid)),
    backoff: nextRecord(backoffOf(memory, key), succeeded, failed),
    ...(indexes === undefined ? {} : { indexes }),
  };
}
