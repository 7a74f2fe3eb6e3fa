import type { Pod } from '../../apis/generated/core.v1.js';

/** SystemCriticalPriority (pkg/apis/scheduling). */
const CRITICAL = 2_000_000_000;
const MIRROR = 'kubernetes.io/config.mirror';

/** Pods that a node cannot do without are neither evicted nor refused. Follows IsCriticalPod (pkg/kubelet/types). */
export function isCritical({ metadata, spec }: Pod): boolean {
  return metadata.annotations?.[MIRROR] !== undefined || (spec.priority ?? 0) >= CRITICAL;
}
