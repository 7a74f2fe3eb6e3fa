import type { PersistentVolume, PersistentVolumeClaim } from '../../apis/generated/core.v1.js';
import { findMatchingVolume, offersModes } from '../../apis/core/volume/match.js';

/**
 * The volume for a claim: one that names it already, else the smallest that is free, of those with the fewest access
 * modes. A claim that waits for its first consumer only gets what names it: its pod's scheduler chooses (findByClaim).
 */
export function bestMatch(
  claim: PersistentVolumeClaim,
  volumes: Iterable<PersistentVolume>,
  isDelayed: boolean,
): PersistentVolume | undefined {
  const fitting = [...volumes].filter((volume) => offersModes(volume, claim));
  for (const group of byModes(fitting)) {
    const found = findMatchingVolume(claim, group, () => true, isDelayed);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Volumes of the same access modes together, those with the fewest first. */
function byModes(volumes: readonly PersistentVolume[]): readonly (readonly PersistentVolume[])[] {
  const groups = new Map<string, PersistentVolume[]>();
  for (const volume of volumes) {
    const modes = [...(volume.spec.accessModes ?? [])].sort().join();
    const group = groups.get(modes);
    if (group === undefined) groups.set(modes, [volume]);
    else group.push(volume);
  }
  const count = ([volume]: readonly PersistentVolume[]): number => volume?.spec.accessModes?.length ?? 0;
  return [...groups.values()].sort((a, b) => count(a) - count(b));
}
