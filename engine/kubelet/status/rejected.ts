import { timestamp } from '../../apimachinery/time.js';
import { podQOSClass } from '../../apis/core/pod/qos.js';
import type { Pod, PodStatus } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import type { WaitingReason } from '../pod/worker.js';

/** The status of a pod that the node does not take. Follows rejectPod (pkg/kubelet/kubelet.go). */
export function rejectedStatus(pod: Pod, { reason, message }: WaitingReason, now: Millis): PodStatus {
  const { generation } = pod.metadata;
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase: 'Failed',
    reason,
    message: `Pod was rejected: ${message}`,
    startTime: pod.status?.startTime ?? timestamp(now),
    qosClass: podQOSClass(pod),
  };
}
