import { matchesLabelSelector } from '../../../apimachinery/labels.js';
import { bytes } from '../../../apimachinery/quantity.js';
import type { PersistentVolume, PersistentVolumeClaim } from '../../generated/core.v1.js';
import { isVolumeBoundToClaim } from './bound.js';
import { classOf } from './class.js';

/** Bytes that a volume has. */
export function capacityOf({ spec }: PersistentVolume): number {
  return bytes(spec.capacity?.['storage']);
}

/** Bytes that a claim requests. */
export function requestedStorage({ spec }: PersistentVolumeClaim): number {
  return bytes(spec.resources.requests?.['storage']);
}

const modeOf = ({ spec }: PersistentVolume | PersistentVolumeClaim): string => spec.volumeMode ?? 'Filesystem';
const attributesOf = ({ spec }: PersistentVolume | PersistentVolumeClaim): string =>
  spec.volumeAttributesClassName ?? '';

/** One is a file system and the other a block device (CheckVolumeModeMismatches). */
export function isOfOtherMode(claim: PersistentVolumeClaim, volume: PersistentVolume): boolean {
  return modeOf(claim) !== modeOf(volume);
}

/** Whether a volume can be used in all the ways that a claim asks for (CheckAccessModes). */
export function offersModes({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const offered: readonly string[] = spec.accessModes ?? [];
  return (claim.spec.accessModes ?? []).every((mode) => offered.includes(mode));
}

/** Why a volume that a claim asks for by name does not do; undefined: it does (checkVolumeSatisfyClaim). */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  const { name, deletionTimestamp } = volume.metadata;
  if (deletionTimestamp !== undefined) return `the volume is marked for deletion "${name}"`;
  if (capacityOf(volume) < requestedStorage(claim)) return 'requested PV is too small';
  if (classOf(volume) !== classOf(claim)) return 'storageClassName does not match';
  if (attributesOf(volume) !== attributesOf(claim)) return 'volumeAttributesClassName does not match';
  if (isOfOtherMode(claim, volume)) return 'incompatible volumeMode';
  return offersModes(volume, claim) ? undefined : 'incompatible accessMode';
}

/**
 * The smallest free volume that a claim can use, or the one that names it already: FindMatchingVolume
 * (component-helpers/storage/volume). Of equals the first.
 * @param reaches whether a volume can be used where it is needed
 * @param isDelayed nothing but a volume that names the claim: its pod comes first
 */
export function findMatchingVolume(
  claim: PersistentVolumeClaim,
  volumes: Iterable<PersistentVolume>,
  reaches: (volume: PersistentVolume) => boolean,
  isDelayed = false,
): PersistentVolume | undefined {
  let smallest: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (!isCandidate(volume, claim)) continue;
    if (isVolumeBoundToClaim(volume, claim)) return reaches(volume) ? volume : undefined;
    if (isDelayed || !isFree(volume, claim) || !reaches(volume)) continue;
    if (smallest === undefined || capacityOf(smallest) > capacityOf(volume)) smallest = volume;
  }
  return smallest;
}

/** Large enough, of the right mode, and not somebody else's. */
function isCandidate(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  if (volume.spec.claimRef !== undefined && !isVolumeBoundToClaim(volume, claim)) return false;
  if (volume.metadata.deletionTimestamp !== undefined || capacityOf(volume) < requestedStorage(claim)) return false;
  return !isOfOtherMode(claim, volume) && attributesOf(volume) === attributesOf(claim);
}

/** Available, and what the claim asks for. */
function isFree(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  if (volume.status.phase !== 'Available' || classOf(volume) !== classOf(claim)) return false;
  const { selector } = claim.spec;
  if (selector !== undefined && !matchesLabelSelector(selector, volume.metadata.labels)) return false;
  return offersModes(volume, claim);
}
