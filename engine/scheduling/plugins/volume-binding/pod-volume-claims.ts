import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../../apis/generated/core.v1.js';
import { classOf } from '../../../apis/core/volume/class.js';
import { storageclasses } from '../../../apis/generated/resources.js';
import { unresolvable, type Status } from '../../status.js';
import type { VolumeLister } from '../../volumes/assumed-volumes.js';
import { claimsOf, whyNotForPod, type PodClaim } from '../../../apis/core/volume/pod-claims.js';
import { isFullyBound, notFoundText } from '../../volumes/claims.js';

/** A pod's claims by what is to be done about them, as PodVolumeClaims. */
export interface PodVolumeClaims {
  readonly bound: readonly { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume | undefined }[];
  /** To be bound or provisioned for the node that is chosen; the smallest first. */
  readonly delayed: readonly PersistentVolumeClaim[];
  /** Volumes that these may be bound to, by class. */
  readonly volumes: ReadonlyMap<string, readonly PersistentVolume[]>;
}

/** Undefined: the pod has no claims. A status: it cannot be placed anywhere yet. As PreFilter and GetPodVolumeClaims. */
export function podVolumeClaims(pod: Pod, lister: VolumeLister): PodVolumeClaims | Status | undefined {
  const mounted = claimsOf(pod);
  if (mounted.length === 0) return undefined;
  const claims: PersistentVolumeClaim[] = [];
  for (const entry of mounted) {
    const found = usableClaim(pod, entry, lister);
    if ('code' in found) return found;
    claims.push(found);
  }
  const bound = claims
    .filter(isFullyBound)
    .map((claim) => ({ claim, volume: lister.volume(claim.spec?.volumeName ?? '') }));
  const unbound = claims.filter((claim) => !isFullyBound(claim));
  if (unbound.some((claim) => Boolean(claim.spec?.volumeName) || !isDelayed(claim, lister))) {
    return unresolvable('pod has unbound immediate PersistentVolumeClaims');
  }
  return { bound, delayed: unbound, volumes: unbound.length > 0 ? byClass(lister.volumes()) : new Map() };
}

function usableClaim(pod: Pod, { name, isEphemeral }: PodClaim, lister: VolumeLister): PersistentVolumeClaim | Status {
  const claim = lister.claim(pod.metadata.namespace ?? '', name);
  if (claim === undefined) {
    return isEphemeral
      ? unresolvable(`waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`)
      : unresolvable(notFoundText('persistentvolumeclaim', name));
  }
  if (claim.status?.phase === 'Lost') {
    const volume = claim.spec?.volumeName ?? '';
    return unresolvable(`persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${volume}"`);
  }
  if (claim.metadata.deletionTimestamp !== undefined) {
    return unresolvable(`persistentvolumeclaim "${name}" is being deleted`);
  }
  const foreign = isEphemeral ? whyNotForPod(pod, claim) : undefined;
  return foreign === undefined ? claim : unresolvable(foreign);
}

/** As IsDelayBindingMode. */
function isDelayed(claim: PersistentVolumeClaim, { view }: VolumeLister): boolean {
  const className = classOf(claim);
  if (className === '') return false;
  return view.get(storageclasses, '', className)?.volumeBindingMode === 'WaitForFirstConsumer';
}

function byClass(volumes: readonly PersistentVolume[]): ReadonlyMap<string, readonly PersistentVolume[]> {
  const classes = new Map<string, PersistentVolume[]>();
  for (const volume of volumes) {
    const className = classOf(volume);
    const known = classes.get(className);
    if (known === undefined) classes.set(className, [volume]);
    else known.push(volume);
  }
  return classes;
}
