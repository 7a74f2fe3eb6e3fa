import type { Deployment, ReplicaSet } from '../../apis/generated/apps.v1.js';
import { replicasets } from '../../apis/generated/resources.js';
import { remove, type Reconcile } from '../../client/reconcile.js';
import { isNotFound } from '../framework/refusal.js';
import { done, type Attempt } from './attempt.js';
import { byRevision, desired } from './replica-sets.js';

/** A history limit that means 'keep all'. */
const MAX_INT32 = 2 ** 31 - 1;

/**
 * Deletes the oldest revisions above spec.revisionHistoryLimit. One that still has pods is kept, though it counts
 * (cleanupDeployment).
 */
export function* cleanupDeployment({ spec }: Deployment, oldRSs: readonly ReplicaSet[]): Reconcile<Attempt<void>> {
  const { revisionHistoryLimit: limit } = spec;
  if (limit === undefined || limit === MAX_INT32 || oldRSs.length <= limit) return done(undefined);
  const cleanable = oldRSs.filter(({ metadata }) => metadata.deletionTimestamp === undefined).sort(byRevision);
  for (const replicaSet of cleanable.slice(0, Math.max(0, cleanable.length - limit))) {
    if (!isSpent(replicaSet)) continue;
    const { namespace, name } = replicaSet.metadata;
    const gone = yield* remove(replicasets, { namespace, name });
    if (!gone.ok && !isNotFound(gone)) return gone;
  }
  return done(undefined);
}

/** It has no pods, is not to have any, and its controller has seen that. */
function isSpent(replicaSet: ReplicaSet): boolean {
  const { metadata, status } = replicaSet;
  const observed = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  return observed && status.replicas === 0 && desired(replicaSet) === 0;
}
