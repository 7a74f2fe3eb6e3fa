import { namespaceOf, objectKey, splitKey } from '../../apimachinery/object.js';
import type { PersistentVolumeClaim, Pod, Volume } from '../../apis/generated/core.v1.js';
import { persistentvolumeclaims, pods } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Enqueue, type Synced } from '../../client/controller.js';
import { create, type Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { ephemeralClaimName, mounts, whyNotForPod } from '../../apis/core/volume/pod-claims.js';
import { newControllerRef } from '../framework/pod-control.js';
import { refusalText } from '../framework/refusal.js';
import { referenceTo, tell } from '../framework/tell.js';

/** Its events come under an older name than its own. */
const SOURCE = 'ephemeral_volume';

const DONE: Synced<undefined> = { memory: undefined };
const FAILED: Synced<undefined> = { memory: undefined, requeue: 'rate-limited' };

/**
 * Makes the claims of pods' ephemeral volumes (pkg/controller/volume/ephemeral). The garbage collector takes them away
 * with their pods; one that goes before its pod is made again.
 */
export const ephemeralVolumeController = controller<undefined>({
  name: 'ephemeral-volume-controller',
  watches: [pods, persistentvolumeclaims],
  start: () => undefined,
  handle(event, { view }, memory) {
    if (isEventOf(event, pods)) {
      const wakes = event.type === 'ADDED' && wantsClaims(event.object);
      return { memory, enqueue: wakes ? [{ key: objectKey(event.object) }] : NOTHING };
    }
    if (event.type !== 'DELETED' || !isEventOf(event, persistentvolumeclaims)) return { memory, enqueue: NOTHING };
    return { memory, enqueue: usersOf(event.object, view) };
  },
  sync: syncPod,
});

/** It has an ephemeral volume and is to stay (enqueuePod). */
function wantsClaims({ metadata, spec }: Pod): boolean {
  if (spec.volumes === undefined || metadata.deletionTimestamp !== undefined) return false;
  return spec.volumes.some(({ ephemeral }) => ephemeral !== undefined);
}

/** The pods that may want a claim back that is gone (onPVCDelete). */
function usersOf(claim: PersistentVolumeClaim, view: View): readonly Enqueue[] {
  const users = view.list(pods, claim.metadata.namespace).filter((pod) => wantsClaims(pod) && mounts(pod, claim));
  return users.length === 0 ? NOTHING : users.map((pod) => ({ key: objectKey(pod) }));
}

/** syncHandler. The first volume that cannot have its claim is told of, and the pod tried again. */
function* syncPod(key: string, _memory: undefined, { view }: Context): Reconcile<Synced<undefined>> {
  const { namespace, name } = splitKey(key);
  const pod = view.get(pods, namespace, name);
  if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return DONE;
  for (const volume of pod.spec.volumes ?? []) {
    const trouble = yield* handleVolume(pod, volume, view);
    if (trouble === undefined) continue;
    const message = `ephemeral volume ${volume.name}: ${trouble}`;
    yield* tell(SOURCE, referenceTo(pods, pod), 'Warning', 'FailedBinding', message);
    return FAILED;
  }
  return DONE;
}

/** Makes the claim of an ephemeral volume where it is missing. Gives what is in the way (handleVolume). */
function* handleVolume(pod: Pod, volume: Volume, view: View): Reconcile<string | undefined> {
  const { volumeClaimTemplate: template } = volume.ephemeral ?? {};
  if (template === undefined) return undefined;
  const name = ephemeralClaimName(pod, volume);
  const known = view.get(persistentvolumeclaims, namespaceOf(pod), name);
  if (known !== undefined) return whyNotForPod(pod, known);
  const { labels, annotations } = template.metadata;
  const made = yield* create(persistentvolumeclaims, {
    metadata: {
      name,
      namespace: namespaceOf(pod),
      ownerReferences: [newControllerRef(pods, pod)],
      ...(annotations === undefined ? {} : { annotations }),
      ...(labels === undefined ? {} : { labels }),
    },
    spec: template.spec,
  });
  return made.ok ? undefined : `create PVC ${name}: ${refusalText(made)}`;
}
