import { namespaceOf, objectKey, splitKey } from '../../apimachinery/object.js';
import type { PersistentVolumeClaim, Pod, PodList } from '../../apis/generated/core.v1.js';
import { persistentvolumeclaims, pods } from '../../apis/generated/resources.js';
import { resourcePath } from '../../apis/resource.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Enqueue, type Synced } from '../../client/controller.js';
import { call, type Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { done, type Attempt } from '../framework/attempt.js';
import { claimsOf } from '../../apis/core/volume/pod-claims.js';
import { addFinalizer, isDeletionCandidate, isOpen, needsFinalizer, removeFinalizer } from '../framework/protection.js';
import { mayFreeClaims, podUsesClaim } from './use.js';

const FINALIZER = 'kubernetes.io/pvc-protection';

const DONE: Synced<undefined> = { memory: undefined };
const FAILED: Synced<undefined> = { memory: undefined, requeue: 'rate-limited' };

/**
 * Holds every claim by a finalizer, and lets go of one that is being deleted once no pod uses it
 * (pkg/controller/volume/pvcprotection).
 */
export const pvcProtectionController = controller<undefined>({
  name: 'persistentvolumeclaim-protection-controller',
  watches: [persistentvolumeclaims, pods],
  start: () => undefined,
  handle(event, { view }, memory) {
    if (isEventOf(event, pods)) return { memory, enqueue: freedBy(event, view) };
    const wakes =
      isEventOf(event, persistentvolumeclaims) && event.type !== 'DELETED' && isOpen(event.object, FINALIZER);
    return { memory, enqueue: wakes ? [{ key: objectKey(event.object) }] : NOTHING };
  },
  sync: processClaim,
});

/** What a pod's event may have freed (podAddedDeletedUpdated). A new pod of the same name is the end of the one before. */
function freedBy({ type, object: pod, old }: WatchEvent<Pod>, view: View): readonly Enqueue[] {
  const freed = type === 'DELETED' || mayFreeClaims(pod) ? claimsToLookAt(pod, view) : NOTHING;
  if (old === undefined || old.metadata.uid === pod.metadata.uid) return freed;
  return [...freed, ...claimsToLookAt(old, view)];
}

/** The claims of a pod (enqueuePVCs), but for those in which a sync would find nothing to do: their own events will tell. */
function claimsToLookAt(pod: Pod, view: View): readonly Enqueue[] {
  const claims = claimsOf(pod);
  if (claims.length === 0) return NOTHING;
  const namespace = namespaceOf(pod);
  return claims.flatMap(({ name }) => {
    const claim = view.get(persistentvolumeclaims, namespace, name);
    return claim !== undefined && isOpen(claim, FINALIZER) ? [{ key: objectKey(claim) }] : NOTHING;
  });
}

/** processPVC. */
function* processClaim(key: string, _memory: undefined, { view }: Context): Reconcile<Synced<undefined>> {
  const { namespace, name } = splitKey(key);
  const claim = view.get(persistentvolumeclaims, namespace, name);
  if (claim === undefined) return DONE;
  if (needsFinalizer(claim, FINALIZER)) {
    return (yield* addFinalizer(persistentvolumeclaims, claim, FINALIZER)).ok ? DONE : FAILED;
  }
  if (!isDeletionCandidate(claim, FINALIZER)) return DONE;
  const used = yield* isBeingUsed(claim, view);
  if (!used.ok) return FAILED;
  if (used.value) return DONE;
  return (yield* removeFinalizer(persistentvolumeclaims, claim, FINALIZER)).ok ? DONE : FAILED;
}

/**
 * Whether a pod uses the claim: one that the informer knows, and if there is none, one that the server lists, for the
 * informer may lag. Upstream shares that list among the claims of a namespace that come in one go.
 */
function* isBeingUsed(claim: PersistentVolumeClaim, view: View): Reconcile<Attempt<boolean>> {
  const namespace = namespaceOf(claim);
  if (view.list(pods, namespace).some((pod) => podUsesClaim(pod, claim))) return done(true);
  const listed = yield* call<PodList>({ method: 'GET', path: resourcePath(pods, namespace) });
  if (!listed.ok) return listed;
  return done(listed.object.items.some((pod) => podUsesClaim(pod, claim)));
}
