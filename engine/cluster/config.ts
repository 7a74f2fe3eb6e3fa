import type { StaticTokens } from '../apiserver/authentication/authenticate.js';
import type { AnyComponent } from '../client/erase.js';
import type { DeschedulerConfig } from '../descheduler/config.js';
import type { KubeletNode } from '../kubelet/node/kubelet-node.js';
import type { JsonObject } from '../apimachinery/object.js';
import type { ImageBehaviour } from '../runtime/image-behaviour.js';
import type { ClientRate } from './client-rate.js';

/** One simulated node: a kubelet registers it. */
export type NodeConfig = KubeletNode;

/** Everything that a run starts from. */
export interface ClusterConfig {
  /** Any integer; default 1. */
  readonly seed?: number;
  readonly nodes?: readonly NodeConfig[];
  /** Bearer tokens of users: what --token-auth-file gives to kube-apiserver. */
  readonly tokens?: StaticTokens;
  /** Image reference → what its containers do. */
  readonly images?: Readonly<Record<string, ImageBehaviour>>;
  /**
   * Components that do not run: 'kube-scheduler', 'kube-controller-manager', 'kubelet', or one controller by its name.
   */
  readonly without?: readonly string[];
  /** A KubeSchedulerConfiguration that `schedulerSettings` accepts; absent: kube-scheduler's defaults. */
  readonly scheduler?: JsonObject;
  /** Keep only these controllers, as kube-controller-manager's --controllers ('*', 'name', '-name'). */
  readonly controllers?: readonly string[];
  /** How kube-controller-manager runs. */
  readonly controllerManager?: ClientRate;
  /** Whether the API server keeps account of who manages which fields, as server-side apply needs; absent: it does not. */
  readonly managedFields?: boolean;
  /** Whether a metrics server serves metrics.k8s.io; a bare cluster has none. */
  readonly metricsServer?: boolean;
  /** Components that run in place of those of the same name: to try a controller of one's own. */
  readonly programs?: readonly AnyComponent[];
  /** How a descheduler runs; a bare cluster has none. */
  readonly descheduler?: DeschedulerConfig;
}
