import type { Deployment, ReplicaSet } from '../../apis/generated/apps.v1.js';
import { deployments, replicasets } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import { update, updateStatus, type Reconcile } from '../../client/reconcile.js';
import { maxRevision, newReplicaSetAnnotations, NO_ANNOTATIONS, REVISION, withRevision } from './annotations.js';
import { done, type Attempt } from './attempt.js';
import { conditionOf, hasProgressDeadline, newCondition, REASONS, setCondition } from './conditions.js';
import { createReplicaSet } from './create-replica-set.js';
import { findNewReplicaSet, sortedByCreation, type Rollout } from './replica-sets.js';

const NONE: readonly ReplicaSet[] = [];

/**
 * Sorts a deployment's replica sets into the new one and the old ones. The new one gets the next revision and the
 * deployment's annotations, and the deployment its revision; `createIfMissing` makes it where there is none. The
 * deployment given back carries what was changed, but the resourceVersion it was read with: a later write of the same
 * sync that follows a write here is refused and tried again, as upstream. Follows getAllReplicaSetsAndSyncRevision.
 */
export function* syncRevision(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  createIfMissing: boolean,
  context: Context,
): Reconcile<Attempt<Rollout>> {
  const sorted = sortedByCreation(replicaSets);
  const existing = findNewReplicaSet(deployment, sorted);
  const oldRSs =
    existing !== undefined && sorted.length === 1 ? NONE : sorted.filter((replicaSet) => replicaSet !== existing);
  const revision = maxRevision(oldRSs) + 1;
  const rollout: Rollout = { deployment, newRS: existing, oldRSs };
  if (existing !== undefined) return yield* syncExisting(rollout, existing, revision, context);
  return createIfMissing ? yield* createNew(rollout, revision, context) : done(rollout);
}

/**
 * Whether a first look at the revisions of a deployment, as it was `before`, found everything and wrote nothing: then a
 * second one in the same sync has nothing else to find.
 */
export function hasFoundAll(
  { deployment, newRS }: Rollout,
  before: Deployment,
  replicaSets: readonly ReplicaSet[],
): boolean {
  return deployment === before && newRS !== undefined && replicaSets.includes(newRS);
}

function* syncExisting(
  rollout: Rollout,
  existing: ReplicaSet,
  revision: number,
  { now }: Context,
): Reconcile<Attempt<Rollout>> {
  const { deployment } = rollout;
  const { metadata, spec } = existing;
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
  const before = metadata.annotations ?? NO_ANNOTATIONS;
  const annotations = newReplicaSetAnnotations(deployment, before, revision);
  if (annotations !== before || (spec.minReadySeconds ?? 0) !== minReadySeconds) {
    const changed = { ...existing, metadata: { ...metadata, annotations }, spec: { ...spec, minReadySeconds } };
    const written = yield* update(replicasets, changed);
    return written.ok ? done({ ...rollout, newRS: written.object }) : written;
  }
  const numbered = withRevision(deployment, annotations[REVISION] ?? '');
  const missing = hasProgressDeadline(deployment) && !conditionOf(deployment.status.conditions, 'Progressing');
  const message = `Found new replica set "${metadata.name}"`;
  const noted = missing
    ? setCondition(numbered, newCondition('Progressing', 'True', REASONS.foundNewReplicaSet, message, now))
    : numbered;
  return noted === deployment ? done(rollout) : yield* note(rollout, noted);
}

function* createNew(rollout: Rollout, revision: number, context: Context): Reconcile<Attempt<Rollout>> {
  const { deployment } = rollout;
  const made = yield* createReplicaSet(rollout, revision, context);
  if (!made.ok) return made;
  const { replicaSet, existed } = made.value;
  const numbered = withRevision(deployment, String(revision));
  const message = `Created new replica set "${replicaSet.metadata.name}"`;
  const noted =
    !existed && hasProgressDeadline(deployment)
      ? setCondition(numbered, newCondition('Progressing', 'True', REASONS.newReplicaSetCreated, message, context.now))
      : numbered;
  return yield* note({ ...rollout, newRS: replicaSet }, noted);
}

/** Writes the deployment when it was changed. */
function* note(rollout: Rollout, deployment: Deployment): Reconcile<Attempt<Rollout>> {
  if (deployment === rollout.deployment) return done(rollout);
  const written = yield* updateStatus(deployments, deployment);
  return written.ok ? done({ ...rollout, deployment }) : written;
}
