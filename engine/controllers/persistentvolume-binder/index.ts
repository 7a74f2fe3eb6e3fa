import { objectKey, splitKey } from '../../apimachinery/object.js';
import { persistentvolumeclaims, persistentvolumes } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Enqueue, type Synced } from '../../client/controller.js';
import type { Reconcile } from '../../client/reconcile.js';
import { SECOND, type Millis } from '../../core/time.js';
import { isLater, nothingKnown, withClaim, withVolume, type Known } from './known.js';
import { syncClaim, type Scene } from './sync-claim.js';
import { syncVolume } from './sync-volume.js';
import type { Written } from './writes.js';

/** --pvclaimbinder-sync-period: everything is looked at again so often, for what comes without an event. */
const RESYNC: Millis = 15 * SECOND;

const CLAIM = 'claim/';
const VOLUME = 'volume/';

const claimKey = (key: string): Enqueue => ({ key: CLAIM + key });
const volumeKey = (name: string): Enqueue => ({ key: VOLUME + name });

/** Binds claims to volumes and volumes to claims, and gives back volumes without one (pkg/controller/volume/persistentvolume). */
export const persistentVolumeBinderController = controller<Known>({
  name: 'persistentvolume-binder-controller',
  watches: [persistentvolumes, persistentvolumeclaims],
  start: nothingKnown,
  handle(event, _observation, known) {
    if (isEventOf(event, persistentvolumes)) return { memory: known, enqueue: [volumeKey(event.object.metadata.name)] };
    if (isEventOf(event, persistentvolumeclaims))
      return { memory: known, enqueue: [claimKey(objectKey(event.object))] };
    return { memory: known, enqueue: NOTHING };
  },
  sync: (key, known, context) =>
    key.startsWith(CLAIM)
      ? workOnClaim(key.slice(CLAIM.length), known, context)
      : workOnVolume(key.slice(VOLUME.length), known, context),
});

type Work = Reconcile<Synced<Known>>;

function* workOnClaim(key: string, known: Known, context: Context): Work {
  const { namespace, name } = splitKey(key);
  const claim = context.view.get(persistentvolumeclaims, namespace, name);
  const before = known.claims.get(key);
  if (claim === undefined) {
    const left = { ...known, claims: known.claims.delete(key) };
    const { volumeName } = before?.spec ?? {};
    return { memory: left, done: true, enqueue: volumeName ? [volumeKey(volumeName)] : NOTHING };
  }
  if (isLater(before, claim)) return { memory: known };
  const scene = sceneOf(withClaim(known, claim), context);
  const synced = yield* syncClaim(claim, scene);
  const memory = remembered(scene);
  const after = memory.claims.get(key) ?? claim;
  return { memory, ...(synced.ok && after.status.phase === 'Bound' ? SETTLED : again(known, context.now)) };
}

function* workOnVolume(name: string, known: Known, context: Context): Work {
  const volume = context.view.get(persistentvolumes, '', name);
  const before = known.volumes.get(name);
  if (volume === undefined) {
    const left = { ...known, volumes: known.volumes.delete(name) };
    const { claimRef } = before?.spec ?? {};
    const enqueue = claimRef === undefined ? NOTHING : [claimKey(`${claimRef.namespace}/${claimRef.name}`)];
    return { memory: left, done: true, enqueue };
  }
  if (isLater(before, volume)) return { memory: known };
  const scene = sceneOf(withVolume(known, volume), context);
  const synced = yield* syncVolume(volume, scene);
  const memory = remembered(scene);
  if (!synced.ok) return { memory, ...again(known, context.now) };
  return { memory, ...SETTLED, enqueue: synced.value === undefined ? NOTHING : [claimKey(objectKey(synced.value))] };
}

const SETTLED = { done: true } as const;

/** At the next look at everything. Nothing is due for that: what is not bound waits for something else. */
function again({ startedAt }: Known, now: Millis): Pick<Synced<Known>, 'requeue' | 'retry'> {
  return { requeue: RESYNC - ((now - startedAt) % RESYNC), retry: true };
}

function sceneOf(known: Known, { view }: Context): Scene {
  const written: Written = { volumes: [], claims: [] };
  return { known, view, written };
}

function remembered({ known, written }: Scene): Known {
  return written.claims.reduce(withClaim, written.volumes.reduce(withVolume, known));
}
