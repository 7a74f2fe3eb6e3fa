import type { KubeObject } from '../apimachinery/object.js';
import { microTimestamp } from '../apimachinery/time.js';
import type { Lease } from '../apis/generated/coordination.v1.js';
import { SECOND, type Millis } from '../core/time.js';

/**
 * Stands in the store for "renewed every ten seconds for as long as the kubelet lives": renewals of a healthy kubelet
 * are not written one by one. Whoever reads the lease sees the time of the last renewal.
 */
export const RENEWED_FOR_EVER = '9999-12-31T23:59:59.000000Z';

const RENEW_INTERVAL = 10 * SECOND;

function isLiveLease(object: KubeObject): object is Lease {
  return object.kind === 'Lease' && (object as Lease).spec.renewTime === RENEWED_FOR_EVER;
}

/** The lease as a client sees it at `now`; anything else unchanged. */
export function leaseAsRead<T extends KubeObject>(object: T, now: Millis): T {
  if (!isLiveLease(object)) return object;
  return { ...object, spec: { ...object.spec, renewTime: lastRenewal(now) } };
}

/** The moment of the last renewal before `now`, as a MicroTime. */
export function lastRenewal(now: Millis): string {
  return microTimestamp(now - (now % RENEW_INTERVAL));
}
