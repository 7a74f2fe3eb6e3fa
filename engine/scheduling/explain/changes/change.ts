import type { Pod } from '../../../apis/generated/core.v1.js';
import type { Cache } from '../../cache/cache.js';

/** The pod and the scheduler's idea of the cluster, as they are or as they would be. */
export interface Trial {
  readonly pod: Pod;
  readonly cache: Cache;
}

/** What is changed: the pod, which may mean to make it anew, a node, or which pods there are. */
export type ChangeType =
  | 'pod-gates'
  | 'pod-scheduler'
  | 'pod-tolerations'
  | 'pod-node-selector'
  | 'pod-node-affinity'
  | 'pod-host-ports'
  | 'pod-requests'
  | 'pod-spread'
  | 'pod-affinity'
  | 'pod-priority'
  | 'node-taints'
  | 'node-unschedulable'
  | 'node-labels'
  | 'node-allocatable'
  | 'node-add'
  | 'delete-pod';

/** One small change, and how to try it. */
export interface Change {
  readonly type: ChangeType;
  /** 'pod/default/web-1', 'node/n1' */
  readonly object: string;
  /** 'remove the taint a=b:NoSchedule from node n1' */
  readonly text: string;
  /** A kubectl command that does it, where one does. */
  readonly command?: string;
  readonly apply: (trial: Trial) => Trial;
}

/** How much it asks for: one pod's wishes, then nodes, then other pods, then new machines. */
export function weightOf({ type }: Change): number {
  if (type === 'delete-pod') return 3;
  if (type === 'node-add') return 4;
  return type.startsWith('node-') ? 2 : 1;
}

/** A change of the pod itself. */
export function podChange(type: ChangeType, pod: Pod, text: string, edit: (pod: Pod) => Pod): Change {
  const { namespace = '', name } = pod.metadata;
  return {
    type,
    object: `pod/${namespace}/${name}`,
    text,
    apply: ({ pod: current, cache }) => ({ pod: edit(current), cache }),
  };
}

/** The pod with a part of its spec replaced; undefined takes a field away. */
export function withSpec(pod: Pod, part: Partial<Pod['spec']>): Pod {
  const spec = Object.fromEntries(Object.entries({ ...pod.spec, ...part }).filter(([, value]) => value !== undefined));
  // Only optional fields are taken away.
  return { ...pod, spec: spec as Pod['spec'] & object };
}
