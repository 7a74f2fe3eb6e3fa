import type { PersistentVolume } from '../../apis/generated/core.v1.js';
import { persistentvolumes } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Synced } from '../../client/controller.js';
import type { Reconcile } from '../../client/reconcile.js';
import { addFinalizer, isDeletionCandidate, isOpen, needsFinalizer, removeFinalizer } from '../framework/protection.js';

const FINALIZER = 'kubernetes.io/pv-protection';

const DONE: Synced<undefined> = { memory: undefined };
const FAILED: Synced<undefined> = { memory: undefined, requeue: 'rate-limited' };

/**
 * Holds every volume by a finalizer, and lets go of one that is being deleted once no claim is bound to it
 * (pkg/controller/volume/pvprotection). The phase tells whether one is: who writes it looks after bindings.
 */
export const pvProtectionController = controller<undefined>({
  name: 'persistentvolume-protection-controller',
  watches: [persistentvolumes],
  start: () => undefined,
  handle(event, _observation, memory) {
    const wakes = isEventOf(event, persistentvolumes) && event.type !== 'DELETED' && isOpen(event.object, FINALIZER);
    return { memory, enqueue: wakes ? [{ key: event.object.metadata.name }] : NOTHING };
  },
  sync: processVolume,
});

/** processPV. */
function* processVolume(name: string, _memory: undefined, { view }: Context): Reconcile<Synced<undefined>> {
  const volume = view.get(persistentvolumes, '', name);
  if (volume === undefined) return DONE;
  if (needsFinalizer(volume, FINALIZER)) {
    return (yield* addFinalizer(persistentvolumes, volume, FINALIZER)).ok ? DONE : FAILED;
  }
  if (!isDeletionCandidate(volume, FINALIZER) || isBeingUsed(volume)) return DONE;
  return (yield* removeFinalizer(persistentvolumes, volume, FINALIZER)).ok ? DONE : FAILED;
}

function isBeingUsed({ status }: PersistentVolume): boolean {
  return status.phase === 'Bound';
}
