import type { ControllerRevision, DaemonSet } from '../../apis/generated/apps.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { daemonsets, nodes } from '../../apis/generated/resources.js';
import { splitKey } from '../../apimachinery/object.js';
import type { Context } from '../../client/component.js';
import type { Enqueue, Synced } from '../../client/controller.js';
import { satisfiedExpectations } from '../../client/expectations.js';
import { recordEvent, type Reconcile } from '../../client/reconcile.js';
import { SECOND } from '../../core/time.js';
import { isEmptySelector, matcherOf } from '../framework/selectors.js';
import { claimPods } from './claim-pods.js';
import { fleetOf, type Fleet } from './fleet.js';
import { manage } from './manage.js';
import { forgotten, withExpectations, withOwnWrite, type DaemonSetMemory } from './memory.js';
import { cleanupHistory, constructHistory } from './revisions.js';
import { rollingUpdate } from './rolling-update.js';
import { countNodes, storeStatus } from './status.js';
import { syncNodes } from './sync-nodes.js';
import { CONTROLLER_REVISION_HASH } from '../framework/revisions.js';

type Outcome = Synced<DaemonSetMemory>;

/**
 * Sees to it that a daemon set has a pod of its current template on every node that is eligible, and to its status.
 * While creations or deletions are still to be seen, only the status is kept. Follows syncDaemonSet (pkg/controller/daemon).
 */
export function* syncDaemonSet(key: string, memory: DaemonSetMemory, context: Context): Reconcile<Outcome> {
  const { namespace, name } = splitKey(key);
  const daemonSet = context.view.get(daemonsets, namespace, name);
  if (daemonSet === undefined) return { memory: forgotten(memory, key) };
  const { selector } = daemonSet.spec;
  if (isEmptySelector(selector)) {
    const message = 'This daemon set is selecting all pods. A non-empty selector is required.';
    yield* recordEvent(daemonsets, daemonSet, 'Warning', 'SelectingAll', message);
    return { memory };
  }
  // What becomes of the history of one that is being deleted is not known, and so not its status either.
  if (daemonSet.metadata.deletionTimestamp !== undefined) return { memory };
  const matches = matcherOf(selector);
  if (matches === undefined) return { memory, requeue: 'rate-limited' };
  const history = yield* constructHistory(daemonSet, matches, context);
  if (!history.ok) return { memory, requeue: 'rate-limited' };
  const claimed = yield* claimPods(daemonSet, matches, context.view);
  if (claimed.failed) return { memory, requeue: 'rate-limited' };

  const { current, old } = history.value;
  const hash = current.metadata.labels?.[CONTROLLER_REVISION_HASH] ?? '';
  const fleet = fleetOf(daemonSet, hash, claimed.owned, context.view.list(nodes), context.now);
  if (!satisfiedExpectations(memory.expectations, key, context.now)) {
    return yield* keepStatus(fleet, { memory, enqueue: [] }, false);
  }
  const updated = yield* updateDaemonSet(fleet, key, claimed.owned, old, memory);
  return yield* keepStatus(fleet, updated, true);
}

interface Updated {
  readonly memory: DaemonSetMemory;
  readonly enqueue: readonly Enqueue[];
  readonly requeue?: 'rate-limited';
}

/** Creates and deletes pods, moves a rolling update on, and thins out the history (updateDaemonSet). */
function* updateDaemonSet(
  fleet: Fleet,
  key: string,
  owned: readonly Pod[],
  old: readonly ControllerRevision[],
  before: DaemonSetMemory,
): Reconcile<Updated> {
  const { backoff, lookAgainAfter, ...plan } = yield* manage(fleet, before.backoff);
  const enqueue = lookAgainAfter === undefined ? [] : [{ key, after: lookAgainAfter }];
  const managed = yield* syncNodes(fleet, plan, before.expectations);
  let memory = withExpectations(backoff === before.backoff ? before : { ...before, backoff }, managed.expectations);
  if (managed.failure !== undefined) return { memory, enqueue, requeue: 'rate-limited' };
  if (fleet.outdated && isRolling(fleet.daemonSet) && satisfiedExpectations(memory.expectations, key, fleet.now)) {
    const next = rollingUpdate(fleet);
    if (!next.ok) return { memory, enqueue, requeue: 'rate-limited' };
    const rolled = yield* syncNodes(fleet, next.value, memory.expectations);
    memory = withExpectations(memory, rolled.expectations);
    if (rolled.failure !== undefined) return { memory, enqueue, requeue: 'rate-limited' };
  }
  const cleaned = yield* cleanupHistory(fleet.daemonSet, old, owned);
  return cleaned.ok ? { memory, enqueue } : { memory, enqueue, requeue: 'rate-limited' };
}

function isRolling({ spec }: DaemonSet): boolean {
  return spec.updateStrategy.type === 'RollingUpdate';
}

function* keepStatus(fleet: Fleet, updated: Updated, whole: boolean): Reconcile<Outcome> {
  const counts = countNodes(fleet);
  const stored = yield* storeStatus(fleet.daemonSet, counts, whole);
  const memory = stored.ok ? withOwnWrite(updated.memory, stored.object) : updated.memory;
  const { enqueue } = updated;
  if (!stored.ok || updated.requeue !== undefined) return { memory, enqueue, requeue: 'rate-limited' };
  const { minReadySeconds = 0 } = fleet.daemonSet.spec;
  const waits = minReadySeconds > 0 && counts.ready !== counts.available;
  if (waits) return { memory, enqueue, requeue: minReadySeconds * SECOND };
  return { memory, enqueue, done: enqueue.length === 0 };
}
