import type { Deployment, ReplicaSet } from '../../apis/generated/apps.v1.js';
import type { PodTemplateSpec } from '../../apis/generated/core.v1.js';
import { semanticEqual } from '../../apimachinery/equality.js';
import { revisionOf } from './annotations.js';

export const POD_TEMPLATE_HASH = 'pod-template-hash';

/** The pods that a deployment or replica set asks for; the API server defaults them to 1. */
export function desired(object: Deployment | ReplicaSet): number {
  return object.spec.replicas ?? 1;
}

/** A deployment in the middle of its sync. */
export interface Rollout {
  /** As read, with the changes that the sync has made to it so far. */
  readonly deployment: Deployment;
  /** The one whose template is the deployment's. */
  readonly newRS: ReplicaSet | undefined;
  readonly oldRSs: readonly ReplicaSet[];
}

/** The old replica sets, then the new one if there is one. */
export function allReplicaSets({ newRS, oldRSs }: Rollout): readonly ReplicaSet[] {
  if (newRS === undefined) return oldRSs;
  return oldRSs.length === 0 ? [newRS] : [...oldRSs, newRS];
}

interface Compared {
  readonly with: PodTemplateSpec;
  readonly equal: boolean;
}

const compared = new WeakMap<PodTemplateSpec, Compared>();

/**
 * Whether two templates are the same apart from the hash label (EqualIgnoreHash). The last answer for each `a` is
 * remembered: every sync of a rollout asks for the same ones.
 */
export function equalIgnoreHash(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  const known = compared.get(a);
  if (known?.with === b) return known.equal;
  const equal = semanticEqual(a.spec, b.spec) && semanticEqual(withoutHash(a), withoutHash(b));
  compared.set(a, { with: b, equal });
  return equal;
}

function withoutHash({ metadata }: PodTemplateSpec): unknown {
  if (metadata.labels?.[POD_TEMPLATE_HASH] === undefined) return metadata;
  const { [POD_TEMPLATE_HASH]: _hash, ...labels } = metadata.labels;
  return { ...metadata, labels };
}

/** Oldest first, then by name. Times are in the API's one form, so their texts sort as they do. */
export function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  const [timeA, timeB] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (timeA !== timeB) return timeA < timeB ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : 0;
}

/** Sorted by age; the same list (===) when it is. */
export function sortedByCreation(replicaSets: readonly ReplicaSet[]): readonly ReplicaSet[] {
  for (let i = 1; i < replicaSets.length; i++) {
    const [one, next] = [replicaSets[i - 1], replicaSets[i]];
    if (one !== undefined && next !== undefined && byCreation(one, next) > 0) return [...replicaSets].sort(byCreation);
  }
  return replicaSets;
}

/** Largest first, then oldest. */
export function bySizeOlder(a: ReplicaSet, b: ReplicaSet): number {
  return desired(b) - desired(a) || byCreation(a, b);
}

/** Largest first, then youngest. */
export function bySizeNewer(a: ReplicaSet, b: ReplicaSet): number {
  return desired(b) - desired(a) || byCreation(b, a);
}

/** Lowest revision first, then oldest; revisions that cannot be read do not count. */
export function byRevision(a: ReplicaSet, b: ReplicaSet): number {
  const revisionA = revisionOf(a);
  const revisionB = revisionOf(b);
  if (revisionA === undefined || revisionB === undefined || revisionA === revisionB) return byCreation(a, b);
  return revisionA - revisionB;
}

/** The oldest replica set whose template is the deployment's (FindNewReplicaSet); the list is sorted by creation. */
export function findNewReplicaSet(deployment: Deployment, sorted: readonly ReplicaSet[]): ReplicaSet | undefined {
  return sorted.find(({ spec }) => equalIgnoreHash(spec.template, deployment.spec.template));
}

/** Those that ought to have pods (FilterActiveReplicaSets). */
export function activeOf(replicaSets: readonly ReplicaSet[]): readonly ReplicaSet[] {
  return replicaSets.filter((replicaSet) => desired(replicaSet) > 0);
}

/** Pods asked for in all. */
export function totalDesired(replicaSets: readonly ReplicaSet[]): number {
  let sum = 0;
  for (const replicaSet of replicaSets) sum += desired(replicaSet);
  return sum;
}

type Count = 'replicas' | 'readyReplicas' | 'availableReplicas';

/** A count of the statuses in all. */
export function total(replicaSets: readonly ReplicaSet[], count: Count): number {
  let sum = 0;
  for (const { status } of replicaSets) sum += status[count] ?? 0;
  return sum;
}

/**
 * Terminating pods in all; undefined when a replica set that was synced does not say (it was synced by an older
 * controller). One that was never synced has none.
 */
export function totalTerminating(replicaSets: readonly ReplicaSet[]): number | undefined {
  let sum = 0;
  for (const { status } of replicaSets) {
    if (status.terminatingReplicas !== undefined) sum += status.terminatingReplicas;
    else if (status.observedGeneration) return undefined;
  }
  return sum;
}
