import { amountsOf } from '../../apis/core/pod/amounts.js';
import { podQOSClass } from '../../apis/core/pod/qos.js';
import { isRestartableInit, podLimits, podRequests } from '../../apis/core/pod/resources.js';
import type { Container, Pod } from '../../apis/generated/core.v1.js';
import { milliCpuToQuota, milliCpuToShares } from '../../runtime/cgroups/conversions.js';
import { BEST_EFFORT, type PodCgroup } from '../../runtime/cgroups/resources.js';

/**
 * The cgroup of a pod: weighed by what it requests in all, limited only in what each of its containers, or the pod
 * itself, limits. Where a container has cpus of its own the pod has no quota. Follows ResourceConfigForPod
 * (pkg/kubelet/cm/helpers_linux.go).
 */
export function podCgroup(pod: Pod, hasOwnCpus = false): PodCgroup {
  const qos = podQOSClass(pod);
  if (qos === 'BestEffort') return BEST_EFFORT;
  const requestedMilliCpu = podRequests(pod)['cpu'] ?? 0;
  const limits = podLimits(pod);
  const limited = (name: 'cpu' | 'memory'): boolean => qos === 'Guaranteed' || isLimited(pod, name);
  const cpuQuota = !hasOwnCpus && limited('cpu') ? milliCpuToQuota(limits['cpu'] ?? 0) : 0;
  const memoryLimit = limited('memory') ? (limits['memory'] ?? 0) : 0;
  return {
    qos,
    cpuShares: milliCpuToShares(requestedMilliCpu),
    requestedMilliCpu,
    ...(cpuQuota > 0 ? { cpuQuota } : {}),
    ...(memoryLimit > 0 ? { memoryLimit } : {}),
  };
}

/**
 * Whether the pod as a whole or every container of it limits a resource. What sidecars limit counts for the init
 * containers after them, as PodLimits hands each container its part.
 */
function isLimited({ spec }: Pod, name: 'cpu' | 'memory'): boolean {
  if ((amountsOf(spec.resources?.limits)[name] ?? 0) > 0) return true;
  const limit = ({ resources }: Container): number => amountsOf(resources?.limits)[name] ?? 0;
  if (spec.containers.some((container) => limit(container) === 0)) return false;
  let sidecars = 0;
  for (const container of spec.initContainers ?? []) {
    if (sidecars + limit(container) === 0) return false;
    if (isRestartableInit(container)) sidecars += limit(container);
  }
  return true;
}
