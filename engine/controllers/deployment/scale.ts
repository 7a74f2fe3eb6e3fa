import type { Deployment, ReplicaSet } from '../../apis/generated/apps.v1.js';
import { deployments, replicasets } from '../../apis/generated/resources.js';
import { recordEvent, update, type Reconcile } from '../../client/reconcile.js';
import { NO_ANNOTATIONS, withReplicas } from './annotations.js';
import { done, type Attempt } from './attempt.js';
import { maxReplicas } from './fenceposts.js';
import { desired } from './replica-sets.js';

export interface Scaled {
  /** Whether its size changed. */
  readonly scaled: boolean;
  readonly replicaSet: ReplicaSet;
}

/** Gives a replica set another size, and says so in an event; nothing happens when it has it. */
export function* scaleAndRecord(
  replicaSet: ReplicaSet,
  replicas: number,
  deployment: Deployment,
): Reconcile<Attempt<Scaled>> {
  if (desired(replicaSet) === replicas) return done({ scaled: false, replicaSet });
  return yield* scaleReplicaSet(replicaSet, replicas, deployment);
}

/** Brings size and size annotations of a replica set up to date (scaleReplicaSet). */
export function* scaleReplicaSet(
  replicaSet: ReplicaSet,
  replicas: number,
  deployment: Deployment,
): Reconcile<Attempt<Scaled>> {
  const { metadata, spec } = replicaSet;
  const before = desired(replicaSet);
  const annotations = withReplicas(
    metadata.annotations ?? NO_ANNOTATIONS,
    desired(deployment),
    maxReplicas(deployment),
  );
  if (before === replicas && annotations === metadata.annotations) return done({ scaled: false, replicaSet });
  const changed = { ...replicaSet, metadata: { ...metadata, annotations }, spec: { ...spec, replicas } };
  const written = yield* update(replicasets, changed);
  if (!written.ok) return written;
  if (before !== replicas) {
    const direction = before < replicas ? 'up' : 'down';
    const message = `Scaled ${direction} replica set ${metadata.name} from ${before} to ${replicas}`;
    yield* recordEvent(deployments, deployment, 'Normal', 'ScalingReplicaSet', message);
  }
  return done({ scaled: before !== replicas, replicaSet: written.object });
}
