/** Kinds of change, one bit each, as fwk.ActionType. */
export const Action = {
  Add: 1 << 0,
  Delete: 1 << 1,
  UpdateNodeAllocatable: 1 << 2,
  UpdateNodeLabel: 1 << 3,
  UpdateNodeTaint: 1 << 4,
  UpdateNodeCondition: 1 << 5,
  UpdateNodeAnnotation: 1 << 6,
  UpdateNodeDeclaredFeature: 1 << 7,
  UpdatePodLabel: 1 << 8,
  UpdatePodScaleDown: 1 << 9,
  UpdatePodToleration: 1 << 10,
  UpdatePodSchedulingGatesEliminated: 1 << 11,
  UpdatePodGeneratedResourceClaim: 1 << 12,
  /** Any update. */
  Update: (1 << 13) - 1 - 3,
  All: (1 << 13) - 1,
} as const;

/** What changed, as fwk.EventResource. 'Pod' in a registration means both kinds of pods. */
export type EventResource =
  | 'Pod'
  | 'AssignedPod'
  | 'UnschedulablePod'
  | 'Node'
  | 'PersistentVolume'
  | 'PersistentVolumeClaim'
  | 'storage.k8s.io/CSINode'
  | 'storage.k8s.io/CSIDriver'
  | 'storage.k8s.io/VolumeAttachment'
  | 'storage.k8s.io/CSIStorageCapacity'
  | 'storage.k8s.io/StorageClass'
  | 'resource.k8s.io/ResourceClaim'
  | 'resource.k8s.io/ResourceSlice'
  | 'resource.k8s.io/DeviceClass'
  | '*';

/** Something that happened in the cluster and may make a waiting pod schedulable. */
export interface ClusterEvent {
  readonly resource: EventResource;
  readonly action: number;
}

export const ASSIGNED_POD_ADD: ClusterEvent = { resource: 'AssignedPod', action: Action.Add };
export const ASSIGNED_POD_DELETE: ClusterEvent = { resource: 'AssignedPod', action: Action.Delete };
/** Concerns every waiting pod: five minutes have passed, or a plugin asks for it. */
export const WILDCARD: ClusterEvent = { resource: '*', action: Action.All };

export function isWildcard(event: ClusterEvent): boolean {
  return event.resource === '*' && event.action === Action.All;
}

/**
 * Whether a registration covers an event, as MatchClusterEvents. An update of which nothing is known in particular
 * carries all update bits and is only matched by a registration for all of them.
 */
export function matches(registered: ClusterEvent, event: ClusterEvent): boolean {
  if (isWildcard(registered)) return true;
  return (
    resourceMatches(registered.resource, event.resource) &&
    (registered.action & event.action) !== 0 &&
    event.action <= registered.action
  );
}

function resourceMatches(registered: EventResource, resource: EventResource): boolean {
  if (registered === '*' || registered === resource) return true;
  return registered === 'Pod' && (resource === 'AssignedPod' || resource === 'UnschedulablePod');
}
