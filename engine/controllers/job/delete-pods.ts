import type { Job } from '../../apis/generated/batch.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { jobs, pods as podResource } from '../../apis/generated/resources.js';
import { deletionObserved, type Expectations } from '../../client/expectations.js';
import { patch, type Reconcile } from '../../client/reconcile.js';
import { deletePod } from '../framework/pod-control.js';
import { isPodReady } from '../framework/pod-state.js';
import { isNotFound, type Refusal } from '../framework/refusal.js';
import { hasTrackingFinalizer, WITHOUT_FINALIZER } from './pods.js';

/** What became of pods that were to go. */
export interface Deleted {
  /** How many are gone or going. */
  readonly count: number;
  /** How many of them were ready. */
  readonly ready: number;
  readonly failure?: Refusal;
}

/** Deletes the active pods of a job that ends; they keep their finalizers, and so are counted (deleteActivePods). */
export function* deleteActivePods(job: Job, active: readonly Pod[]): Reconcile<Deleted> {
  let count = active.length;
  let failure: Refusal | undefined;
  for (const pod of active) {
    const gone = yield* deletePod(jobs, job, pod);
    if (gone.ok || isNotFound(gone)) continue;
    count--;
    failure ??= gone;
  }
  return { count, ready: active.filter(isPodReady).length, ...(failure === undefined ? {} : { failure }) };
}

/** Deletes pods that are too many; without their finalizers, and so they are not counted (deleteJobPods). */
export function* deleteJobPods(
  job: Job,
  key: string,
  surplus: readonly Pod[],
  expected: Expectations,
): Reconcile<Deleted & { readonly expectations: Expectations }> {
  let expectations = expected;
  let count = surplus.length;
  let ready = 0;
  let failure: Refusal | undefined;
  for (const pod of surplus) {
    const released = yield* releasePod(pod);
    const gone = released ?? (yield* deletePod(jobs, job, pod));
    if (isPodReady(pod) && released === undefined) ready++;
    if (gone.ok) continue;
    expectations = deletionObserved(expectations, key);
    if (isNotFound(gone)) continue;
    count--;
    failure ??= gone;
  }
  return { expectations, count, ready, ...(failure === undefined ? {} : { failure }) };
}

/** Takes the finalizer off a pod; gives the refusal, if any. */
export function* releasePod(pod: Pod): Reconcile<Refusal | undefined> {
  if (!hasTrackingFinalizer(pod)) return undefined;
  const { namespace, name } = pod.metadata;
  const released = yield* patch(podResource, { namespace, name }, 'strategic', WITHOUT_FINALIZER);
  return released.ok ? undefined : released;
}
