import type { KubeObject } from '../../apimachinery/object.js';
import type { ReplicaSet, ReplicaSetStatus } from '../../apis/generated/apps.v1.js';
import type { PodTemplateSpec, ReplicationController } from '../../apis/generated/core.v1.js';
import type { LabelSelector } from '../../apis/generated/meta.v1.js';
import { replicasets, replicationcontrollers } from '../../apis/generated/resources.js';
import type { Resource } from '../../apis/resource.js';

/** What ReplicaSets and ReplicationControllers have in common. */
export interface Replicated extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly template?: PodTemplateSpec;
  };
  readonly status: ReplicaSetStatus;
}

/** How one of the two kinds differs: upstream runs both on one controller, too (NewBaseController). */
export interface Family<T extends Replicated> {
  readonly resource: Resource<T>;
  readonly selectorOf: (owner: T) => LabelSelector;
  /** Whether the status counts terminating pods. */
  readonly countsTerminating: boolean;
}

export const REPLICA_SETS: Family<ReplicaSet> = {
  resource: replicasets,
  selectorOf: (replicaSet) => replicaSet.spec.selector,
  countsTerminating: true,
};

const selectors = new WeakMap<ReplicationController, LabelSelector>();

export const REPLICATION_CONTROLLERS: Family<ReplicationController> = {
  resource: replicationcontrollers,
  selectorOf(controller) {
    const known = selectors.get(controller);
    if (known !== undefined) return known;
    const selector: LabelSelector = { matchLabels: controller.spec.selector ?? {} };
    selectors.set(controller, selector);
    return selector;
  },
  countsTerminating: false,
};

/** How many pods are asked for. */
export function desiredReplicas(owner: Replicated): number {
  return owner.spec.replicas ?? 1;
}
