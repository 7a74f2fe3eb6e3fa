import { objectKey } from '../../../apimachinery/object.js';
import { BOUND_BY_CONTROLLER, isVolumeBoundToClaim, SELECTED_NODE } from '../../../apis/core/volume/bound.js';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../../../apis/generated/core.v1.js';
import { nodes, persistentvolumeclaims, persistentvolumes, pods } from '../../../apis/generated/resources.js';
import { update, type Reconcile } from '../../../client/reconcile.js';
import type { View } from '../../../client/view.js';
import { failed, type Status } from '../../status.js';
import type { VolumesToBind } from '../../volumes/assumed-volumes.js';
import { reachesNode } from '../../volumes/reaches-node.js';
import { isFullyBound } from '../../volumes/claims.js';
import type { PodVolumes } from './find-pod-volumes.js';

/** The volumes and claims as they are to be written, as AssumePodVolumes. */
export function volumesToBind({ bindings, provisions }: PodVolumes, node: string): VolumesToBind {
  return {
    bindings: bindings.map(({ volume, claim }) => ({ volume: boundVolume(volume, claim), claim })),
    provisions: provisions.map((claim) => annotated(claim, SELECTED_NODE, node)),
  };
}

/** The volume with its claim written into it, as GetBindVolumeToClaim. */
function boundVolume(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion };
  const written = volume.spec?.claimRef?.uid === uid ? volume : { ...volume, spec: { ...volume.spec, claimRef } };
  return isVolumeBoundToClaim(volume, claim) ? written : annotated(written, BOUND_BY_CONTROLLER, 'yes');
}

function annotated<T extends PersistentVolume | PersistentVolumeClaim>(object: T, key: string, value: string): T {
  if (object.metadata.annotations?.[key] !== undefined && key === BOUND_BY_CONTROLLER) return object;
  const annotations = { ...object.metadata.annotations, [key]: value };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** Writes them, as bindAPIUpdate: gives the revision of the last write. A refusal ends it. */
export function* writeVolumes({ bindings, provisions }: VolumesToBind): Reconcile<Status | number> {
  let revision = 0;
  for (const { volume } of bindings) {
    const result = yield* update(persistentvolumes, volume);
    if (!result.ok) return failed(result.status.message ?? '');
    revision = Number(result.object.metadata.resourceVersion);
  }
  for (const claim of provisions) {
    const result = yield* update(persistentvolumeclaims, claim);
    if (!result.ok) return failed(result.status.message ?? '');
    revision = Number(result.object.metadata.resourceVersion);
  }
  return revision;
}

/** Whether the volume controller has bound everything by now, as checkBindings. */
export function checkBindings(
  pod: Pod,
  nodeName: string,
  toBind: VolumesToBind,
  view: View,
): Status | 'wait' | undefined {
  const { namespace = '', name } = pod.metadata;
  const node = view.get(nodes, '', nodeName);
  if (node === undefined) return bindingFailed(`failed to get node "${nodeName}": node "${nodeName}" not found`);
  if (view.get(pods, namespace, name) === undefined) {
    return bindingFailed(`pod does not exist any more: pod "${name}" not found`);
  }
  let waits = false;
  for (const { volume, claim } of toBind.bindings) {
    const answer = checkBinding(volume, claim, node, view);
    if (answer === 'wait') waits = true;
    else if (answer !== undefined) return answer;
  }
  for (const claim of toBind.provisions) {
    const answer = checkProvisioned(claim, node, view);
    if (answer === 'wait') waits = true;
    else if (answer !== undefined) return answer;
  }
  return waits ? 'wait' : undefined;
}

function bindingFailed(reason: string): Status {
  return failed(`binding volumes: ${reason}`);
}

function mismatch(volume: string, node: string): Status {
  return bindingFailed(`pv "${volume}" node affinity doesn't match node "${node}": no matching NodeSelectorTerms`);
}

function claimNow(claim: PersistentVolumeClaim, view: View): PersistentVolumeClaim | undefined {
  return view.get(persistentvolumeclaims, claim.metadata.namespace ?? '', claim.metadata.name);
}

function checkBinding(
  assumed: PersistentVolume,
  claim: PersistentVolumeClaim,
  node: Node,
  view: View,
): Status | 'wait' | undefined {
  const { name } = assumed.metadata;
  const volume = view.get(persistentvolumes, '', name);
  const current = claimNow(claim, view);
  if (volume === undefined)
    return bindingFailed(`failed to check binding: could not find v1.PersistentVolume "${name}"`);
  if (current === undefined) {
    return bindingFailed(`failed to check binding: could not find v1.PersistentVolumeClaim "${objectKey(claim)}"`);
  }
  if (!reachesNode(volume, node)) return mismatch(name, node.metadata.name);
  if (!volume.spec?.claimRef?.uid) return bindingFailed(`ClaimRef got reset for pv "${name}"`);
  return isFullyBound(current) ? undefined : 'wait';
}

function checkProvisioned(assumed: PersistentVolumeClaim, node: Node, view: View): Status | 'wait' | undefined {
  const claim = claimNow(assumed, view);
  const { name } = assumed.metadata;
  if (claim === undefined) {
    return bindingFailed(
      `failed to check provisioning pvc: could not find v1.PersistentVolumeClaim "${objectKey(assumed)}"`,
    );
  }
  const { annotations } = claim.metadata;
  if (annotations === undefined) return bindingFailed(`selectedNode annotation reset for PVC "${name}"`);
  if (annotations[SELECTED_NODE] !== node.metadata.name) return bindingFailed(`provisioning failed for PVC "${name}"`);
  const volumeName = claim.spec?.volumeName;
  if (volumeName) {
    const volume = view.get(persistentvolumes, '', volumeName);
    if (volume === undefined) return 'wait';
    if (!reachesNode(volume, node)) return mismatch(volumeName, node.metadata.name);
  }
  return isFullyBound(claim) ? undefined : 'wait';
}
