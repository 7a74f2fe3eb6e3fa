import { amountsOf } from '../../apis/core/pod/amounts.js';
import { hasPodLevelResources } from '../../apis/core/pod/resources.js';
import type { Container, Pod } from '../../apis/generated/core.v1.js';
import { milliCpuToQuota, milliCpuToShares } from '../../runtime/cgroups/conversions.js';
import type { LinuxResources } from '../../runtime/cgroups/resources.js';
import { oomScoreAdjust } from './oom-score.js';

/**
 * What the runtime is told to set for a container, given the node's bytes of memory. A container without a limit of its
 * own has that of its pod; one with cpus of its own has no quota (DisableCPUQuotaWithExclusiveCPUs, on since v1.33). Follows
 * generateLinuxContainerResources (pkg/kubelet/kuberuntime).
 */
export function containerResources(
  pod: Pod,
  container: Container,
  memoryCapacity: number,
  ownCpus = 0,
): LinuxResources {
  const requests = amountsOf(container.resources?.requests);
  const cpuLimit = limitOf(pod, container, 'cpu');
  return {
    cpuShares: milliCpuToShares(requests['cpu'] ?? cpuLimit),
    cpuQuota: ownCpus > 0 ? 0 : milliCpuToQuota(cpuLimit),
    memoryLimit: limitOf(pod, container, 'memory'),
    oomScoreAdj: oomScoreAdjust(pod, container, memoryCapacity),
    ...(ownCpus > 0 ? { ownCpus } : {}),
  };
}

function limitOf({ spec }: Pod, { resources }: Container, name: 'cpu' | 'memory'): number {
  const own = amountsOf(resources?.limits)[name] ?? 0;
  if (own !== 0 || !hasPodLevelResources(spec)) return own;
  return amountsOf(spec.resources?.limits)[name] ?? 0;
}
