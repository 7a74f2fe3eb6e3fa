import { objectKey, splitKey } from '../../apimachinery/object.js';
import { bytes } from '../../apimachinery/quantity.js';
import { requestedStorage } from '../../apis/core/volume/match.js';
import type { PersistentVolume, PersistentVolumeClaim } from '../../apis/generated/core.v1.js';
import { persistentvolumeclaims, persistentvolumes } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Synced } from '../../client/controller.js';
import { patch, read, type Reconcile } from '../../client/reconcile.js';
import { driverOf } from '../framework/csi-migration.js';
import { referenceTo, tell } from '../framework/tell.js';

const SOURCE = 'volume_expand';
const REASON = 'ExternalExpanding';
const RESIZER = 'volume.kubernetes.io/storage-resizer';
const PRE_RESIZE = 'volume.alpha.kubernetes.io/pre-resize-capacity';

const given = ({ status }: PersistentVolumeClaim): number => bytes(status.capacity?.['storage']);

/**
 * Says of a bound claim that asks for more than it has who is to give it more: none of Kubernetes' own volumes can be
 * expanded any more, so that is the driver's resizer (pkg/controller/volume/expand).
 */
export const volumeExpandController = controller<undefined>({
  name: 'persistentvolume-expander-controller',
  watches: [persistentvolumeclaims],
  start: () => undefined,
  handle(event, _observation, memory) {
    const wakes = isEventOf(event, persistentvolumeclaims) && isWorthALook(event.object, event.old);
    return { memory, enqueue: wakes ? [{ key: objectKey(event.object) }] : NOTHING };
  },
  sync: (key, _memory, context) => expand(key, context),
});

function isWorthALook(claim: PersistentVolumeClaim, old: PersistentVolumeClaim | undefined): boolean {
  if (claim.status.phase !== 'Bound') return false;
  return old === undefined || requestedStorage(claim) > requestedStorage(old) || given(claim) > given(old);
}

const DONE: Synced<undefined> = { memory: undefined };
const AGAIN: Synced<undefined> = { memory: undefined, requeue: 'rate-limited' };

function* expand(key: string, { view }: Context): Reconcile<Synced<undefined>> {
  const { namespace, name } = splitKey(key);
  const claim = view.get(persistentvolumeclaims, namespace, name);
  if (claim === undefined) return DONE;
  const found = yield* read(persistentvolumes, { name: claim.spec.volumeName ?? '' });
  if (!found.ok || !isBoundTo(found.object, claim)) return AGAIN;
  const isResized = found.object.metadata.annotations?.[PRE_RESIZE] !== undefined;
  if (requestedStorage(claim) <= given(claim) && !isResized) return DONE;
  const migrated = driverOf(found.object);
  if (migrated !== undefined) return yield* askDriver(claim, migrated);
  yield* say(claim, 'waiting for an external controller to expand this PVC');
  return DONE;
}

function isBoundTo({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  return spec.claimRef?.namespace === metadata.namespace && spec.claimRef?.uid === metadata.uid;
}

/** The volume is of a kind that a driver has taken over. */
function* askDriver(
  claim: PersistentVolumeClaim,
  { plugin, driver }: { readonly plugin: string; readonly driver: string },
): Reconcile<Synced<undefined>> {
  yield* say(claim, `CSI migration enabled for ${plugin}; waiting for external resizer to expand the pvc`);
  if (claim.metadata.annotations?.[RESIZER] === driver) return DONE;
  const { namespace, name } = claim.metadata;
  const target = namespace === undefined ? { name } : { namespace, name };
  const asked = yield* patch(persistentvolumeclaims, target, 'strategic', {
    metadata: { annotations: { [RESIZER]: driver } },
  });
  return asked.ok ? DONE : AGAIN;
}

function say(claim: PersistentVolumeClaim, message: string): Reconcile {
  return tell(SOURCE, referenceTo(persistentvolumeclaims, claim), 'Normal', REASON, message);
}
