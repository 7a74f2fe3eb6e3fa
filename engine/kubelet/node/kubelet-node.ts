import type { CpuManagerConfig } from '../cm/cpumanager/config.js';

/** The machine that a kubelet registers. */
export interface KubeletNode extends CpuManagerConfig {
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
