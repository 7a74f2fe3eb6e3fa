import type { Lease } from '../../apis/generated/coordination.v1.js';

/**
 * The renewTime of a lease that a healthy kubelet keeps renewing: the renewals are not written one by one. When the kubelet
 * stops, the time of its last renewal is written for real.
 */
export const RENEWED_FOR_EVER = '9999-12-31T23:59:59.000000Z';

/** Whether the lease is being renewed. */
export function isLive(lease: Lease): boolean {
  return lease.spec.renewTime === RENEWED_FOR_EVER;
}
