import type { StatefulSet } from '../../apis/generated/apps.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import { isPodAvailable, isPodReady } from '../framework/pod-state.js';
import { CONTROLLER_REVISION_HASH } from '../framework/revisions.js';
import { parentage } from './ordinals.js';

/** A pod of a stateful set: one that is there, or one that is still to be created. */
export interface Replica {
  readonly name: string;
  readonly ordinal: number;
  /** '' of one that is not there. */
  readonly uid: string;
  /** The name of the revision that it is of. */
  readonly revision: string;
  readonly pod?: Pod;
  /** The set, at the revision that a pod is to be made at. */
  readonly planned?: StatefulSet;
}

const replicas = new WeakMap<Pod, Replica>();

/** A pod that is there; the same pod always gives the same object. */
export function existing(pod: Pod): Replica {
  const known = replicas.get(pod);
  if (known !== undefined) return known;
  const { name, uid, labels } = pod.metadata;
  const revision = labels?.[CONTROLLER_REVISION_HASH] ?? '';
  const made = { name, ordinal: parentage(name).ordinal, uid, revision, pod };
  replicas.set(pod, made);
  return made;
}

export function phaseOf({ pod }: Replica): string {
  return pod?.status.phase ?? '';
}

export function isTerminating({ pod }: Replica): boolean {
  return pod?.metadata.deletionTimestamp !== undefined;
}

export function isRunningAndReady(replica: Replica): boolean {
  return replica.pod !== undefined && phaseOf(replica) === 'Running' && isPodReady(replica.pod);
}

/** Ready for the set's minReadySeconds. */
export function isAvailable({ pod }: Replica, { spec }: StatefulSet, now: Millis): boolean {
  return pod !== undefined && isPodAvailable(pod, spec.minReadySeconds ?? 0, now);
}

/** Not available, or on its way out (isUnavailable). */
export function isUnavailable(replica: Replica, set: StatefulSet, now: Millis): boolean {
  return !isAvailable(replica, set, now) || isTerminating(replica);
}
