import type { Consumption } from '../../core/consumption.js';
import type { PluginGrant } from '../../runtime/device-plugin.js';
import type { EvictionConfig } from '../eviction/config.js';
import type { CpuManagerConfig } from '../cm/cpumanager/config.js';

/** Fields of a kubelet's configuration that keep resources back. Absent: nothing is reserved. */
export interface ReservedResources {
  /** Quantities of cpu, memory, ephemeral-storage and pid. */
  readonly kubeReserved?: Readonly<Record<string, string>>;
  readonly systemReserved?: Readonly<Record<string, string>>;
}

/** The devices of one resource, and what their plugin gives to containers that get some. */
export interface NodeDevices extends PluginGrant {
  /** 'nvidia.com/gpu' */
  readonly resource: string;
  readonly ids: readonly { readonly id: string; readonly path?: string }[];
}

/** The machine that a kubelet registers. */
export interface KubeletNode extends CpuManagerConfig, ReservedResources, EvictionConfig {
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
  /** What everything but its containers uses from the start. */
  readonly system?: Consumption;
  /** Device plugins that run on it from the start. */
  readonly devices?: readonly NodeDevices[];
}
