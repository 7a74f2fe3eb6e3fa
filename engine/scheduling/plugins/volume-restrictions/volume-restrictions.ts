import type { KubeObject } from '../../../apimachinery/object.js';
import type { Pod, Volume } from '../../../apis/generated/core.v1.js';
import type { NodeInfo } from '../../cache/node-info.js';
import { Action } from '../../cluster-event.js';
import type { Cycle, Filtering, NodeFilter, PluginFactory } from '../../framework.js';
import { asPod } from '../../matching/object-kinds.js';
import { unresolvable, unschedulable } from '../../status.js';
import { volumeLister } from '../../volumes/assumed-volumes.js';
import { mounts } from '../../../apis/core/volume/pod-claims.js';
import { notFoundText } from '../../volumes/claims.js';

const DISK_CONFLICT = unschedulable('node(s) had no available disk');
const IN_USE = unschedulable(
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
);

/** Disks that one pod alone may write, and claims that one pod alone may use. */
export const volumeRestrictions: PluginFactory = () => ({
  ok: true,
  plugin: {
    name: 'VolumeRestrictions',
    events: [
      { resource: 'Pod', action: Action.Delete, hint: afterPodDeleted },
      { resource: 'Node', action: Action.Add },
      {
        resource: 'PersistentVolumeClaim',
        action: Action.Add,
        // The registration says what kind the object is.
        hint: (pod, _old, claim) => claim !== undefined && mounts(pod, claim, false),
      },
    ],
    filter: filtering,
  },
});

function isRestricted(volume: Volume): boolean {
  return volume.persistentVolumeClaim !== undefined || isDisk(volume);
}

function filtering(pod: Pod, cycle: Cycle): Filtering {
  const { volumes } = pod.spec;
  if (volumes === undefined || !volumes.some(isRestricted)) return { type: 'skip' };
  const claims = volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
  const disks = volumes.filter(isDisk);
  if (claims.length === 0 && disks.length === 0) return { type: 'skip' };
  const lister = volumeLister(cycle.view, cycle.volumes);
  const exclusive = new Set<string>();
  for (const name of claims) {
    const claim = lister.claim(pod.metadata.namespace ?? '', name);
    if (claim === undefined) {
      return { type: 'rejected', status: unresolvable(notFoundText('persistentvolumeclaim', name)) };
    }
    if (claim.spec?.accessModes?.includes('ReadWriteOncePod')) exclusive.add(name);
  }
  const conflicts = exclusive.size === 0 ? 0 : claimsInUse(pod, exclusive, cycle);
  if (disks.length === 0 && conflicts === 0) return { type: 'skip' };
  return { type: 'filter', filter: filterWith(disks, exclusive, conflicts) };
}

/** How many of the claims any pod uses, wherever it runs. */
function claimsInUse(pod: Pod, names: ReadonlySet<string>, { snapshot }: Cycle): number {
  const used = new Set<string>();
  for (const slot of snapshot.order) {
    const claims = snapshot.nodes.get(slot)?.claims ?? {};
    for (const name of names) if (claims[`${pod.metadata.namespace}/${name}`] !== undefined) used.add(name);
  }
  return used.size;
}

function filterWith(disks: readonly Volume[], exclusive: ReadonlySet<string>, conflicts: number): NodeFilter {
  return {
    check: (node) => (haveConflict(disks, node) ? DISK_CONFLICT : conflicts > 0 ? IN_USE : undefined),
    with(other, _node, sign) {
      const names = (other.spec.volumes ?? []).flatMap(
        ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [],
      );
      const count = names.filter((name) => exclusive.has(name)).length;
      return count === 0 ? this : filterWith(disks, exclusive, conflicts + sign * count);
    },
  };
}

function isDisk({ gcePersistentDisk, awsElasticBlockStore, rbd, iscsi }: Volume): boolean {
  return (
    gcePersistentDisk !== undefined || awsElasticBlockStore !== undefined || rbd !== undefined || iscsi !== undefined
  );
}

function haveConflict(disks: readonly Volume[], { pods }: NodeInfo): boolean {
  return disks.length > 0 && pods.some((other) => disksConflict(disks, other));
}

function disksConflict(disks: readonly Volume[], { spec: { volumes = [] } }: Pod): boolean {
  return volumes.some((other) => disks.some((disk) => isVolumeConflict(disk, other)));
}

/** The same disk twice, at least once for writing; an EBS volume even twice for reading. As isVolumeConflict. */
function isVolumeConflict(a: Volume, b: Volume): boolean {
  const writes = (x: { readonly readOnly?: boolean }, y: { readonly readOnly?: boolean }) =>
    !(x.readOnly && y.readOnly);
  const { gcePersistentDisk: gce, awsElasticBlockStore: aws, iscsi, rbd } = a;
  if (gce && b.gcePersistentDisk && gce.pdName === b.gcePersistentDisk.pdName && writes(gce, b.gcePersistentDisk))
    return true;
  if (aws && aws.volumeID === b.awsElasticBlockStore?.volumeID) return true;
  if (iscsi && b.iscsi && iscsi.iqn === b.iscsi.iqn && writes(iscsi, b.iscsi)) return true;
  if (rbd === undefined || b.rbd === undefined) return false;
  const shareMonitor = rbd.monitors.some((monitor) => b.rbd?.monitors.includes(monitor));
  return shareMonitor && rbd.pool === b.rbd.pool && rbd.image === b.rbd.image && writes(rbd, b.rbd);
}

function afterPodDeleted(pod: Pod, old: KubeObject | undefined): boolean {
  const deleted = asPod(old);
  if (deleted === undefined || deleted.metadata.namespace !== pod.metadata.namespace) return false;
  if (disksConflict((pod.spec.volumes ?? []).filter(isDisk), deleted)) return true;
  const claims = (volumes: readonly Volume[] = []) =>
    volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
  const wanted = new Set(claims(pod.spec.volumes));
  return claims(deleted.spec.volumes).some((name) => wanted.has(name));
}
