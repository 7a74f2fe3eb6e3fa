import { semanticEqual } from '../../../apimachinery/equality.js';
import type { CSIDriver, CSINode, CSIStorageCapacity, StorageClass } from '../../../apis/generated/storage.v1.js';
import { Action } from '../../cluster-event.js';
import type { EventRegistration } from '../../framework.js';
import { mounts } from '../../../apis/core/volume/pod-claims.js';
import { volumeLimit } from './find-pod-volumes.js';

const MIGRATED = 'storage.alpha.kubernetes.io/migrated-plugins';

/** What may make a pod schedulable whose volumes were refused. The registrations say what kind the objects are. */
export const VOLUME_EVENTS: readonly EventRegistration[] = [
  {
    resource: 'storage.k8s.io/StorageClass',
    action: Action.Add | Action.Update,
    hint: (_pod, old, object) =>
      old === undefined ||
      !semanticEqual((old as StorageClass).allowedTopologies, (object as StorageClass).allowedTopologies),
  },
  {
    resource: 'PersistentVolumeClaim',
    action: Action.Add | Action.Update,
    hint: (pod, _old, claim) => claim !== undefined && mounts(pod, claim),
  },
  { resource: 'PersistentVolume', action: Action.Add | Action.Update },
  { resource: 'Node', action: Action.Add | Action.UpdateNodeLabel },
  {
    resource: 'storage.k8s.io/CSINode',
    action: Action.Add | Action.Update,
    hint: (_pod, old, object) => old === undefined || migrated(old as CSINode) !== migrated(object as CSINode),
  },
  {
    resource: 'storage.k8s.io/CSIDriver',
    action: Action.Update,
    hint: (pod, old, object) => {
      const mounted = (pod.spec.volumes ?? []).some(({ csi }) => csi?.driver === object?.metadata.name);
      return mounted && publishesCapacity(old as CSIDriver) && !publishesCapacity(object as CSIDriver);
    },
  },
  {
    resource: 'storage.k8s.io/CSIStorageCapacity',
    action: Action.Add | Action.Update,
    hint: (_pod, old, object) =>
      old === undefined || limitRose(old as CSIStorageCapacity, object as CSIStorageCapacity),
  },
];

function migrated({ metadata }: CSINode): string | undefined {
  return metadata.annotations?.[MIGRATED];
}

function publishesCapacity({ spec }: CSIDriver): boolean {
  return spec.storageCapacity === true;
}

function limitRose(old: CSIStorageCapacity, capacity: CSIStorageCapacity): boolean {
  const limit = volumeLimit(capacity);
  return limit !== undefined && limit > (volumeLimit(old) ?? -1);
}
