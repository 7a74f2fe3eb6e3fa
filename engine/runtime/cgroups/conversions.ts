import { QUOTA_PERIOD } from './resources.js';

const MIN_SHARES = 2;
const MAX_SHARES = 262_144;
const SHARES_PER_CPU = 1024;
const MILLI = 1000;
const MIN_QUOTA = 1000;
const MAX_WEIGHT = 10_000;

/** Follows MilliCPUToShares (pkg/kubelet/cm/helpers_linux.go). */
export function milliCpuToShares(milliCpu: number): number {
  const shares = Math.trunc((milliCpu * SHARES_PER_CPU) / MILLI);
  return Math.min(Math.max(shares, MIN_SHARES), MAX_SHARES);
}

/** Microseconds of every 100 ms, at least 1 ms; 0 stays 0: no limit. Follows MilliCPUToQuota. */
export function milliCpuToQuota(milliCpu: number): number {
  return milliCpu === 0 ? 0 : Math.max(Math.trunc((milliCpu * QUOTA_PERIOD) / MILLI), MIN_QUOTA);
}

/** From 2…262144 to 1…10000. Follows getCPUWeight (pkg/kubelet/cm), which runc 1.3 does alike for containers. */
export function sharesToWeight(shares: number): number {
  if (shares >= MAX_SHARES) return MAX_WEIGHT;
  return 1 + Math.trunc(((shares - MIN_SHARES) * (MAX_WEIGHT - 1)) / (MAX_SHARES - MIN_SHARES));
}
