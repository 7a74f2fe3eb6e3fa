import { matchesLabelSelector } from '../../apimachinery/labels.js';
import { amountsOf } from '../../apis/core/pod/amounts.js';
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../apis/generated/core.v1.js';
import { nodeSelector } from '../matching/node-affinity.js';
import { classOf } from './pod-claims.js';

const selectors = new WeakMap<object, ReturnType<typeof nodeSelector>>();

/** Whether a volume can be used on a node, as CheckNodeAffinity: only the node's labels count. */
export function reachesNode({ spec }: PersistentVolume, node: Node): boolean {
  const required = spec?.nodeAffinity?.required;
  if (required === undefined) return true;
  const known = selectors.get(required);
  const selector = known ?? nodeSelector(required);
  if (known === undefined) selectors.set(required, selector);
  return selector.matches(node);
}

/** As IsVolumeBoundToClaim: the volume names the claim, whoever wrote that. */
export function isBoundTo({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const reference = spec?.claimRef;
  if (reference === undefined || reference.name !== metadata.name || reference.namespace !== metadata.namespace)
    return false;
  return !reference.uid || reference.uid === metadata.uid;
}

function storageOf(amounts: Readonly<Record<string, string>> | undefined): number {
  return amountsOf(amounts)['storage'] ?? 0;
}

/** Bytes that a claim requests. */
export function requestedStorage({ spec }: PersistentVolumeClaim): number {
  return storageOf(spec?.resources?.requests);
}

/** The smallest free volume that a claim can use on a node, or the one that is bound to it already; as FindMatchingVolume. */
export function findMatchingVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  node: Node,
  taken: ReadonlySet<string>,
): PersistentVolume | undefined {
  let smallest: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (taken.has(volume.metadata.name) || !isCandidate(volume, claim)) continue;
    const reaches = reachesNode(volume, node);
    if (isBoundTo(volume, claim)) return reaches ? volume : undefined;
    if (!reaches || !isFree(volume, claim)) continue;
    if (smallest === undefined || storageOf(smallest.spec?.capacity) > storageOf(volume.spec?.capacity))
      smallest = volume;
  }
  return smallest;
}

/** Large enough, of the right mode, and not somebody else's. */
function isCandidate(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  if (volume.spec?.claimRef !== undefined && !isBoundTo(volume, claim)) return false;
  if (storageOf(volume.spec?.capacity) < requestedStorage(claim)) return false;
  if ((claim.spec?.volumeMode ?? 'Filesystem') !== (volume.spec?.volumeMode ?? 'Filesystem')) return false;
  if ((claim.spec?.volumeAttributesClassName ?? '') !== (volume.spec?.volumeAttributesClassName ?? '')) return false;
  return volume.metadata.deletionTimestamp === undefined;
}

/** Available, and what the claim asks for. */
function isFree(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  if (volume.status?.phase !== 'Available' || classOf(volume) !== classOf(claim)) return false;
  const selector = claim.spec?.selector;
  if (selector !== undefined && !matchesLabelSelector(selector, volume.metadata.labels)) return false;
  const modes = new Set<string>(volume.spec?.accessModes);
  return (claim.spec?.accessModes ?? []).every((mode) => modes.has(mode));
}
