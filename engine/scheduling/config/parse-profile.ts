import { duplicate, index, invalid } from '../../apimachinery/field-error.js';
import { isObject } from '../../apimachinery/object.js';
import type { ConfigReader } from './reader.js';
import {
  EXTENSION_POINTS,
  type EnabledPlugin,
  type KubeSchedulerProfile,
  type Plugins,
  type PluginSet,
} from './types.js';

const GROUP = 'kubescheduler.config.k8s.io';

/** Plugins of earlier versions. */
const REMOVED: ReadonlySet<string> = new Set(['AzureDiskLimits', 'CinderLimits', 'EBSLimits', 'GCEPDLimits']);
const REMOVED_DETAIL = `was invalid in version "v1" (KubeSchedulerConfiguration is version "${GROUP}/v1")`;

/** Reads the profiles, as validateKubeSchedulerProfile. */
export function readProfiles(reader: ConfigReader): readonly KubeSchedulerProfile[] {
  return reader.children('profiles', 'KubeSchedulerProfile').map(readProfile);
}

function readProfile(reader: ConfigReader): KubeSchedulerProfile {
  const plugins = reader.child('plugins', 'Plugins');
  const profile: KubeSchedulerProfile = {
    schedulerName: reader.string('schedulerName', '') || undefined,
    percentageOfNodesToScore: reader.percentage('percentageOfNodesToScore'),
    plugins: plugins === undefined ? {} : readPlugins(plugins),
    pluginConfig: readPluginConfig(reader),
  };
  reader.done();
  return profile;
}

function readPlugins(reader: ConfigReader): Plugins {
  const points = [...EXTENSION_POINTS, 'multiPoint'] as const;
  const sets = points.flatMap((point) => {
    const child = reader.child(point, 'PluginSet');
    return child === undefined ? [] : [[point, readPluginSet(child)] as const];
  });
  reader.done();
  return Object.fromEntries(sets);
}

function readPluginSet(reader: ConfigReader): PluginSet {
  const enabled = reader.children('enabled', 'Plugin').map((entry, i): EnabledPlugin => {
    const weight = entry.optionalNumber('weight');
    const plugin = { name: entry.string('name', ''), ...(weight === undefined ? {} : { weight }) };
    if (REMOVED.has(plugin.name)) reader.report(invalid(index(reader.at('enabled'), i), plugin.name, REMOVED_DETAIL));
    entry.done();
    return plugin;
  });
  const disabled = reader.children('disabled', 'Plugin').map((entry) => {
    const plugin = { name: entry.string('name', '') };
    entry.ignore('weight');
    entry.done();
    return plugin;
  });
  reader.done();
  return { enabled, disabled };
}

function readPluginConfig(reader: ConfigReader): NonNullable<KubeSchedulerProfile['pluginConfig']> {
  const entries = reader.children('pluginConfig', 'PluginConfig').map((entry) => {
    const name = entry.string('name', '');
    const args = entry.raw('args') ?? {};
    checkArgs(entry, name, args);
    entry.done();
    return { name, args: isObject(args) ? args : {} };
  });
  entries.forEach(({ name }, i) => {
    const path = index(reader.at('pluginConfig'), i);
    const first = entries.findIndex((other) => other.name === name);
    if (first < i) reader.report(duplicate(path, name));
    if (REMOVED.has(name)) reader.report(invalid(path, name, REMOVED_DETAIL));
  });
  return entries;
}

/** Arguments are an object that may say what it is; then it must be this plugin's. */
function checkArgs(reader: ConfigReader, name: string, args: unknown): void {
  const decoding = `decoding .${reader.path}:`;
  const field = reader.at('args');
  if (!isObject(args)) {
    reader.mistakes.push({ type: 'json', field, text: `${decoding} args for plugin ${name} are not an object` });
    return;
  }
  const { kind = `${name}Args` } = args;
  if (kind === `${name}Args`) return;
  const text = `${decoding} args for plugin ${name} were not of type ${name}Args.${GROUP}, got ${String(kind)}.${GROUP}`;
  reader.mistakes.push({ type: 'json', field: `${field}.kind`, text });
}
