import { matchesLabelSelector } from '../../../apimachinery/labels.js';
import { amountOf } from '../../../apis/core/pod/amounts.js';
import { SELECTED_NODE } from '../../../apis/core/volume/bound.js';
import { classOf } from '../../../apis/core/volume/class.js';
import { findMatchingVolume, requestedStorage } from '../../../apis/core/volume/match.js';
import type {
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  TopologySelectorTerm,
} from '../../../apis/generated/core.v1.js';
import { csidrivers, csistoragecapacities, storageclasses } from '../../../apis/generated/resources.js';
import type { CSIStorageCapacity, StorageClass } from '../../../apis/generated/storage.v1.js';
import { failed, unresolvable, type Status } from '../../status.js';
import type { VolumeLister } from '../../volumes/assumed-volumes.js';
import { reachesNode } from '../../volumes/reaches-node.js';
import type { PodVolumeClaims } from './pod-volume-claims.js';

const NODE_CONFLICT = unresolvable("node(s) didn't match PersistentVolume's node affinity");
const BIND_CONFLICT = unresolvable("node(s) didn't find available persistent volumes to bind");
const NOT_ENOUGH_SPACE = unresolvable('node(s) did not have enough free storage');
const VOLUME_GONE = unresolvable('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)');

const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

/** What would be done about a pod's claims on a node, as PodVolumes. */
export interface PodVolumes {
  readonly bindings: readonly { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }[];
  readonly provisions: readonly PersistentVolumeClaim[];
}

/** Finds volumes for a pod on one node, or the reasons why there are none. Follows FindPodVolumes. */
export function findPodVolumes(claims: PodVolumeClaims, node: Node, lister: VolumeLister): PodVolumes | Status {
  const reasons: Status[] = [];
  const conflict = checkBound(claims, node);
  if (conflict === NODE_CONFLICT) reasons.push(conflict);
  const found = findForDelayed(claims, node, lister);
  if ('code' in found) {
    if (found.code === 'Error') return found;
    reasons.push(found);
  }
  if (conflict === VOLUME_GONE) reasons.push(conflict);
  const [first, ...others] = reasons;
  if (first === undefined) return found;
  return others.length === 0 ? first : unresolvable(...reasons.flatMap((status) => status.reasons));
}

/** As checkBoundClaims: the first claim that has a problem decides. */
function checkBound({ bound }: PodVolumeClaims, node: Node): Status | undefined {
  for (const { volume } of bound) {
    if (volume === undefined) return VOLUME_GONE;
    if (!reachesNode(volume, node)) return NODE_CONFLICT;
  }
  return undefined;
}

function findForDelayed({ delayed, volumes }: PodVolumeClaims, node: Node, lister: VolumeLister): PodVolumes | Status {
  const selected = (claim: PersistentVolumeClaim) => claim.metadata.annotations?.[SELECTED_NODE];
  if (delayed.some((claim) => selected(claim) !== undefined && selected(claim) !== node.metadata.name))
    return BIND_CONFLICT;
  const provisions = delayed.filter((claim) => selected(claim) !== undefined);
  const toMatch = delayed.filter((claim) => selected(claim) === undefined);
  const bindings: { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }[] = [];
  const taken = new Set<string>();
  for (const claim of [...toMatch].sort((a, b) => requestedStorage(a) - requestedStorage(b))) {
    const free = (volumes.get(classOf(claim)) ?? []).filter(({ metadata }) => !taken.has(metadata.name));
    const volume = findMatchingVolume(claim, free, (candidate) => reachesNode(candidate, node));
    if (volume === undefined) {
      provisions.push(claim);
      continue;
    }
    taken.add(volume.metadata.name);
    bindings.push({ claim, volume });
  }
  for (const claim of provisions) {
    const refusal = checkProvision(claim, node, lister);
    if (refusal !== undefined) return refusal;
  }
  return { bindings, provisions };
}

/** Whether a provisioner can make a volume for the node, as checkVolumeProvisions. */
function checkProvision(claim: PersistentVolumeClaim, node: Node, lister: VolumeLister): Status | undefined {
  const className = classOf(claim);
  const storageClass = lister.view.get(storageclasses, '', className);
  if (storageClass === undefined) return failed(`failed to find storage class "${className}"`);
  if (storageClass.provisioner === '' || storageClass.provisioner === NO_PROVISIONER) return BIND_CONFLICT;
  if (!topologyAllows(storageClass.allowedTopologies ?? [], node)) return BIND_CONFLICT;
  return hasEnoughCapacity(claim, storageClass, node, lister) ? undefined : NOT_ENOUGH_SPACE;
}

/** As MatchTopologySelectorTerms: no terms allow everything, one that holds is enough. */
function topologyAllows(terms: readonly TopologySelectorTerm[], { metadata: { labels = {} } }: Node): boolean {
  if (terms.length === 0) return true;
  return terms.some(({ matchLabelExpressions = [] }) =>
    matchLabelExpressions.every(({ key, values }) => values.includes(labels[key] ?? '') && labels[key] !== undefined),
  );
}

/** Only drivers that publish their capacity are asked, as hasEnoughCapacity. */
function hasEnoughCapacity(
  claim: PersistentVolumeClaim,
  { metadata, provisioner }: StorageClass,
  node: Node,
  { view }: VolumeLister,
): boolean {
  if (claim.spec?.resources?.requests?.['storage'] === undefined) return true;
  if (view.get(csidrivers, '', provisioner)?.spec.storageCapacity !== true) return true;
  const size = requestedStorage(claim);
  return view
    .list(csistoragecapacities)
    .some(
      (capacity) =>
        capacity.storageClassName === metadata.name &&
        (volumeLimit(capacity) ?? -1) >= size &&
        matchesLabelSelector(capacity.nodeTopology, node.metadata.labels),
    );
}

/** The largest volume that fits, in bytes; undefined when nothing is said. */
export function volumeLimit({ maximumVolumeSize, capacity }: CSIStorageCapacity): number | undefined {
  const quantity = maximumVolumeSize ?? capacity;
  return quantity === undefined ? undefined : amountOf('storage', quantity);
}
