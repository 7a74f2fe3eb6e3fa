import { isTolerated } from '../../apis/core/taints.js';
import type { Node, Pod } from '../../apis/generated/core.v1.js';
import { allocateResources } from '../cm/container-manager.js';
import { isRunning } from '../../runtime/container.js';
import { latestRun } from '../../runtime/runtime.js';
import { underPressure } from '../eviction/admit.js';
import { atLeastAllocated } from '../cm/devicemanager/capacity.js';
import type { PodSync } from '../pod/pod-sync.js';
import type { WaitingReason } from '../pod/worker.js';
import { portsFit } from './host-ports.js';
import { matchesNode } from './node-affinity.js';
import { insufficientResource } from './resources.js';
import { forbiddenSysctl } from './sysctls.js';

/**
 * Whether the node takes a pod: why not, or undefined. Only the first reason is told. Follows canAdmitPod and
 * predicateAdmitHandler.Admit (pkg/kubelet/lifecycle/predicate.go). A node that was not seen yet refuses nothing.
 */
export function admit(sync: PodSync): WaitingReason | undefined {
  const { api: pod, env } = sync;
  const { node } = env;
  const refused = underPressure(env.pressure, pod) ?? forbiddenSysctl(pod) ?? allocation(sync) ?? wrongSystem(pod);
  return refused !== undefined || node === undefined ? refused : generalFilter(sync, pod, node);
}

/** What the pod is to have alone is given to it before it is known whether it fits. */
function allocation(sync: PodSync): WaitingReason | undefined {
  const isRunningNow = (name: string): boolean => {
    const run = latestRun(sync.pod, name);
    return run !== undefined && isRunning(run, sync.now);
  };
  const allocated = allocateResources(sync.env.config, sync.allocations, sync.api, isRunningNow);
  if (!allocated.ok) return allocated.refusal;
  sync.allocations = allocated.value.allocations;
  for (const call of allocated.value.calls) sync.call(call);
  return undefined;
}

function wrongSystem({ spec }: Pod): WaitingReason | undefined {
  if (spec.os !== undefined && spec.os.name !== 'linux')
    return { reason: 'PodOSNotSupported', message: "Failed to admit pod as the OS field doesn't match node OS" };
  return undefined;
}

/** Resources first, then what the node is. Follows generalFilter. */
function generalFilter({ env, allocations }: PodSync, pod: Pod, node: Node): WaitingReason | undefined {
  const others = env.otherPods();
  const allocatable = atLeastAllocated(node.status.allocatable ?? node.status.capacity ?? {}, allocations.devices);
  const insufficient = insufficientResource(pod, allocatable, others);
  if (insufficient !== undefined) return insufficient;
  if (!matchesNode(pod, node)) return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  if (!portsFit(pod, others))
    return predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  const evicting = node.spec?.taints?.find(
    (taint) => taint.effect === 'NoExecute' && !isTolerated(pod.spec.tolerations, taint),
  );
  return evicting === undefined
    ? undefined
    : predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate");
}

function predicate(reason: string, description: string): WaitingReason {
  return { reason, message: `Predicate ${reason} failed: ${description}` };
}
