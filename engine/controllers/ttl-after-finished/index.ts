import { millisOf } from '../../apimachinery/time.js';
import { objectKey, splitKey } from '../../apimachinery/object.js';
import type { Job } from '../../apis/generated/batch.v1.js';
import { jobs } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Synced } from '../../client/controller.js';
import { read, remove, type Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { SECOND } from '../../core/time.js';
import { finishedCondition } from '../framework/finished-job.js';
import { isNotFound } from '../framework/refusal.js';

/** When a job is to be deleted; undefined while it runs, when it is to be kept, and when it is on its way already. */
export function expiry(job: Job): Millis | undefined {
  const { metadata, spec } = job;
  const finished = finishedCondition(job);
  if (finished === undefined || metadata.deletionTimestamp !== undefined) return undefined;
  const { ttlSecondsAfterFinished } = spec;
  if (ttlSecondsAfterFinished === undefined || !finished.lastTransitionTime) return undefined;
  return millisOf(finished.lastTransitionTime) + ttlSecondsAfterFinished * SECOND;
}

/**
 * Deletes a job once its time to live is over, and its pods before it. Before it does, it asks the server whether that
 * still holds (processJob).
 */
function* processJob(key: string, { view, now }: Context): Reconcile<Synced<undefined>> {
  const { namespace, name } = splitKey(key);
  const known = view.get(jobs, namespace, name);
  const expected = known && expiry(known);
  if (expected === undefined) return { memory: undefined, done: true };
  if (expected > now) return { memory: undefined, requeue: expected - now };
  const fresh = yield* read(jobs, { namespace, name });
  if (!fresh.ok) return isNotFound(fresh) ? { memory: undefined } : { memory: undefined, requeue: 'rate-limited' };
  const expires = expiry(fresh.object);
  if (expires === undefined) return { memory: undefined };
  if (expires > now) return { memory: undefined, requeue: expires - now };
  const options = { propagationPolicy: 'Foreground' as const, preconditions: { uid: fresh.object.metadata.uid } };
  const gone = yield* remove(jobs, { namespace, name }, options);
  return gone.ok ? { memory: undefined } : { memory: undefined, requeue: 'rate-limited' };
}

/** Deletes finished Jobs with a ttlSecondsAfterFinished (pkg/controller/ttlafterfinished). */
export const ttlAfterFinishedController = controller<undefined>({
  name: 'ttl-after-finished-controller',
  watches: [jobs],
  start: () => undefined,
  handle(event, _observation, memory) {
    const wakes = isEventOf(event, jobs) && event.type !== 'DELETED' && expiry(event.object) !== undefined;
    return { memory, enqueue: wakes ? [{ key: objectKey(event.object) }] : NOTHING };
  },
  sync: (key, _memory, context) => processJob(key, context),
});
