import { semanticEqual } from '../../../apimachinery/equality.js';
import type { KubeObject } from '../../../apimachinery/object.js';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../../apis/generated/core.v1.js';
import { classOf } from '../../../apis/core/volume/class.js';
import type { StorageClass } from '../../../apis/generated/storage.v1.js';
import { storageclasses } from '../../../apis/generated/resources.js';
import { Action } from '../../cluster-event.js';
import type { Cycle, Filtering, PluginFactory } from '../../framework.js';
import { unresolvable, type Status } from '../../status.js';
import { volumeLister, type VolumeLister } from '../../volumes/assumed-volumes.js';
import { claimsOf, mounts } from '../../../apis/core/volume/pod-claims.js';
import { notFoundText } from '../../volumes/claims.js';

const CONFLICT = unresolvable('node(s) had no available volume zone');

/** Beta label → the label that replaced it. */
const TOPOLOGY_LABELS: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region': 'topology.kubernetes.io/region',
};

/** A label of a volume that the node must have with one of these values. */
interface Topology {
  readonly key: string;
  readonly values: readonly string[];
}

/** Volumes with zone labels can only be used in their zones. */
export const volumeZone: PluginFactory = () => ({
  ok: true,
  plugin: {
    name: 'VolumeZone',
    // The registrations say what kind the objects are.
    events: [
      {
        resource: 'storage.k8s.io/StorageClass',
        action: Action.Add,
        hint: (_pod, _old, added) => isDelayed(added as StorageClass),
      },
      { resource: 'Node', action: Action.Add | Action.UpdateNodeLabel },
      {
        resource: 'PersistentVolumeClaim',
        action: Action.Add | Action.Update,
        hint: (pod, _old, claim) => claim !== undefined && mounts(pod, claim, false),
      },
      { resource: 'PersistentVolume', action: Action.Add | Action.Update, hint: afterVolumeChange },
    ],
    filter: filtering,
  },
});

function filtering(pod: Pod, cycle: Cycle): Filtering {
  const mounted = claimsOf(pod);
  if (mounted.length === 0) return { type: 'skip' };
  const names = mounted.flatMap(({ name, isEphemeral }) => (isEphemeral ? [] : name));
  if (names.length === 0) return { type: 'skip' };
  const lister = volumeLister(cycle.view, cycle.volumes);
  const topologies: Topology[] = [];
  for (const name of names) {
    const found = topologiesOfClaim(pod, name, lister);
    if ('code' in found) return { type: 'rejected', status: found };
    topologies.push(...found);
  }
  if (topologies.length === 0) return { type: 'skip' };
  return { type: 'filter', filter: { check: ({ node }) => check(node.metadata.labels ?? {}, topologies) } };
}

function topologiesOfClaim(pod: Pod, name: string, lister: VolumeLister): readonly Topology[] | Status {
  const claim = lister.claim(pod.metadata.namespace ?? '', name);
  if (claim === undefined) return unresolvable(notFoundText('persistentvolumeclaim', name));
  const volumeName = claim.spec?.volumeName;
  if (!volumeName) return withoutVolume(claim, lister);
  const volume = lister.volume(volumeName);
  return volume === undefined ? unresolvable(notFoundText('persistentvolume', volumeName)) : topologiesOf(volume);
}

/** A claim without a volume is fine only when the volume is still to be chosen for the node. */
function withoutVolume(claim: PersistentVolumeClaim, { view }: VolumeLister): readonly Topology[] | Status {
  const className = classOf(claim);
  if (className === '') return unresolvable('PersistentVolumeClaim had no pv name and storageClass name');
  const storageClass = view.get(storageclasses, '', className);
  if (storageClass === undefined) return unresolvable(notFoundText('storageclass.storage.k8s.io', className));
  return isDelayed(storageClass) ? [] : unresolvable('PersistentVolume had no name');
}

function isDelayed(storageClass: StorageClass): boolean {
  return storageClass.volumeBindingMode === 'WaitForFirstConsumer';
}

function topologiesOf({ metadata: { labels = {} } }: PersistentVolume): readonly Topology[] {
  return Object.keys(TOPOLOGY_LABELS).flatMap((key) => {
    const value = labels[key];
    return value === undefined ? [] : [{ key, values: value.split('__').map((zone) => zone.trim()) }];
  });
}

/** A node that has no such labels at all is not constrained. */
function check(labels: Readonly<Record<string, string>>, topologies: readonly Topology[]): Status | undefined {
  if (Object.keys(TOPOLOGY_LABELS).every((key) => labels[key] === undefined)) return undefined;
  const fits = topologies.every(({ key, values }) => {
    const value = labels[key] ?? labels[TOPOLOGY_LABELS[key] ?? key];
    return value !== undefined && values.includes(value);
  });
  return fits ? undefined : CONFLICT;
}

function afterVolumeChange(_pod: Pod, old: KubeObject | undefined, object: KubeObject | undefined): boolean {
  if (old === undefined || object === undefined) return true;
  return !semanticEqual(topologiesOf(old as PersistentVolume), topologiesOf(object as PersistentVolume));
}
