import { child, index } from '../../apimachinery/field-error.js';
import type { Plugin } from '../framework.js';
import { profileMessage, type ConfigError } from './mistake.js';
import type { EnabledPlugin, ExtensionPoint, Plugins } from './types.js';

/** PreFilter and Filter are one function here, and so are PreScore and Score. */
const FUNCTION: Readonly<Record<ExtensionPoint, keyof Plugin>> = {
  preEnqueue: 'preEnqueue',
  queueSort: 'sortKey',
  preFilter: 'filter',
  filter: 'filter',
  postFilter: 'postFilter',
  preScore: 'score',
  score: 'score',
  reserve: 'reserve',
  permit: 'permit',
  preBind: 'preBind',
  bind: 'bind',
  postBind: 'postBind',
};

/** Whether a plugin has an extension point upstream. */
function extendsPoint(plugin: Plugin, point: ExtensionPoint): boolean {
  return plugin.extends?.[point] ?? plugin[FUNCTION[point]] !== undefined;
}

/** 'PreFilterPlugin' */
function interfaceOf(point: ExtensionPoint): string {
  return `${point.charAt(0).toUpperCase()}${point.slice(1)}Plugin`;
}

/** What a profile's extension points are made of. */
export interface Composition {
  /** 'profiles[0].plugins' */
  readonly path: string;
  readonly schedulerName: string;
  readonly multiPoint: readonly EnabledPlugin[];
  readonly plugins: Plugins;
  readonly made: ReadonlyMap<string, Plugin>;
}

/**
 * The plugins of each extension point, as expandMultiPointPlugins and updatePluginList. Adds to `errors` what cannot be,
 * in kube-scheduler's words.
 */
export function pluginsByPoint(
  composition: Composition,
  errors: ConfigError[],
): Readonly<Record<ExtensionPoint, readonly Plugin[]>> {
  checkRepeated(composition, errors);
  const at = (point: ExtensionPoint): readonly Plugin[] => {
    checkNamed(point, composition, errors);
    return namesAt(point, composition).flatMap((name) => composition.made.get(name) ?? []);
  };
  const lists = {
    preEnqueue: at('preEnqueue'),
    queueSort: at('queueSort'),
    preFilter: at('preFilter'),
    filter: at('filter'),
    postFilter: at('postFilter'),
    preScore: at('preScore'),
    score: at('score'),
    reserve: at('reserve'),
    permit: at('permit'),
    preBind: at('preBind'),
    bind: at('bind'),
    postBind: at('postBind'),
  };
  checkPair('preFilter', 'filter', lists, composition, errors);
  checkPair('preScore', 'score', lists, composition, errors);
  const doing = (point: ExtensionPoint) => lists[point].filter((plugin) => plugin[FUNCTION[point]] !== undefined);
  return {
    ...lists,
    preEnqueue: doing('preEnqueue'),
    score: doing('score'),
    reserve: doing('reserve'),
    preBind: doing('preBind'),
  };
}

/** Those that the profile names for the point and that are also multi-point, the other multi-point ones, the rest. */
function namesAt(point: ExtensionPoint, { multiPoint, plugins, made }: Composition): readonly string[] {
  const { enabled = [], disabled = [] } = plugins[point] ?? {};
  const has = (name: string) => {
    const plugin = made.get(name);
    return plugin !== undefined && extendsPoint(plugin, point);
  };
  const named = [...new Set(enabled.map(({ name }) => name))];
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

function checkNamed(
  point: ExtensionPoint,
  { path, schedulerName, plugins, made }: Composition,
  errors: ConfigError[],
): void {
  const names = (plugins[point]?.enabled ?? []).map(({ name }) => name);
  names.forEach((name, i) => {
    const field = index(child(path, point, 'enabled'), i);
    const report = (text: string) => errors.push({ field, message: profileMessage(schedulerName, text) });
    const plugin = made.get(name);
    if (plugin !== undefined && !extendsPoint(plugin, point))
      report(`plugin "${name}" does not extend ${interfaceOf(point)} plugin`);
    else if (names.indexOf(name) < i) report(`plugin "${name}" already registered as "${interfaceOf(point)}"`);
  });
}

/** The order in which kube-scheduler fills its extension points. */
const FILLED: readonly ExtensionPoint[] = [
  'preFilter',
  'filter',
  'postFilter',
  'reserve',
  'preScore',
  'score',
  'preBind',
  'bind',
  'postBind',
  'permit',
  'preEnqueue',
  'queueSort',
];

function checkRepeated({ path, schedulerName, plugins, made }: Composition, errors: ConfigError[]): void {
  const names = (plugins.multiPoint?.enabled ?? []).map(({ name }) => name);
  names.forEach((name, i) => {
    const plugin = made.get(name);
    if (names.indexOf(name) === i || plugin === undefined) return;
    const first = FILLED.find((point) => extendsPoint(plugin, point)) ?? 'preFilter';
    const text = `plugin "${name}" already registered as "${interfaceOf(first)}"`;
    errors.push({
      field: index(child(path, 'multiPoint', 'enabled'), i),
      message: profileMessage(schedulerName, text),
    });
  });
}

/** Plugins whose PreFilter can refuse a pod or nodes by itself. */
const DECIDES_BEFORE: ReadonlySet<string> = new Set([
  'DynamicResources',
  'NodeAffinity',
  'VolumeBinding',
  'VolumeRestrictions',
  'VolumeZone',
]);

type Lists = Readonly<Record<ExtensionPoint, readonly Plugin[]>>;

/**
 * PreFilter and Filter are one here. kube-scheduler's Filter fails without what PreFilter leaves for it; PreFilter alone
 * does nothing, but for a few plugins.
 */
function checkPair(
  pre: 'preFilter' | 'preScore',
  main: 'filter' | 'score',
  lists: Lists,
  { path, plugins }: Composition,
  errors: ConfigError[],
): void {
  const both = (plugin: Plugin) => extendsPoint(plugin, pre) && extendsPoint(plugin, main);
  const apart = [
    ...lists[pre].filter(
      (plugin) => pre === 'preFilter' && !lists[main].includes(plugin) && DECIDES_BEFORE.has(plugin.name),
    ),
    ...lists[main].filter((plugin) => !lists[pre].includes(plugin)),
  ].filter(both);
  for (const { name } of apart) {
    const field = child(path, plugins[pre] === undefined ? main : pre);
    const detail = `${name} runs ${pre} and ${main} together: switch both on or off`;
    errors.push({ field, message: `${field}: Forbidden: ${detail}` });
  }
}
