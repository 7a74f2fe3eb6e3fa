import { isTolerated } from '../../apis/core/taints.js';
import { podQOSClass } from '../../apis/core/pod/qos.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { WaitingReason } from '../pod/worker.js';
import { isCritical } from './critical.js';
import type { PressureCondition } from './threshold.js';

const MEMORY_TAINT = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' } as const;

/**
 * Under pressure a node takes no pods but critical ones; when only memory is short, it takes those that request
 * something or tolerate it. Follows Admit of the eviction manager.
 */
export function underPressure(conditions: readonly PressureCondition[], pod: Pod): WaitingReason | undefined {
  if (conditions.length === 0 || isCritical(pod)) return undefined;
  const onlyMemory = conditions.length === 1 && conditions[0] === 'MemoryPressure';
  if (onlyMemory && (podQOSClass(pod) !== 'BestEffort' || isTolerated(pod.spec.tolerations, MEMORY_TAINT)))
    return undefined;
  return { reason: 'Evicted', message: `The node had condition: [${conditions.join(' ')}]. ` };
}
