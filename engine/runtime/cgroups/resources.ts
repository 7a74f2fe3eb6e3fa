/** What the kubelet asks the runtime to set for one container. Follows LinuxContainerResources of the CRI. */
export interface LinuxResources {
  /** 2 to 262144. */
  readonly cpuShares: number;
  /** Microseconds of every 100 ms; 0: no limit. */
  readonly cpuQuota: number;
  /** Bytes; 0: no limit. */
  readonly memoryLimit: number;
  /** -1000 to 1000. */
  readonly oomScoreAdj: number;
  /** How many cpus it has alone; absent: it runs where all others do. */
  readonly ownCpus?: number;
}

/** The cgroup of one pod, as the kubelet creates it. Follows ResourceConfig (pkg/kubelet/cm). */
export interface PodCgroup {
  readonly qos: 'Guaranteed' | 'Burstable' | 'BestEffort';
  readonly cpuShares: number;
  /** Absent: no limit. */
  readonly cpuQuota?: number;
  /** Absent: no limit. */
  readonly memoryLimit?: number;
  /** What the pod asks for: what its class's cgroup is weighed by. */
  readonly requestedMilliCpu: number;
}

/** The hardware of a node and what its pods may have of it together. */
export interface Machine {
  readonly milliCpu: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes of the one file system that holds images, containers and volumes. */
  readonly disk: number;
  readonly pids: number;
  /** Capacity less what is reserved for the system: the limits of kubepods.slice. */
  readonly pods: { readonly milliCpu: number; readonly memory: number; readonly pids: number };
}

/** What a container gets that nobody has asked anything for. */
export const UNLIMITED: LinuxResources = { cpuShares: 2, cpuQuota: 0, memoryLimit: 0, oomScoreAdj: 1000 };

export const BEST_EFFORT: PodCgroup = { qos: 'BestEffort', cpuShares: 2, requestedMilliCpu: 0 };

/** Microseconds: the period that quotas count in. */
export const QUOTA_PERIOD = 100_000;
