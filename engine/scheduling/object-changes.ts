import type { Node, Pod } from '../apis/generated/core.v1.js';
import { amountsOf } from '../apis/core/pod/amounts.js';
import { podRequests } from '../apis/core/pod/resources.js';
import { Action, type ClusterEvent } from './cluster-event.js';
import { semanticEqual } from '../apimachinery/equality.js';

/** What an update of a pod means to waiting pods, as PodSchedulingPropertiesChange. */
export function podSchedulingPropertiesChange(pod: Pod, old: Pod): readonly ClusterEvent[] {
  const resource = pod.spec.nodeName ? 'AssignedPod' : 'UnschedulablePod';
  const events: ClusterEvent[] = [];
  if (!semanticEqual(pod.metadata.labels, old.metadata.labels))
    events.push({ resource, action: Action.UpdatePodLabel });
  if (isScaledDown(pod, old)) events.push({ resource, action: Action.UpdatePodScaleDown });
  if (!pod.spec.schedulingGates?.length && old.spec.schedulingGates?.length) {
    events.push({ resource, action: Action.UpdatePodSchedulingGatesEliminated });
  }
  if ((pod.spec.tolerations?.length ?? 0) !== (old.spec.tolerations?.length ?? 0)) {
    events.push({ resource, action: Action.UpdatePodToleration });
  }
  if (!semanticEqual(pod.status?.resourceClaimStatuses, old.status?.resourceClaimStatuses)) {
    events.push({ resource, action: Action.UpdatePodGeneratedResourceClaim });
  }
  return events.length > 0 ? events : [{ resource, action: Action.Update }];
}

function isScaledDown(pod: Pod, old: Pod): boolean {
  const now = podRequests(pod, { useStatusResources: true });
  const before = podRequests(old, { useStatusResources: true });
  if (now === before) return false;
  return Object.entries(before).some(([name, amount]) => {
    const left = now[name];
    return left === undefined || amount > left;
  });
}

/** What an update of a node means to waiting pods, as NodeSchedulingPropertiesChange: nothing, or several events. */
export function nodeSchedulingPropertiesChange(node: Node, old: Node): readonly ClusterEvent[] {
  const changes: number[] = [];
  if (old.spec.unschedulable && !node.spec.unschedulable) changes.push(Action.UpdateNodeTaint);
  if (!semanticEqual(amountsOf(node.status.allocatable), amountsOf(old.status.allocatable)))
    changes.push(Action.UpdateNodeAllocatable);
  if (!semanticEqual(node.metadata.labels, old.metadata.labels)) changes.push(Action.UpdateNodeLabel);
  if (!semanticEqual(node.spec.taints, old.spec.taints)) changes.push(Action.UpdateNodeTaint);
  if (!semanticEqual(conditionsOf(node), conditionsOf(old))) changes.push(Action.UpdateNodeCondition);
  if (!semanticEqual(node.metadata.annotations, old.metadata.annotations)) changes.push(Action.UpdateNodeAnnotation);
  return changes.map((action) => ({ resource: 'Node', action }));
}

function conditionsOf(node: Node): Readonly<Record<string, string>> {
  return Object.fromEntries((node.status.conditions ?? []).map(({ type, status }) => [type, status]));
}
