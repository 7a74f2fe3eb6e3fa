import { child, index, invalid, notFound, required, type FieldError } from '../../apimachinery/field-error.js';
import { Action, isWildcard, matches, type ClusterEvent, type EventResource } from '../cluster-event.js';
import type { Profile, WeightedPlugin } from '../cycle/profile.js';
import type { EventRegistration, Plugin, PluginFactory } from '../framework.js';
import type { QueueProfile, RegisteredHint } from '../queue/settings.js';
import { DEFAULT_PLUGINS, mergePluginSet } from './default-plugins.js';
import {
  EXTENSION_POINTS,
  type EnabledPlugin,
  type ExtensionPoint,
  type KubeSchedulerProfile,
  type Plugins,
} from './types.js';

/** Whether a plugin has an extension point. PreFilter and Filter are one function, and so are PreScore and Score. */
const HAS: Readonly<Record<ExtensionPoint, (plugin: Plugin) => boolean>> = {
  preEnqueue: ({ preEnqueue }) => preEnqueue !== undefined,
  queueSort: ({ sortKey }) => sortKey !== undefined,
  preFilter: ({ filter }) => filter !== undefined,
  filter: ({ filter }) => filter !== undefined,
  postFilter: ({ postFilter }) => postFilter !== undefined,
  preScore: ({ score }) => score !== undefined,
  score: ({ score }) => score !== undefined,
  reserve: ({ reserve }) => reserve !== undefined,
  permit: ({ permit }) => permit !== undefined,
  preBind: ({ preBind }) => preBind !== undefined,
  bind: ({ bind }) => bind !== undefined,
  postBind: ({ postBind }) => postBind !== undefined,
};

/** A profile made ready to run, and its sort plugin. */
export interface BuiltProfile {
  readonly profile: Profile;
  readonly sort: Plugin;
}

/** Makes a profile's plugins and puts them in order, as NewFramework. Adds to `errors` what is wrong with it. */
export function buildProfile(
  config: KubeSchedulerProfile & { readonly schedulerName: string; readonly percentageOfNodesToScore: number },
  path: string,
  registry: Readonly<Record<string, PluginFactory>>,
  errors: FieldError[],
): BuiltProfile | undefined {
  const { plugins = {}, pluginConfig = [] } = config;
  pluginConfig.forEach(({ name }, i) => {
    if (!Object.hasOwn(registry, name))
      errors.push(notFound(child(index(child(path, 'pluginConfig'), i), 'name'), name));
  });
  const multiPoint = mergePluginSet(DEFAULT_PLUGINS, plugins.multiPoint ?? {});
  const made = makePlugins(namesIn(multiPoint, plugins), config, path, registry, errors);
  const at = (point: ExtensionPoint): readonly Plugin[] =>
    namesAt(point, multiPoint, plugins, made, path, errors).flatMap((name) => made.get(name) ?? []);
  const lists = new Map(EXTENSION_POINTS.map((point) => [point, at(point)]));
  const list = (point: ExtensionPoint) => lists.get(point) ?? [];
  const sort = theOnlySort(list('queueSort'), config.schedulerName, path, errors);
  if (list('bind').length === 0)
    errors.push(required(child(path, 'plugins', 'bind'), 'at least one bind plugin is needed'));
  if (sort === undefined || errors.length > 0) return undefined;
  const weights = new Map([...multiPoint, ...(plugins.score?.enabled ?? [])].map(({ name, weight }) => [name, weight]));
  const score: readonly WeightedPlugin[] = list('score').map((plugin) => ({
    plugin,
    weight: weights.get(plugin.name) || 1,
  }));
  const profile: Profile = {
    schedulerName: config.schedulerName,
    percentageOfNodesToScore: config.percentageOfNodesToScore,
    filter: list('filter'),
    postFilter: list('postFilter'),
    score,
    reserve: list('reserve'),
    permit: list('permit'),
    preBind: list('preBind'),
    bind: list('bind'),
    postBind: list('postBind'),
    queue: queueProfile(list('preEnqueue'), [...made.values()]),
  };
  return { profile, sort };
}

/** A profile sorts its queue in one way: none or several are an error. */
function theOnlySort(
  sorts: readonly Plugin[],
  schedulerName: string,
  path: string,
  errors: FieldError[],
): Plugin | undefined {
  const [sort] = sorts;
  if (sorts.length === 1) return sort;
  const names = sorts.map(({ name }) => name);
  const detail = `only one queue sort plugin required for profile with scheduler name "${schedulerName}", but got ${names.length}`;
  errors.push(invalid(child(path, 'plugins', 'queueSort'), names, detail));
  return undefined;
}

function namesIn(multiPoint: readonly EnabledPlugin[], plugins: Plugins): ReadonlySet<string> {
  const single = EXTENSION_POINTS.flatMap((point) => plugins[point]?.enabled ?? []);
  return new Set([...multiPoint, ...single].map(({ name }) => name));
}

function makePlugins(
  names: ReadonlySet<string>,
  { pluginConfig = [] }: KubeSchedulerProfile,
  path: string,
  registry: Readonly<Record<string, PluginFactory>>,
  errors: FieldError[],
): ReadonlyMap<string, Plugin> {
  const made = new Map<string, Plugin>();
  for (const name of names) {
    const factory = Object.hasOwn(registry, name) ? registry[name] : undefined;
    if (factory === undefined) {
      errors.push(notFound(child(path, 'plugins'), name));
      continue;
    }
    const position = pluginConfig.findIndex((entry) => entry.name === name);
    const result = factory(pluginConfig[position]?.args ?? {});
    if (result.ok) made.set(name, result.plugin);
    else
      errors.push(
        ...result.errors.map((error) => moved(error, child(index(child(path, 'pluginConfig'), position), 'args'))),
      );
  }
  return made;
}

function moved(error: FieldError, path: string): FieldError {
  return { ...error, field: error.field === '' ? path : child(path, error.field) };
}

/**
 * The plugins of one extension point, as expandMultiPointPlugins: those that the profile names for it and that are also
 * multi-point come first, then the other multi-point ones, then the rest of those it names.
 */
function namesAt(
  point: ExtensionPoint,
  multiPoint: readonly EnabledPlugin[],
  plugins: Plugins,
  made: ReadonlyMap<string, Plugin>,
  path: string,
  errors: FieldError[],
): readonly string[] {
  const { enabled = [], disabled = [] } = plugins[point] ?? {};
  const has = (name: string) => {
    const plugin = made.get(name);
    return plugin !== undefined && HAS[point](plugin);
  };
  const named = enabled.map(({ name }) => name);
  for (const name of named) {
    if (!made.has(name) || has(name)) continue;
    errors.push(
      invalid(child(path, 'plugins', point, 'enabled'), name, `plugin "${name}" does not extend ${point} plugin`),
    );
  }
  const off = new Set(disabled.map(({ name }) => name));
  if (off.has('*')) return named;
  const multi = multiPoint.map(({ name }) => name).filter((name) => has(name) && !off.has(name));
  const overriding = named.filter((name) => multi.includes(name));
  return [
    ...overriding,
    ...multi.filter((name) => !named.includes(name)),
    ...named.filter((name) => !overriding.includes(name)),
  ];
}

const EVENT_RESOURCES: readonly EventResource[] = [
  'Pod',
  'Node',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSIStorageCapacity',
  'storage.k8s.io/StorageClass',
  'resource.k8s.io/ResourceClaim',
  'resource.k8s.io/DeviceClass',
];

/** What a plugin without registrations is woken by: everything, as UnrollWildCardResource. */
const EVERYTHING: readonly EventRegistration[] = EVENT_RESOURCES.map((resource) => ({ resource, action: Action.All }));

function eventsOf(plugin: Plugin): readonly EventRegistration[] {
  const refuses =
    plugin.preEnqueue !== undefined ||
    plugin.filter !== undefined ||
    plugin.reserve !== undefined ||
    plugin.permit !== undefined;
  return refuses ? (plugin.events ?? EVERYTHING) : [];
}

function queueProfile(gates: readonly Plugin[], all: readonly Plugin[]): QueueProfile {
  const events = new Map(all.map((plugin) => [plugin.name, eventsOf(plugin)]));
  const hints = new Map<string, readonly RegisteredHint[]>();
  return {
    preEnqueue: gates.flatMap(({ name, preEnqueue }) => (preEnqueue === undefined ? [] : [{ name, preEnqueue }])),
    eventsOf: (plugin) => events.get(plugin) ?? [],
    hintsFor(event) {
      const key = `${event.resource}/${event.action}`;
      const known = hints.get(key);
      if (known !== undefined) return known;
      const found = all.flatMap(({ name }) => hintsOf(name, events.get(name) ?? [], event));
      hints.set(key, found);
      return found;
    },
  };
}

function hintsOf(plugin: string, events: readonly EventRegistration[], event: ClusterEvent): readonly RegisteredHint[] {
  if (isWildcard(event)) return [];
  return events.filter((registered) => matches(registered, event)).map(({ hint }) => ({ plugin, hint }));
}
