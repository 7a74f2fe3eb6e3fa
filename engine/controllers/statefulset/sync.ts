import type { StatefulSet } from '../../apis/generated/apps.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { statefulsets } from '../../apis/generated/resources.js';
import { splitKey } from '../../apimachinery/object.js';
import type { Context } from '../../client/component.js';
import type { Synced } from '../../client/controller.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { SECOND } from '../../core/time.js';
import { untilNextAvailable } from '../framework/pod-state.js';
import { matcherOf } from '../framework/selectors.js';
import { adoptRevisions, claimPods, type Matcher } from './claim-pods.js';
import { listRevisions, resolveRevisions, truncateHistory } from './revisions.js';
import { updateReplicas } from './scaling.js';
import { statusOf, writeStatus } from './status.js';

type Outcome = Synced<undefined>;

const FAILED: Outcome = { memory: undefined, requeue: 'rate-limited' };
const DONE: Outcome = { memory: undefined, done: true };

/**
 * Moves a stateful set one step towards its size and template. Follows StatefulSetController.sync and UpdateStatefulSet
 * (pkg/controller/statefulset).
 */
export function* syncStatefulSet(key: string, context: Context): Reconcile<Outcome> {
  const { namespace, name } = splitKey(key);
  const set = context.view.get(statefulsets, namespace, name);
  const matches = set && matcherOf(set.spec.selector);
  if (set === undefined || matches === undefined) return DONE;
  if (!(yield* adoptRevisions(set, matches, context.view))) return FAILED;
  const claimed = yield* claimPods(set, matches, context.view);
  return claimed.failed ? FAILED : yield* update(set, matches, claimed.owned, context);
}

function* update(set: StatefulSet, matches: Matcher, pods: readonly Pod[], context: Context): Reconcile<Outcome> {
  const history = listRevisions(set, matches, context.view);
  const resolved = yield* resolveRevisions(set, history);
  if (!resolved.ok) {
    yield* truncateHistory(set, pods, history, []);
    return FAILED;
  }
  const revisions = resolved.value;
  const { counts, failure } = yield* updateReplicas(set, revisions, pods, context);
  const status = statusOf(set, revisions, counts);
  const written = yield* writeStatus(set, status);
  const truncated = yield* truncateHistory(set, pods, history, [revisions.current, revisions.update]);
  if (failure !== undefined || !written.ok || !truncated.ok) return FAILED;
  const waits = counts.ready !== counts.available;
  return waits ? { memory: undefined, requeue: untilAvailable(set, pods, context.now) } : DONE;
}

/** When to look again for pods that are ready but not for long enough. */
function untilAvailable({ spec }: StatefulSet, pods: readonly Pod[], now: Millis): Millis | undefined {
  const { minReadySeconds = 0 } = spec;
  if (minReadySeconds <= 0) return undefined;
  return untilNextAvailable(pods, minReadySeconds, now) ?? minReadySeconds * SECOND;
}
