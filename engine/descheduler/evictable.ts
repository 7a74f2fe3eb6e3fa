import type { Pod } from '../apis/generated/core.v1.js';

const EVICT = 'descheduler.alpha.kubernetes.io/evict';
const MIRROR = 'kubernetes.io/config.mirror';
const SOURCE = 'kubernetes.io/config.source';
const SYSTEM_CRITICAL = 2_000_000_000;

/**
 * Whether the default evictor lets a pod be evicted: one with an owner that is no DaemonSet, without local storage, not
 * critical to the system, not static and not on its way already. An annotation overrides all that. Follows
 * DefaultEvictor.Filter with its default protections.
 */
export function isEvictable({ metadata, spec }: Pod): boolean {
  const { annotations = {}, ownerReferences = [], deletionTimestamp } = metadata;
  if (annotations[EVICT] !== undefined) return true;
  const isStatic = annotations[MIRROR] !== undefined || (annotations[SOURCE] ?? 'api') !== 'api';
  if (isStatic || deletionTimestamp !== undefined || (spec.priority ?? 0) >= SYSTEM_CRITICAL) return false;
  if (ownerReferences.length === 0 || ownerReferences.some(({ kind }) => kind === 'DaemonSet')) return false;
  return !(spec.volumes ?? []).some(({ hostPath, emptyDir }) => hostPath !== undefined || emptyDir !== undefined);
}

/** Pods that have ended take no room and are never looked at (ListPodsOnANode). */
export function hasEnded({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}
