import type { PersistentVolume, PersistentVolumeClaim } from '../../generated/core.v1.js';

/** The lifecycle of a claim has passed its binding. */
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
/** A binding is the controller's; without it, somebody has asked for it. */
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
/** Who made a volume for a claim. */
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
/** The node that the scheduler has chosen for a claim's pod. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** Whether a volume names a claim, whoever wrote that (IsVolumeBoundToClaim). */
export function isVolumeBoundToClaim({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const reference = spec.claimRef;
  if (reference?.name !== metadata.name || reference.namespace !== metadata.namespace) return false;
  return !reference.uid || reference.uid === metadata.uid;
}
