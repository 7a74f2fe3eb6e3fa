import { isPodActive, isPodTerminating, untilNextAvailable } from '../framework/pod-state.js';
import { pods } from '../../apis/generated/resources.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { namespaceOf, splitKey } from '../../apimachinery/object.js';
import type { Context } from '../../client/component.js';
import type { Synced } from '../../client/controller.js';
import { deleteExpectations, satisfiedExpectations, type Expectations } from '../../client/expectations.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { SECOND } from '../../core/time.js';
import { claimObjects, ownsAll } from '../framework/claim.js';
import { isControlledBy } from '../framework/owners.js';
import { matcherOf } from '../framework/selectors.js';
import type { Family, Replicated } from './family.js';
import { manageReplicas, type Managed } from './manage-replicas.js';
import { calculateStatus, isSame, surplus, writeStatus } from './status.js';

/**
 * Brings the pods of a replica set to spec.replicas and its status to what is there. While creations or deletions are
 * still to be seen, only the status is kept. Follows syncReplicaSet (pkg/controller/replicaset).
 */
export function* syncReplicaSet<T extends Replicated>(
  family: Family<T>,
  key: string,
  expectations: Expectations,
  context: Context,
): Reconcile<Synced<Expectations>> {
  const { namespace, name } = splitKey(key);
  const owner = context.view.get(family.resource, namespace, name);
  if (owner === undefined) return { memory: deleteExpectations(expectations, key) };
  const matches = matcherOf(family.selectorOf(owner));
  if (matches === undefined) return { memory: expectations };

  const candidates = podsOf(owner, context);
  const claim = { controllers: family.resource, controller: owner, objects: pods, matches };
  const alive = candidates.filter(isPodActive);
  const { owned: active, failed } = ownsAll(claim, alive)
    ? { owned: alive, failed: false }
    : yield* claimObjects<T, Pod>(claim, alive);
  if (failed) return { memory: expectations, requeue: 'rate-limited' };
  const terminating =
    alive.length === candidates.length
      ? NOBODY
      : candidates.filter((pod) => isPodTerminating(pod) && isControlledBy(pod, owner) && matches(pod));

  const needsSync = satisfiedExpectations(expectations, key, context.now);
  const managed: Managed =
    needsSync && owner.metadata.deletionTimestamp === undefined && surplus(owner, active) !== 0
      ? yield* manageReplicas(family, owner, active, expectations, context)
      : { expectations };
  const status = calculateStatus(family, owner, { active, terminating, failure: managed.failure }, context.now);
  const written = isSame(owner.status, status)
    ? ({ ok: true, object: owner } as const)
    : yield* writeStatus(family, owner, status);
  const memory = managed.expectations;
  if (!written.ok || managed.failure !== undefined) return { memory, requeue: 'rate-limited' };
  return { memory, requeue: untilAvailable(written.object, active, context.now) };
}

const NOBODY: readonly Pod[] = [];

/** Pods that the owner controls, and orphans that it may want. */
function podsOf(owner: Replicated, { view }: Context): readonly Pod[] {
  const owned = view.controlledBy(pods, owner.metadata.uid);
  const orphans = view.orphans(pods, namespaceOf(owner));
  return orphans.length === 0 ? owned : [...owned, ...orphans];
}

/** When to look again for pods that are ready but not for long enough; undefined: no need. */
function untilAvailable({ spec, status }: Replicated, active: readonly Pod[], now: Millis): Millis | undefined {
  const { minReadySeconds = 0 } = spec;
  if (minReadySeconds === 0 || (status.readyReplicas ?? 0) === (status.availableReplicas ?? 0)) return undefined;
  return untilNextAvailable(active, minReadySeconds, now) ?? minReadySeconds * SECOND;
}
