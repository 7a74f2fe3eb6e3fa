import type { PersistentVolume, PersistentVolumeClaim } from '../../apis/generated/core.v1.js';
import { objectKey } from '../../apimachinery/object.js';
import { SortedMap } from '../../core/sorted-map.js';
import type { Millis } from '../../core/time.js';

/**
 * The last known versions of volumes and claims: those that the controller was told of, and those that it wrote itself
 * and will be told of later. So it never binds twice what it has just bound.
 */
export interface Known {
  /** By name. */
  readonly volumes: SortedMap<string, PersistentVolume>;
  /** By namespace/name. */
  readonly claims: SortedMap<string, PersistentVolumeClaim>;
  /** Everything is looked at again at every so many seconds after this. */
  readonly startedAt: Millis;
}

export function nothingKnown(startedAt: Millis): Known {
  return { volumes: SortedMap.empty(), claims: SortedMap.empty(), startedAt };
}

/** With a version of a volume, unless a later one is known (storeObjectUpdate). */
export function withVolume(known: Known, volume: PersistentVolume): Known {
  const { name } = volume.metadata;
  return isLater(known.volumes.get(name), volume) ? known : { ...known, volumes: known.volumes.set(name, volume) };
}

/** With a version of a claim, unless a later one is known. */
export function withClaim(known: Known, claim: PersistentVolumeClaim): Known {
  const key = objectKey(claim);
  return isLater(known.claims.get(key), claim) ? known : { ...known, claims: known.claims.set(key, claim) };
}

/** Whether what is known is later than what came: that was told already. */
export function isLater(
  known: PersistentVolume | PersistentVolumeClaim | undefined,
  { metadata }: PersistentVolume | PersistentVolumeClaim,
): boolean {
  return known !== undefined && Number(known.metadata.resourceVersion) > Number(metadata.resourceVersion);
}
