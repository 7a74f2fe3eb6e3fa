import type { CpuTopology } from './topology.js';

/** Options of the static policy, by the names that the kubelet's configuration has for them. */
export interface StaticPolicyOptions {
  /** Only whole physical cores are handed out. */
  readonly 'full-pcpus-only'?: boolean;
  /** Reserved cpus are not in the shared pool either. */
  readonly 'strict-cpu-reservation'?: boolean;
}

/** Fields of a kubelet's configuration, and of its machine, that decide about cpus. */
export interface CpuManagerConfig {
  /** Default: none, every container runs on every cpu. */
  readonly cpuManagerPolicy?: 'none' | 'static';
  readonly cpuManagerPolicyOptions?: StaticPolicyOptions;
  /** '0-1': these cpus are the node's own. */
  readonly reservedSystemCPUs?: string;
  /** Default: one socket, as many cores as capacity has cpus, one thread each. */
  readonly topology?: CpuTopology;
}
