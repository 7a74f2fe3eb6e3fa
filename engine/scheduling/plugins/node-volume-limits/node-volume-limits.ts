import type { KubeObject } from '../../../apimachinery/object.js';
import type { PersistentVolumeClaim, Pod } from '../../../apis/generated/core.v1.js';
import { classOf } from '../../../apis/core/volume/class.js';
import type { CSINode } from '../../../apis/generated/storage.v1.js';
import { csinodes, storageclasses, volumeattachments } from '../../../apis/generated/resources.js';
import type { NodeInfo } from '../../cache/node-info.js';
import { Action } from '../../cluster-event.js';
import type { PluginFactory } from '../../framework.js';
import { asPod } from '../../matching/object-kinds.js';
import { failed, unresolvable, unschedulable, type Status } from '../../status.js';
import { volumeLister, type VolumeLister } from '../../volumes/assumed-volumes.js';
import { claimsOf, mounts, whyNotForPod } from '../../../apis/core/volume/pod-claims.js';
import { notFoundText } from '../../volumes/claims.js';

const EXCEEDED = unschedulable('node(s) exceed max volume count');

/** A CSI driver attaches only so many volumes to a node. In-tree volumes that were migrated to CSI are not counted. */
export const nodeVolumeLimits: PluginFactory = () => ({
  ok: true,
  plugin: {
    name: 'NodeVolumeLimits',
    // The registrations say what kind the objects are.
    events: [
      { resource: 'storage.k8s.io/CSINode', action: Action.Add },
      {
        resource: 'storage.k8s.io/CSINode',
        action: Action.Update,
        hint: (_pod, old, object) => limitRose(old as CSINode, object as CSINode),
      },
      { resource: 'Pod', action: Action.Delete, hint: afterPodDeleted },
      {
        resource: 'PersistentVolumeClaim',
        action: Action.Add,
        hint: (pod, _old, claim) => claim !== undefined && mounts(pod, claim),
      },
      {
        resource: 'storage.k8s.io/VolumeAttachment',
        action: Action.Delete,
        hint: (pod) => claimsOf(pod).some(({ isEphemeral }) => !isEphemeral),
      },
    ],
    filter(pod, cycle) {
      if (claimsOf(pod).length === 0) return { type: 'skip' };
      const lister = volumeLister(cycle.view, cycle.volumes);
      const wanted = newVolumes(pod, lister);
      return { type: 'filter', filter: { check: (node) => check(wanted, node, lister) } };
    },
  },
});

/** 'driver/handle' → driver. */
type Attachable = ReadonlyMap<string, string>;

function check(mounted: Attachable | Status, node: NodeInfo, lister: VolumeLister): Status | undefined {
  if ('code' in mounted) return mounted;
  const limits = limitsOf(lister.view.get(csinodes, '', node.name));
  if (mounted.size === 0 || limits.size === 0) return undefined;
  const wanted = new Map(mounted);
  const attached = new Map(node.pods.flatMap((other) => [...attachableVolumes(other, lister)]));
  for (const [id, driver] of attachments(node.name, lister)) attached.set(id, driver);
  for (const id of attached.keys()) wanted.delete(id);
  const count = (volumes: Attachable, driver: string) =>
    [...volumes.values()].filter((other) => other === driver).length;
  for (const driver of new Set(wanted.values())) {
    const limit = limits.get(driver);
    if (limit !== undefined && count(attached, driver) + count(wanted, driver) > limit) return EXCEEDED;
  }
  return undefined;
}

/** The volumes of the pod to be placed: its claims must be there. */
function newVolumes(pod: Pod, lister: VolumeLister): Attachable | Status {
  const { namespace = '' } = pod.metadata;
  for (const { name, isEphemeral } of claimsOf(pod)) {
    const claim = lister.claim(namespace, name);
    if (claim === undefined) {
      return unresolvable(`looking up PVC ${namespace}/${name}: ${notFoundText('persistentvolumeclaim', name)}`);
    }
    const foreign = isEphemeral ? whyNotForPod(pod, claim) : undefined;
    if (foreign !== undefined) return failed(foreign);
  }
  return attachableVolumes(pod, lister);
}

/** As filterAttachableVolumes. */
function attachableVolumes(pod: Pod, lister: VolumeLister): Attachable {
  const volumes = new Map<string, string>();
  for (const { name } of claimsOf(pod)) {
    const claim = lister.claim(pod.metadata.namespace ?? '', name);
    const found = claim === undefined ? undefined : driverOf(claim, lister);
    if (found !== undefined) volumes.set(`${found.driver}/${found.handle}`, found.driver);
  }
  return volumes;
}

interface Handle {
  readonly driver: string;
  readonly handle: string;
}

/** Of the volume, or of the class when there is none yet, as getCSIDriverInfo. */
function driverOf(claim: PersistentVolumeClaim, lister: VolumeLister): Handle | undefined {
  const bound = claim.spec?.volumeName ? lister.volume(claim.spec.volumeName) : undefined;
  if (bound !== undefined) {
    const csi = bound.spec?.csi;
    return csi === undefined ? undefined : { driver: csi.driver, handle: csi.volumeHandle };
  }
  const storageClass = lister.view.get(storageclasses, '', classOf(claim));
  if (storageClass === undefined) return undefined;
  const { namespace, name } = claim.metadata;
  return { driver: storageClass.provisioner, handle: `unbound-${namespace}/${name}` };
}

/** Volumes that the attach/detach controller has attached, as getNodeVolumeAttachmentInfo. */
function attachments(node: string, lister: VolumeLister): Attachable {
  const found = new Map<string, string>();
  for (const { spec } of lister.view.list(volumeattachments)) {
    const name = spec.nodeName === node ? spec.source.persistentVolumeName : undefined;
    const handle = name === undefined ? undefined : lister.volume(name)?.spec?.csi?.volumeHandle;
    if (handle !== undefined) found.set(`${spec.attacher}/${handle}`, spec.attacher);
  }
  return found;
}

function limitsOf(csiNode: CSINode | undefined): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const { name, allocatable } of csiNode?.spec?.drivers ?? []) {
    if (allocatable?.count !== undefined) limits.set(name, allocatable.count);
  }
  return limits;
}

function limitRose(old: CSINode, csiNode: CSINode): boolean {
  const before = limitsOf(old);
  return [...limitsOf(csiNode)].some(([driver, limit]) => limit > (before.get(driver) ?? 0));
}

function afterPodDeleted(_pod: Pod, old: KubeObject | undefined): boolean {
  const deleted = asPod(old);
  if (deleted === undefined || (!deleted.spec.nodeName && !deleted.status?.nominatedNodeName)) return false;
  return claimsOf(deleted).length > 0;
}
