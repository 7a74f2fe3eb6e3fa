import type { Namespace } from '../../apis/generated/core.v1.js';
import { namespaces } from '../../apis/generated/resources.js';
import { resourcePath } from '../../apis/resource.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Synced } from '../../client/controller.js';
import { call, read, updateStatus, type Reconcile, type Result } from '../../client/reconcile.js';
import { builtinResources } from '../../client/resource-mapping.js';
import { MINUTE, SECOND, type Millis } from '../../core/time.js';
import { isConflict, isNotFound } from '../framework/refusal.js';
import { updateConditions } from './conditions.js';
import { deleteAllContent, type Emptied } from './content.js';

/** Nothing is deleted before: servers that share the load may not have seen the deletion yet. */
const NAMESPACE_DELETION_GRACE_PERIOD: Millis = 5 * SECOND;

/** Retries never lie further apart. */
const MAX_BACKOFF: Millis = MINUTE;

const FINALIZER = 'kubernetes';

const DONE: Synced<undefined> = { memory: undefined };
const FAILED: Synced<undefined> = {
  memory: undefined,
  requeue: 'rate-limited',
};

/**
 * Empties namespaces that are being deleted and lets them go (pkg/controller/namespace). Upstream looks again after an
 * estimated time and watches namespaces only. This one also watches what goes away in them: not to look any sooner, but
 * because a look that follows something going away is not a retry in vain (see Synced.retry).
 */
export const namespaceController = controller<undefined>({
  name: 'namespace-controller',
  watches: [namespaces, ...builtinResources('delete', 'watch').filter(({ namespaced }) => namespaced)],
  backoff: { base: 5, max: MAX_BACKOFF },
  start: () => undefined,
  handle(event, { view }, memory) {
    if (isEventOf(event, namespaces)) {
      const leaving = event.type !== 'DELETED' && event.object.metadata.deletionTimestamp !== undefined;
      const key = event.object.metadata.name;
      return {
        memory,
        enqueue: leaving ? [{ key, after: NAMESPACE_DELETION_GRACE_PERIOD }] : NOTHING,
      };
    }
    const key = event.object.metadata.namespace ?? '';
    if (event.type !== 'DELETED' || key === '') return { memory, enqueue: NOTHING };
    const leaving = view.get(namespaces, '', key)?.metadata.deletionTimestamp !== undefined;
    return {
      memory,
      enqueue: leaving ? [{ key, after: MAX_BACKOFF }] : NOTHING,
    };
  },
  sync: syncNamespaceFromKey,
});

function* syncNamespaceFromKey(name: string, _memory: undefined, context: Context): Reconcile<Synced<undefined>> {
  if (context.view.get(namespaces, '', name) === undefined) return DONE;
  const found = yield* read(namespaces, { name });
  if (!found.ok) return isNotFound(found) ? DONE : FAILED;
  if (found.object.metadata.deletionTimestamp === undefined) return DONE;
  const marked = yield* retryOnConflict(found.object, markTerminating);
  if (!marked.ok) return isNotFound(marked) ? DONE : FAILED;
  const namespace = marked.object;
  if (namespace.metadata.deletionTimestamp === undefined || isFinalized(namespace)) return DONE;
  const emptied = yield* deleteAllContent(namespace, context);
  yield* writeConditions(namespace, emptied, context.now);
  if (emptied.errors.length > 0) return FAILED;
  if (emptied.estimateSeconds > 0) return lookAgain(emptied);
  const finalized = yield* retryOnConflict(namespace, finalizeNamespace);
  return finalized.ok || isNotFound(finalized) ? DONE : FAILED;
}

/** After half of the time that the rest is estimated to take. Only grace periods are certain to end. */
function lookAgain({ estimateSeconds, graceSeconds }: Emptied): Synced<undefined> {
  const requeue = (Math.floor(estimateSeconds / 2) + 1) * SECOND;
  return { memory: undefined, requeue, retry: graceSeconds === 0 };
}

function isFinalized(namespace: Namespace): boolean {
  return (namespace.spec.finalizers ?? []).length === 0;
}

type Write = (namespace: Namespace) => Reconcile<Result<Namespace>>;

/** Tries a write again with the newest namespace until nobody interferes. */
function* retryOnConflict(namespace: Namespace, write: Write): Reconcile<Result<Namespace>> {
  let latest = namespace;
  for (;;) {
    const written = yield* write(latest);
    if (written.ok || !isConflict(written)) return written;
    const found = yield* read(namespaces, { name: latest.metadata.name });
    if (!found.ok || found.object.metadata.uid !== latest.metadata.uid) return found.ok ? written : found;
    latest = found.object;
  }
}

function* markTerminating(namespace: Namespace): Reconcile<Result<Namespace>> {
  if (namespace.metadata.deletionTimestamp === undefined || namespace.status.phase === 'Terminating') {
    return { ok: true, object: namespace };
  }
  return yield* updateStatus(namespaces, {
    ...namespace,
    status: { ...namespace.status, phase: 'Terminating' },
  });
}

function* writeConditions(namespace: Namespace, { errors, remaining }: Emptied, now: Millis): Reconcile {
  const conditions = updateConditions(namespace.status.conditions, errors, remaining, now);
  if (conditions === namespace.status.conditions) return;
  yield* updateStatus(namespaces, {
    ...namespace,
    status: { ...namespace.status, conditions },
  });
}

function* finalizeNamespace(namespace: Namespace): Reconcile<Result<Namespace>> {
  const finalizers = (namespace.spec.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER).sort();
  const { metadata, spec } = namespace;
  const body = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata,
    spec: { ...spec, finalizers },
  };
  const path = resourcePath(namespaces, '', metadata.name, 'finalize');
  return yield* call<Namespace>({ method: 'PUT', path, body });
}
