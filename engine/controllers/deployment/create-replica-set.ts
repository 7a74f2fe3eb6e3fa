import type { Deployment, ReplicaSet } from '../../apis/generated/apps.v1.js';
import { deployments, replicasets } from '../../apis/generated/resources.js';
import { podTemplateHash } from '../../apimachinery/hash.js';
import { namespaceOf, type New } from '../../apimachinery/object.js';
import { notFound } from '../../apimachinery/status.js';
import type { Context } from '../../client/component.js';
import { create, recordEvent, updateStatus, type Reconcile } from '../../client/reconcile.js';
import { isControlledBy } from '../framework/owners.js';
import { newControllerRef } from '../framework/pod-control.js';
import { isAlreadyExists, isNamespaceTerminating, refusalText, type Refusal } from '../framework/refusal.js';
import { newReplicaSetAnnotations, NO_ANNOTATIONS, withReplicas } from './annotations.js';
import { done, type Attempt } from './attempt.js';
import { hasProgressDeadline, newCondition, REASONS, setCondition } from './conditions.js';
import { maxReplicas, newReplicasFor } from './fenceposts.js';
import { desired, equalIgnoreHash, POD_TEMPLATE_HASH, type Rollout } from './replica-sets.js';

const MAX_NAME_LENGTH = 253;

export interface Created {
  readonly replicaSet: ReplicaSet;
  /** It was there already: a cache that lags did not show it. */
  readonly existed: boolean;
}

/** Creates the replica set of a deployment's template, at the size that the rollout allows (getNewReplicaSet). */
export function* createReplicaSet(
  { deployment, oldRSs }: Rollout,
  revision: number,
  context: Context,
): Reconcile<Attempt<Created>> {
  const hash = podTemplateHash(deployment.spec.template, deployment.status.collisionCount);
  const name = replicaSetName(deployment.metadata.name, hash);
  const replicas = newReplicasFor(deployment, oldRSs, 0);
  const made = yield* create(replicasets, newReplicaSet(deployment, name, hash, replicas, revision));
  if (made.ok) {
    if (replicas > 0) {
      const message = `Scaled up replica set ${made.object.metadata.name} from 0 to ${replicas}`;
      yield* recordEvent(deployments, deployment, 'Normal', 'ScalingReplicaSet', message);
    }
    return done({ replicaSet: made.object, existed: false });
  }
  if (isAlreadyExists(made)) return yield* alreadyThere(deployment, name, made, context);
  if (!isNamespaceTerminating(made)) yield* reportFailure(deployment, name, made, context);
  return made;
}

function newReplicaSet(
  deployment: Deployment,
  name: string,
  hash: string,
  replicas: number,
  revision: number,
): New<ReplicaSet> {
  const { minReadySeconds, selector, template } = deployment.spec;
  const labels = { ...template.metadata.labels, [POD_TEMPLATE_HASH]: hash };
  const annotations = newReplicaSetAnnotations(deployment, NO_ANNOTATIONS, revision);
  return {
    metadata: {
      name,
      namespace: namespaceOf(deployment),
      labels,
      annotations: withReplicas(annotations, desired(deployment), maxReplicas(deployment)),
      ownerReferences: [newControllerRef(deployments, deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds ? { minReadySeconds } : {}),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [POD_TEMPLATE_HASH]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

/** The deployment's name, cut where it is too long, and the hash. */
function replicaSetName(deployment: string, hash: string): string {
  return `${deployment.slice(0, MAX_NAME_LENGTH - 1 - hash.length)}-${hash}`;
}

/**
 * The name is taken: by the very replica set that was to be made, or by another, whose hash is the same by chance. Then
 * the count of collisions goes up, and the next try has another name.
 */
function* alreadyThere(
  deployment: Deployment,
  name: string,
  refusal: Refusal,
  { view }: Context,
): Reconcile<Attempt<Created>> {
  const found = view.get(replicasets, namespaceOf(deployment), name);
  if (found === undefined) return { ok: false, code: 404, status: notFound(replicasets, name) };
  if (isControlledBy(found, deployment) && equalIgnoreHash(deployment.spec.template, found.spec.template)) {
    return done({ replicaSet: found, existed: true });
  }
  const collisionCount = (deployment.status.collisionCount ?? 0) + 1;
  yield* updateStatus(deployments, { ...deployment, status: { ...deployment.status, collisionCount } });
  return refusal;
}

function* reportFailure(deployment: Deployment, name: string, refusal: Refusal, { now }: Context): Reconcile {
  const reason = REASONS.replicaSetCreateError;
  const message = `Failed to create new replica set "${name}": ${refusalText(refusal)}`;
  if (hasProgressDeadline(deployment)) {
    const condition = newCondition('Progressing', 'False', reason, message, now);
    yield* updateStatus(deployments, setCondition(deployment, condition));
  }
  yield* recordEvent(deployments, deployment, 'Warning', reason, message);
}
