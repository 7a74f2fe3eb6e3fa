import {
  duplicate,
  forbidden,
  index,
  invalid,
  notSupported,
  required,
  type FieldError,
} from '../../apimachinery/field-error.js';
import { isObject } from '../../apimachinery/object.js';
import { ConfigReader } from './reader.js';
import {
  EXTENSION_POINTS,
  type EnabledPlugin,
  type KubeSchedulerConfiguration,
  type KubeSchedulerProfile,
  type Plugins,
  type PluginSet,
} from './types.js';

const API_VERSION = 'kubescheduler.config.k8s.io/v1';
const KIND = 'KubeSchedulerConfiguration';

/** How kube-scheduler runs, not what it decides: read over. */
const IRRELEVANT = [
  'parallelism',
  'leaderElection',
  'clientConnection',
  'enableProfiling',
  'enableContentionProfiling',
  'delayCacheUntilActive',
];

/** A configuration, or everything that is wrong with it. */
export type Parsed =
  | { readonly ok: true; readonly config: KubeSchedulerConfiguration }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** Reads a KubeSchedulerConfiguration from JSON, as ValidateKubeSchedulerConfiguration; plugins check their own arguments. */
export function parseConfiguration(input: unknown): Parsed {
  if (!isObject(input)) return { ok: false, errors: [invalid('', input, `must be a ${KIND} object`)] };
  const errors: FieldError[] = [];
  const reader = new ConfigReader(input, '', errors);
  reader.word('apiVersion', [API_VERSION], API_VERSION);
  reader.word('kind', [KIND], KIND);
  reader.ignore(...IRRELEVANT);
  if (reader.raw('extenders') !== undefined) reader.report(forbidden('extenders', 'not modelled'));
  const initial = reader.number('podInitialBackoffSeconds', 1);
  const max = reader.number('podMaxBackoffSeconds', 10);
  if (initial <= 0) reader.report(invalid('podInitialBackoffSeconds', initial, 'must be greater than 0'));
  if (max < initial) {
    const detail = 'must be greater than or equal to PodInitialBackoffSeconds';
    reader.report(invalid('podMaxBackoffSeconds', max, detail));
  }
  const config: KubeSchedulerConfiguration = {
    apiVersion: API_VERSION,
    kind: KIND,
    percentageOfNodesToScore: readPercentage(reader),
    podInitialBackoffSeconds: initial,
    podMaxBackoffSeconds: max,
    profiles: readProfiles(reader),
  };
  reader.done();
  return errors.length === 0 ? { ok: true, config } : { ok: false, errors };
}

function readPercentage(reader: ConfigReader): number | undefined {
  const percentage = reader.optionalNumber('percentageOfNodesToScore');
  if (percentage !== undefined && (percentage < 0 || percentage > 100)) {
    reader.report(invalid(reader.at('percentageOfNodesToScore'), percentage, 'not in valid range [0-100]'));
  }
  return percentage;
}

function readProfiles(reader: ConfigReader): readonly KubeSchedulerProfile[] {
  const children = reader.children('profiles');
  const profiles = children.map(readProfile);
  if (profiles.length < 2) return profiles;
  profiles.forEach(({ schedulerName }, i) => {
    const path = `${index('profiles', i)}.schedulerName`;
    if (schedulerName === undefined) reader.report(required(path));
    const first = profiles.findIndex((other) => other.schedulerName === schedulerName);
    if (first < i) reader.report(duplicate(path, `${index('profiles', first)}.schedulerName`));
  });
  const [canon, ...others] = profiles.map(({ plugins }) => JSON.stringify(plugins?.queueSort ?? {}));
  others.forEach((sort, i) => {
    if (sort === canon) return;
    const path = `${index('profiles', i + 1)}.plugins.queueSort`;
    reader.report(invalid(path, profiles[i + 1]?.plugins?.queueSort, 'must be the same for all profiles'));
  });
  return profiles;
}

function readProfile(reader: ConfigReader): KubeSchedulerProfile {
  const plugins = reader.child('plugins');
  const profile: KubeSchedulerProfile = {
    schedulerName: reader.string('schedulerName', '') || undefined,
    percentageOfNodesToScore: readPercentage(reader),
    plugins: plugins === undefined ? {} : readPlugins(plugins),
    pluginConfig: readPluginConfig(reader),
  };
  reader.done();
  return profile;
}

function readPlugins(reader: ConfigReader): Plugins {
  const points = [...EXTENSION_POINTS, 'multiPoint'] as const;
  const sets = points.flatMap((point) => {
    const child = reader.child(point);
    return child === undefined ? [] : [[point, readPluginSet(child)] as const];
  });
  reader.done();
  return Object.fromEntries(sets);
}

function readPluginSet(reader: ConfigReader): PluginSet {
  const enabled = reader.children('enabled').map((entry): EnabledPlugin => {
    const weight = entry.optionalNumber('weight');
    const plugin = { name: readName(entry), ...(weight === undefined ? {} : { weight }) };
    entry.done();
    return plugin;
  });
  enabled.forEach(({ name }, i) => {
    const repeated = enabled.findIndex((other) => other.name === name) < i;
    if (repeated) reader.report(duplicate(index(reader.at('enabled'), i), name));
  });
  const disabled = reader.children('disabled').map((entry) => {
    const plugin = { name: readName(entry) };
    entry.done();
    return plugin;
  });
  reader.done();
  return { enabled, disabled };
}

function readName(reader: ConfigReader): string {
  const name = reader.string('name', '');
  if (name === '') reader.report(required(reader.at('name')));
  return name;
}

function readPluginConfig(reader: ConfigReader): NonNullable<KubeSchedulerProfile['pluginConfig']> {
  const entries = reader.children('pluginConfig').map((entry) => {
    const name = readName(entry);
    const args = entry.raw('args') ?? {};
    if (!isObject(args)) entry.report(invalid(entry.at('args'), args, 'has to match plugin args'));
    checkArgsKind(entry, name, args);
    entry.done();
    return { name, args: isObject(args) ? args : {} };
  });
  entries.forEach(({ name }, i) => {
    const first = entries.findIndex((other) => other.name === name);
    if (first < i) reader.report(duplicate(index(reader.at('pluginConfig'), i), name));
  });
  return entries;
}

/** Arguments may say what they are; then it must be this plugin's. */
function checkArgsKind(reader: ConfigReader, name: string, args: unknown): void {
  const kind = isObject(args) ? args['kind'] : undefined;
  if (kind === undefined || kind === `${name}Args`) return;
  reader.report(notSupported(`${reader.at('args')}.kind`, kind, [`${name}Args`]));
}
