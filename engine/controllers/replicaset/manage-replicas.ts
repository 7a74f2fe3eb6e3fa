import type { Pod } from '../../apis/generated/core.v1.js';
import { controllerOf, objectKey, type New } from '../../apimachinery/object.js';
import type { Resource } from '../../apis/resource.js';
import type { Context } from '../../client/component.js';
import {
  deletionObserved,
  expectCreations,
  expectDeletions,
  lowerExpectations,
  type Expectations,
} from '../../client/expectations.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { inDeletionOrder } from '../framework/deletion-order.js';
import { createPod, deletePod, podFromTemplate } from '../framework/pod-control.js';
import { isNamespaceTerminating, isNotFound, refusalText, type Refusal } from '../framework/refusal.js';
import { podsMatching } from '../framework/selectors.js';
import { SLOW_START_INITIAL_BATCH_SIZE, slowStartBatch } from '../framework/slow-start.js';
import type { Family, Replicated } from './family.js';
import { surplus } from './status.js';

/** So many pods are created or deleted at most before their events are waited for. */
const BURST_REPLICAS = 500;

export interface Managed {
  readonly expectations: Expectations;
  /** The first refusal, in words. */
  readonly failure?: string;
}

/** Creates the pods that are missing or deletes those too many: one or the other there are (manageReplicas). */
export function* manageReplicas<T extends Replicated>(
  family: Family<T>,
  owner: T,
  active: readonly Pod[],
  expectations: Expectations,
  context: Context,
): Reconcile<Managed> {
  const tooMany = surplus(owner, active);
  if (tooMany < 0)
    return yield* createMissing(family, owner, Math.min(-tooMany, BURST_REPLICAS), expectations, context);
  const count = Math.min(tooMany, BURST_REPLICAS);
  const ordered =
    count < active.length ? inDeletionOrder(active, relatedPods(family, owner, context.view), context.now) : active;
  return yield* deleteSurplus(family, owner, ordered.slice(0, count), expectations, context);
}

function* createMissing<T extends Replicated>(
  { resource }: Family<T>,
  owner: T,
  count: number,
  expectations: Expectations,
  { now }: Context,
): Reconcile<Managed> {
  const { template } = owner.spec;
  if (template === undefined) return { expectations };
  const key = objectKey(owner);
  const pod = podFromTemplate(resource, owner, template);
  const { successes, failure } = yield* slowStartBatch(count, SLOW_START_INITIAL_BATCH_SIZE, () =>
    createOne(resource, owner, pod),
  );
  const expected = expectCreations(expectations, key, count, now);
  const lowered = successes === count ? expected : lowerExpectations(expected, key, count - successes, 0);
  return failure === undefined ? { expectations: lowered } : { expectations: lowered, failure: refusalText(failure) };
}

/** Gives a refusal; that the namespace is going is none. */
function* createOne<T extends Replicated>(
  resource: Resource<T>,
  owner: T,
  pod: New<Pod>,
): Reconcile<Refusal | undefined> {
  const made = yield* createPod(resource, owner, pod);
  return made.ok || isNamespaceTerminating(made) ? undefined : made;
}

function* deleteSurplus<T extends Replicated>(
  { resource }: Family<T>,
  owner: T,
  surplusPods: readonly Pod[],
  expectations: Expectations,
  { now }: Context,
): Reconcile<Managed> {
  const key = objectKey(owner);
  let expected = expectDeletions(expectations, key, surplusPods.map(objectKey), now);
  let failure: string | undefined;
  for (const pod of surplusPods) {
    const gone = yield* deletePod(resource, owner, pod);
    if (gone.ok) continue;
    expected = deletionObserved(expected, key, objectKey(pod));
    if (!isNotFound(gone)) failure ??= `unable to delete pods: ${refusalText(gone)}`;
  }
  return failure === undefined ? { expectations: expected } : { expectations: expected, failure };
}

/** Pods of all replica sets that have the owner's owner (getIndirectlyRelatedPods). */
function relatedPods<T extends Replicated>({ resource, selectorOf }: Family<T>, owner: T, view: View): readonly Pod[] {
  const grandOwner = controllerOf(owner);
  if (grandOwner === undefined) return [];
  const related = new Map<string, Pod>();
  for (const sibling of view.controlledBy(resource, grandOwner.uid)) {
    for (const pod of podsMatching(view, sibling.metadata.namespace ?? '', selectorOf(sibling))) {
      related.set(pod.metadata.uid, pod);
    }
  }
  return [...related.values()];
}
