import { child, index } from '../../apimachinery/field-error.js';
import type { Profile, WeightedPlugin } from '../cycle/profile.js';
import type { Plugin, PluginFactory } from '../framework.js';
import { DEFAULT_PLUGINS, mergePluginSet } from './default-plugins.js';
import { pluginsByPoint } from './extension-points.js';
import { argsError, profileMessage, type ConfigError } from './mistake.js';
import { queueProfile } from './queue-profile.js';
import { EXTENSION_POINTS, type EnabledPlugin, type KubeSchedulerProfile, type Plugins } from './types.js';

/** A profile made ready to run, and its sort plugin. */
export interface BuiltProfile {
  readonly profile: Profile;
  readonly sort: Plugin;
}

/** A profile with what the configuration says for all of them. */
export type NamedProfile = KubeSchedulerProfile & {
  readonly schedulerName: string;
  readonly percentageOfNodesToScore: number;
};

type Registry = Readonly<Record<string, PluginFactory>>;

/** Makes a profile's plugins and puts them in order, as NewFramework. Adds to `errors` what is wrong with it. */
export function buildProfile(
  config: NamedProfile,
  path: string,
  registry: Registry,
  errors: ConfigError[],
): BuiltProfile | undefined {
  const before = errors.length;
  const { schedulerName, percentageOfNodesToScore, plugins = {} } = config;
  const report = (field: string, text: string) =>
    errors.push({ field: child(path, 'plugins', field), message: profileMessage(schedulerName, text) });
  checkNames(config, path, registry, errors);
  const multiPoint = mergePluginSet(DEFAULT_PLUGINS, plugins.multiPoint ?? {});
  const made = makePlugins(namesIn(multiPoint, plugins), config, path, registry, errors);
  const lists = pluginsByPoint({ path: child(path, 'plugins'), schedulerName, multiPoint, plugins, made }, errors);
  const [sort, ...sorts] = lists.queueSort;
  if (sort === undefined || sorts.length > 0) {
    const count = lists.queueSort.length;
    const name = `profile with scheduler name "${schedulerName}"`;
    report('queueSort', `only one queue sort plugin required for ${name}, but got ${count}`);
  }
  if (lists.bind.length === 0)
    report('bind', `at least one bind plugin is needed for profile with scheduler name "${schedulerName}"`);
  const score = weighted(lists.score, multiPoint, plugins);
  if (score.some(({ weight }) => weight < 0)) report('score', 'total score of Score plugins could overflow');
  if (sort === undefined || errors.length > before) return undefined;
  const { preEnqueue, filter, postFilter, reserve, permit, preBind, bind, postBind } = lists;
  const all = [...made.values()];
  const queue = queueProfile(preEnqueue, all);
  const rest = { filter, postFilter, score, reserve, permit, preBind, bind, postBind, queue };
  return { profile: { schedulerName, percentageOfNodesToScore, ...rest }, sort };
}

function weighted(
  plugins: readonly Plugin[],
  multiPoint: readonly EnabledPlugin[],
  { score }: Plugins,
): readonly WeightedPlugin[] {
  const weights = new Map([...multiPoint, ...(score?.enabled ?? [])].map(({ name, weight }) => [name, weight]));
  return plugins.map((plugin) => ({ plugin, weight: weights.get(plugin.name) || 1 }));
}

function namesIn(multiPoint: readonly EnabledPlugin[], plugins: Plugins): ReadonlySet<string> {
  const single = EXTENSION_POINTS.flatMap((point) => plugins[point]?.enabled ?? []);
  return new Set([...multiPoint, ...single].map(({ name }) => name));
}

/** kube-scheduler reads over what is disabled or configured and does not exist; here that would be a silent mistake. */
function checkNames(
  { schedulerName, plugins = {}, pluginConfig = [] }: NamedProfile,
  path: string,
  registry: Registry,
  errors: ConfigError[],
): void {
  const exists = (name: string) => Object.hasOwn(registry, name);
  const choice = (word: string) => ({ word, known: Object.keys(registry) });
  for (const point of [...EXTENSION_POINTS, 'multiPoint'] as const) {
    const { enabled = [], disabled = [] } = plugins[point] ?? {};
    const at = child(path, 'plugins', point);
    const type = point === 'multiPoint' ? 'PreFilterPlugin' : `${point.charAt(0).toUpperCase()}${point.slice(1)}Plugin`;
    enabled.forEach(({ name }, i) => {
      if (exists(name)) return;
      const message = profileMessage(schedulerName, `${type} "${name}" does not exist`);
      errors.push({ field: index(child(at, 'enabled'), i), message, choice: choice(name) });
    });
    disabled.forEach(({ name }, i) => {
      if (name !== '*' && !exists(name))
        errors.push({
          field: index(child(at, 'disabled'), i),
          message: `no plugin is called "${name}"`,
          choice: choice(name),
        });
    });
  }
  pluginConfig.forEach(({ name, args = {} }, i) => {
    const entry = index(child(path, 'pluginConfig'), i);
    if (!exists(name))
      errors.push({ field: child(entry, 'name'), message: `no plugin is called "${name}"`, choice: choice(name) });
    else if (!CONFIGURABLE.has(name) && Object.keys(args).length > 0)
      errors.push({ field: child(entry, 'args'), message: `${name} takes no arguments` });
  });
}

/** Plugins that take arguments: the kinds …Args of the configuration's group. */
const CONFIGURABLE: ReadonlySet<string> = new Set([
  'DefaultPreemption',
  'DynamicResources',
  'InterPodAffinity',
  'NodeAffinity',
  'NodeResourcesBalancedAllocation',
  'NodeResourcesFit',
  'PodTopologySpread',
  'VolumeBinding',
]);

function makePlugins(
  names: ReadonlySet<string>,
  { schedulerName, pluginConfig = [] }: NamedProfile,
  path: string,
  registry: Registry,
  errors: ConfigError[],
): ReadonlyMap<string, Plugin> {
  const made = new Map<string, Plugin>();
  // Arguments of plugins that are off are checked too.
  for (const name of new Set([...names, ...pluginConfig.map((entry) => entry.name)])) {
    const factory = Object.hasOwn(registry, name) ? registry[name] : undefined;
    if (factory === undefined) continue;
    const position = pluginConfig.findIndex((entry) => entry.name === name);
    const entry = index(child(path, 'pluginConfig'), position);
    const result = factory(pluginConfig[position]?.args ?? {});
    if (!result.ok)
      errors.push(...result.mistakes.map((mistake) => argsError(mistake, { plugin: name, schedulerName, entry })));
    else if (names.has(name)) made.set(name, result.plugin);
  }
  return made;
}
