/** A plugin that is switched on, and how much its score counts (absent or 0: 1). */
export interface EnabledPlugin {
  readonly name: string;
  readonly weight?: number;
}

/** What a profile changes at one extension point. */
export interface PluginSet {
  readonly enabled?: readonly EnabledPlugin[];
  /** '*' stands for all defaults. */
  readonly disabled?: readonly { readonly name: string }[];
}

export const EXTENSION_POINTS = [
  'preEnqueue',
  'queueSort',
  'preFilter',
  'filter',
  'postFilter',
  'preScore',
  'score',
  'reserve',
  'permit',
  'preBind',
  'bind',
  'postBind',
] as const;

export type ExtensionPoint = (typeof EXTENSION_POINTS)[number];

/** What a profile changes; `multiPoint` holds for every extension point that a plugin has. */
export type Plugins = { readonly [P in ExtensionPoint | 'multiPoint']?: PluginSet };

/** One scheduler of the process. */
export interface KubeSchedulerProfile {
  readonly schedulerName?: string;
  readonly percentageOfNodesToScore?: number;
  readonly plugins?: Plugins;
  readonly pluginConfig?: readonly { readonly name: string; readonly args?: Readonly<Record<string, unknown>> }[];
}

/** The parts of a KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1) that decide what is scheduled where. */
export interface KubeSchedulerConfiguration {
  readonly apiVersion?: 'kubescheduler.config.k8s.io/v1';
  readonly kind?: 'KubeSchedulerConfiguration';
  readonly percentageOfNodesToScore?: number;
  readonly podInitialBackoffSeconds?: number;
  readonly podMaxBackoffSeconds?: number;
  readonly profiles?: readonly KubeSchedulerProfile[];
}
