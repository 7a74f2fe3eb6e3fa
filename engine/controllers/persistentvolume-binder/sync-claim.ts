import {
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  isVolumeBoundToClaim,
  SELECTED_NODE,
} from '../../apis/core/volume/bound.js';
import { classOf, hasClass } from '../../apis/core/volume/class.js';
import { mismatch } from '../../apis/core/volume/match.js';
import { defaultClass } from '../../apis/storage/default-class.js';
import type { PersistentVolume, PersistentVolumeClaim } from '../../apis/generated/core.v1.js';
import { storageclasses } from '../../apis/generated/resources.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { done, gaveUp, type Attempt } from '../framework/attempt.js';
import { bind, hasAnnotation } from './bind.js';
import type { Known } from './known.js';
import { bestMatch } from './match.js';
import { provisionClaim } from './provision.js';
import { usersOf } from './users.js';
import { saveClaim, setClaimStatus, tellOfClaim, type Written } from './writes.js';

/** What a sync goes by. */
export interface Scene {
  readonly known: Known;
  readonly view: View;
  readonly written: Written;
}

type Step = Reconcile<Attempt<undefined>>;

/** Brings a claim together with a volume, or says why there is none (syncClaim). */
export function syncClaim(claim: PersistentVolumeClaim, scene: Scene): Step {
  return hasAnnotation(claim, BIND_COMPLETED) ? syncBound(claim, scene) : syncUnbound(claim, scene);
}

function* syncUnbound(claim: PersistentVolumeClaim, scene: Scene): Step {
  const { volumeName } = claim.spec;
  if (volumeName) return yield* syncRequested(claim, scene.known.volumes.get(volumeName), scene);
  const isDelayed = isDelayedBinding(claim, scene.view);
  const volume = bestMatch(claim, scene.known.volumes.values(), isDelayed);
  return volume === undefined
    ? yield* syncUnmatched(claim, isDelayed, scene)
    : yield* bind(volume, claim, scene.written);
}

/** Whether the claim is bound only when its first pod has a node (IsDelayBindingMode). */
function isDelayedBinding(claim: PersistentVolumeClaim, view: View): boolean {
  const className = classOf(claim);
  if (className === '') return false;
  return view.get(storageclasses, '', className)?.volumeBindingMode === 'WaitForFirstConsumer';
}

/** No volume fits: a default class that has come since, the first pod, or a provisioner may bring one. */
function* syncUnmatched(claim: PersistentVolumeClaim, isDelayed: boolean, { view, written }: Scene): Step {
  const assigned = hasClass(claim) ? undefined : defaultClass(view.list(storageclasses));
  if (assigned !== undefined) {
    const spec = { ...claim.spec, storageClassName: assigned.metadata.name };
    const saved = yield* saveClaim({ ...claim, spec }, 'spec', written);
    return saved.ok ? done(undefined) : saved;
  }
  if (isDelayed && !hasAnnotation(claim, SELECTED_NODE)) {
    const { reason, message } = waiting(claim, view);
    yield* tellOfClaim(claim, 'Normal', reason, message);
  } else if (classOf(claim) !== '') return yield* provisionClaim(claim, view, written);
  else yield* tellOfClaim(claim, 'Normal', 'FailedBinding', NO_VOLUME);
  return yield* pending(claim, written);
}

const NO_VOLUME = 'no persistent volumes available for this claim and no storage class is set';

/** Who has to come first (emitEventForUnboundDelayBindingClaim). */
function waiting(claim: PersistentVolumeClaim, view: View): { readonly reason: string; readonly message: string } {
  const unscheduled = usersOf(claim, view)
    .filter(({ spec }) => !spec.nodeName)
    .map(({ metadata }) => metadata.name);
  if (unscheduled.length === 0)
    return { reason: 'WaitForFirstConsumer', message: 'waiting for first consumer to be created before binding' };
  const who = unscheduled.length === 1 ? `pod ${unscheduled.join('')}` : `pods ${unscheduled.join(',')}`;
  return { reason: 'WaitForPodScheduled', message: `waiting for ${who} to be scheduled` };
}

function* pending(claim: PersistentVolumeClaim, written: Written): Step {
  const status = yield* setClaimStatus(claim, 'Pending', undefined, written);
  return status.ok ? done(undefined) : status;
}

/** The claim asks for one volume by its name. */
function* syncRequested(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined, scene: Scene): Step {
  const { written } = scene;
  if (volume === undefined) return yield* pending(claim, written);
  const { name } = volume.metadata;
  const { claimRef } = volume.spec;
  if (claimRef !== undefined && isVolumeBoundToClaim(volume, claim)) return yield* bind(volume, claim, written);
  if (claimRef !== undefined) {
    yield* tellOfClaim(claim, 'Warning', 'FailedBinding', `volume "${name}" already bound to a different claim.`);
    return hasAnnotation(claim, BOUND_BY_CONTROLLER)
      ? gaveUp(`volume "${name}" is claimed by ${claimRef.namespace}/${claimRef.name}`)
      : yield* pending(claim, written);
  }
  const why = mismatch(volume, claim);
  if (why === undefined) return yield* bind(volume, claim, written);
  yield* tellOfClaim(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume "${name}": ${why}`);
  return yield* pending(claim, written);
}

/** The claim was bound once: what has become of its volume? (syncBoundClaim) */
function* syncBound(claim: PersistentVolumeClaim, { known, written }: Scene): Step {
  const { volumeName } = claim.spec;
  if (!volumeName) return yield* lost(claim, 'ClaimLost', LOST_REFERENCE, written);
  const volume = known.volumes.get(volumeName);
  if (volume === undefined) return yield* lost(claim, 'ClaimLost', LOST_VOLUME, written);
  const uid = volume.spec.claimRef?.uid;
  if (volume.spec.claimRef === undefined || uid === claim.metadata.uid) return yield* bind(volume, claim, written);
  return yield* lost(claim, 'ClaimMisbound', MISBOUND, written);
}

const LOST_REFERENCE = 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!';
const LOST_VOLUME = 'Bound claim has lost its PersistentVolume. Data on the volume is lost!';
const MISBOUND = 'Two claims are bound to the same volume, this one is bound incorrectly';

function* lost(claim: PersistentVolumeClaim, reason: string, message: string, written: Written): Step {
  if (claim.status.phase === 'Lost') return done(undefined);
  const status = yield* setClaimStatus(claim, 'Lost', undefined, written);
  if (!status.ok) return status;
  yield* tellOfClaim(status.value, 'Warning', reason, message);
  return done(undefined);
}
