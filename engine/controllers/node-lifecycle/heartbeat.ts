import type { Lease } from '../../apis/generated/coordination.v1.js';
import { RENEWED_FOR_EVER } from '../../apiserver/heartbeat.js';

/** Whether the lease is being renewed, by a kubelet whose renewals are not written one by one. */
export function isLive(lease: Lease): boolean {
  return lease.spec.renewTime === RENEWED_FOR_EVER;
}
