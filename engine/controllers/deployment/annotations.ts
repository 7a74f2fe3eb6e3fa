import type { Deployment, ReplicaSet } from '../../apis/generated/apps.v1.js';
import type { KubeObject } from '../../apimachinery/object.js';

const PREFIX = 'deployment.kubernetes.io/';

/** Place of a replica set in the history of its deployment, and of a deployment in its own. */
export const REVISION = `${PREFIX}revision`;
/** Former revisions of a replica set that was rolled back to. */
const REVISION_HISTORY = `${PREFIX}revision-history`;
/** spec.replicas of the deployment when it last scaled the replica set: another number now means a scaling. */
const DESIRED_REPLICAS = `${PREFIX}desired-replicas`;
/** The same with the surge. */
const MAX_REPLICAS = `${PREFIX}max-replicas`;

const MAX_REVISION_HISTORY_LENGTH = 2000;

const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
]);

export type Annotations = Readonly<Record<string, string>>;

export const NO_ANNOTATIONS: Annotations = {};

const ZERO = '0'.charCodeAt(0);

/** Go's strconv.ParseInt in base 10. Most revisions are one digit. */
function parseInteger(text: string): number | undefined {
  const digit = text.length === 1 ? text.charCodeAt(0) - ZERO : -1;
  if (digit >= 0 && digit <= 9) return digit;
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/** The revision of an object: 0 without the annotation, undefined when it is no number. */
export function revisionOf({ metadata }: KubeObject): number | undefined {
  const text = metadata.annotations?.[REVISION];
  return text === undefined ? 0 : parseInteger(text);
}

export function maxRevision(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((most, replicaSet) => Math.max(most, revisionOf(replicaSet) ?? 0), 0);
}

/** The deployment with this revision; the same when it has it (SetDeploymentRevision). */
export function withRevision(deployment: Deployment, revision: string): Deployment {
  const { metadata } = deployment;
  if ((metadata.annotations?.[REVISION] ?? '') === revision) return deployment;
  return { ...deployment, metadata: { ...metadata, annotations: { ...metadata.annotations, [REVISION]: revision } } };
}

/** A replica set's annotations with those of its deployment that it should have; the same when it has them all. */
function copied(deployment: Deployment, annotations: Annotations): Annotations {
  const wanted = deployment.metadata.annotations ?? NO_ANNOTATIONS;
  let all: Record<string, string> | undefined;
  for (const key in wanted) {
    const value = wanted[key];
    if (value !== undefined && !NOT_COPIED.has(key) && annotations[key] !== value)
      (all ??= { ...annotations })[key] = value;
  }
  return all ?? annotations;
}

/**
 * The annotations that the new replica set of a deployment should have, given those it has: the deployment's own, its
 * revision, and the revisions it had before when it is rolled back to. The same (===) when they are right, or when its
 * revision is no number. Follows SetNewReplicaSetAnnotations for a replica set that exists.
 */
export function newReplicaSetAnnotations(
  deployment: Deployment,
  annotations: Annotations,
  revision: number,
): Annotations {
  const old = annotations[REVISION] ?? '';
  const oldRevision = old === '' ? 0 : parseInteger(old);
  if (oldRevision === undefined) return annotations;
  const copies = copied(deployment, annotations);
  if (oldRevision >= revision) return copies;
  const numbered = { ...copies, [REVISION]: String(revision) };
  if (annotations[REVISION] === undefined) return numbered;
  const history = extended(annotations[REVISION_HISTORY] ?? '', old);
  return history === undefined ? numbered : { ...numbered, [REVISION_HISTORY]: history };
}

/** The history with one more revision, without as many of the oldest as it takes; undefined when it cannot fit. */
function extended(history: string, revision: string): string | undefined {
  if (history === '' || history.startsWith(',')) return revision;
  const revisions = history.split(',');
  let length = history.length + revision.length + 1;
  let start = 0;
  for (; length > MAX_REVISION_HISTORY_LENGTH && start < revisions.length; start++) {
    length -= (revisions[start]?.length ?? 0) + 1;
  }
  return length <= MAX_REVISION_HISTORY_LENGTH ? [...revisions.slice(start), revision].join(',') : undefined;
}

/** With the size of the deployment and its size with surge; the same when they are right (SetReplicasAnnotations). */
export function withReplicas(annotations: Annotations, desired: number, most: number): Annotations {
  if (annotations[DESIRED_REPLICAS] === String(desired) && annotations[MAX_REPLICAS] === String(most)) {
    return annotations;
  }
  return { ...annotations, [DESIRED_REPLICAS]: String(desired), [MAX_REPLICAS]: String(most) };
}

/** spec.replicas of the deployment as the replica set last knew it; undefined when it does not say. */
export function desiredReplicasOf(replicaSet: ReplicaSet): number | undefined {
  return nonNegative(replicaSet.metadata.annotations?.[DESIRED_REPLICAS]);
}

/** The same with the surge. */
export function maxReplicasOf(replicaSet: ReplicaSet): number | undefined {
  return nonNegative(replicaSet.metadata.annotations?.[MAX_REPLICAS]);
}

function nonNegative(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) && Number(text) < 2 ** 31 ? Number(text) : undefined;
}
