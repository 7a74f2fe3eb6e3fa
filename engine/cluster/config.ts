import type { ImageBehaviour } from '../runtime/image-behaviour.js';

/** One simulated node: a kubelet registers it. */
export interface NodeConfig {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly taints?: readonly {
    readonly key: string;
    readonly value?: string;
    readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  }[];
  /** Quantities; defaults: cpu 4, memory 8Gi, pods 110, ephemeral-storage 100Gi. */
  readonly capacity?: Readonly<Record<string, string>>;
  readonly unschedulable?: boolean;
}

/** Everything that a run starts from. */
export interface ClusterConfig {
  /** Any integer; default 1. */
  readonly seed?: number;
  readonly nodes?: readonly NodeConfig[];
  /** Image reference → what its containers do. */
  readonly images?: Readonly<Record<string, ImageBehaviour>>;
  /**
   * Components that do not run: 'kube-scheduler', 'kube-controller-manager', 'kubelet', or one controller by its name.
   */
  readonly without?: readonly string[];
  /** Keep only these controllers, as kube-controller-manager's --controllers ('*', 'name', '-name'). */
  readonly controllers?: readonly string[];
}
