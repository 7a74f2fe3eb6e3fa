import type { EnabledPlugin, PluginSet } from './types.js';

/** The plugins of a profile that changes nothing, in order, as getDefaultPlugins. */
export const DEFAULT_PLUGINS: readonly EnabledPlugin[] = [
  { name: 'SchedulingGates' },
  { name: 'PrioritySort' },
  { name: 'NodeUnschedulable' },
  { name: 'NodeName' },
  { name: 'TaintToleration', weight: 3 },
  { name: 'NodeAffinity', weight: 2 },
  { name: 'NodePorts' },
  { name: 'NodeResourcesFit', weight: 1 },
  { name: 'VolumeRestrictions' },
  { name: 'NodeVolumeLimits' },
  { name: 'VolumeBinding' },
  { name: 'VolumeZone' },
  { name: 'PodTopologySpread', weight: 2 },
  { name: 'InterPodAffinity', weight: 2 },
  { name: 'DynamicResources', weight: 2 },
  { name: 'DefaultPreemption' },
  { name: 'NodeResourcesBalancedAllocation', weight: 1 },
  { name: 'ImageLocality', weight: 1 },
  { name: 'DefaultBinder' },
];

/** The defaults with a profile's changes: reconfigured ones stay in their place, new ones come last, as mergePluginSet. */
export function mergePluginSet(
  defaults: readonly EnabledPlugin[],
  { enabled = [], disabled = [] }: PluginSet,
): readonly EnabledPlugin[] {
  const off = new Set(disabled.map(({ name }) => name));
  const custom = new Map(enabled.map((plugin) => [plugin.name, plugin]));
  const kept = off.has('*')
    ? []
    : defaults.filter(({ name }) => !off.has(name)).map((plugin) => custom.get(plugin.name) ?? plugin);
  const replaced = new Set(kept.map(({ name }) => name));
  return [...kept, ...enabled.filter(({ name }) => !replaced.has(name))];
}
