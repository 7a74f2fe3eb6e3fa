import { duplicate, forbidden, index, invalid, required } from '../../apimachinery/field-error.js';
import { isObject, type JsonObject } from '../../apimachinery/object.js';
import { notRegistered } from '../../apimachinery/scheme.js';
import { configError, type ConfigError, type Mistake } from './mistake.js';
import { readProfiles } from './parse-profile.js';
import { ConfigReader } from './reader.js';
import type { KubeSchedulerConfiguration, KubeSchedulerProfile, PluginSet } from './types.js';

export const API_VERSION = 'kubescheduler.config.k8s.io/v1';
export const KIND = 'KubeSchedulerConfiguration';

/** How kube-scheduler runs, not what it decides: read over, as far as the fields exist. */
const LEADER_ELECTION = [
  'leaderElect',
  'leaseDuration',
  'renewDeadline',
  'retryPeriod',
  'resourceLock',
  'resourceName',
  'resourceNamespace',
];
const CLIENT_CONNECTION = ['kubeconfig', 'acceptContentTypes', 'contentType', 'qps', 'burst'];
const SWITCHES = ['enableProfiling', 'enableContentionProfiling', 'delayCacheUntilActive'];

/** A configuration, or everything that is wrong with it. */
export type Parsed =
  | { readonly ok: true; readonly config: KubeSchedulerConfiguration }
  | { readonly ok: false; readonly errors: readonly ConfigError[] };

/**
 * Reads a KubeSchedulerConfiguration from JSON, as loadConfig and ValidateKubeSchedulerConfiguration; plugins check their
 * own arguments. A configuration that does not say its version and kind is taken as one of v1.
 */
export function parseConfiguration(input: unknown): Parsed {
  if (!isObject(input)) return { ok: false, errors: [{ field: '', message: `this is no ${KIND}` }] };
  const foreign = kindError(input);
  if (foreign !== undefined) return { ok: false, errors: [foreign] };
  const mistakes: Mistake[] = [];
  const reader = new ConfigReader(input, '', mistakes, { struct: KIND, fields: '' });
  reader.ignore('apiVersion', 'kind', ...SWITCHES);
  readOver(reader, 'leaderElection', 'LeaderElectionConfiguration', LEADER_ELECTION);
  readOver(reader, 'clientConnection', 'ClientConnectionConfiguration', CLIENT_CONNECTION);
  checkParallelism(reader);
  const profiles = readProfiles(reader);
  checkNames(profiles, reader);
  checkQueueSort(profiles, reader);
  const config: KubeSchedulerConfiguration = {
    apiVersion: API_VERSION,
    kind: KIND,
    percentageOfNodesToScore: reader.percentage('percentageOfNodesToScore'),
    ...readBackoff(reader),
    profiles,
  };
  if (reader.list('extenders', '[]v1.Extender').length > 0)
    reader.report(forbidden('extenders', 'extenders are webhooks, and these are not modelled'));
  reader.done();
  return mistakes.length === 0 ? { ok: true, config } : { ok: false, errors: mistakes.map(configError) };
}

function kindError({ apiVersion = API_VERSION, kind = KIND }: JsonObject): ConfigError | undefined {
  if (apiVersion === API_VERSION && kind === KIND) return undefined;
  const field = apiVersion === API_VERSION ? 'kind' : 'apiVersion';
  return { field, message: notRegistered(String(kind), String(apiVersion)) };
}

function readOver(reader: ConfigReader, name: string, struct: string, known: readonly string[]): void {
  const inner = reader.child(name, struct);
  inner?.ignore(...known);
  inner?.done();
}

/** How many goroutines look at nodes: it decides nothing here. */
function checkParallelism(reader: ConfigReader): void {
  const parallelism = reader.number('parallelism', 16);
  if (parallelism > 0) return;
  reader.report(invalid('parallelism', parallelism, 'should be an integer value greater than zero'));
}

function readBackoff(reader: ConfigReader) {
  const initial = reader.number('podInitialBackoffSeconds', 1, 'int64');
  const max = reader.number('podMaxBackoffSeconds', 10, 'int64');
  if (initial <= 0) reader.report(invalid('podInitialBackoffSeconds', initial, 'must be greater than 0'));
  if (max < initial) {
    const detail = 'must be greater than or equal to PodInitialBackoffSeconds';
    reader.report(invalid('podMaxBackoffSeconds', max, detail));
  }
  return { podInitialBackoffSeconds: initial, podMaxBackoffSeconds: max };
}

/** One profile may leave its name out, several may not. */
function checkNames(profiles: readonly KubeSchedulerProfile[], reader: ConfigReader): void {
  if (profiles.length < 2) return;
  profiles.forEach(({ schedulerName }, i) => {
    const path = `${index('profiles', i)}.schedulerName`;
    if (schedulerName === undefined) reader.report(required(path));
    const first = profiles.findIndex((other) => other.schedulerName === schedulerName);
    // Upstream prints a field.Path, whose JSON is empty.
    if (first < i) reader.report(duplicate(path, {}));
  });
}

/** All profiles share one queue, so that they must sort it alike: validateCommonQueueSort. */
function checkQueueSort(profiles: readonly KubeSchedulerProfile[], reader: ConfigReader): void {
  const [canon = {}, ...others] = profiles.map(({ plugins }) => plugins?.queueSort ?? {});
  const count = canon.enabled?.length ?? 0;
  if (count > 1) {
    const detail = 'only one queue sort plugin can be enabled';
    reader.report(invalid('profiles[0].plugins.queueSort.Enabled', count, detail));
  }
  others.forEach((sort, i) => {
    if (JSON.stringify(goPluginSet(sort)) === JSON.stringify(goPluginSet(canon))) return;
    const path = `${index('profiles', i + 1)}.plugins.queueSort`;
    reader.report(invalid(path, goPluginSet(sort), 'must be the same for all profiles'));
  });
}

/** As Go prints the internal type as JSON. */
function goPluginSet({ enabled = [], disabled = [] }: PluginSet): JsonObject {
  const list = (plugins: readonly { readonly name: string; readonly weight?: number }[]) =>
    plugins.length === 0 ? null : plugins.map(({ name, weight = 0 }) => ({ Name: name, Weight: weight }));
  return { Enabled: list(enabled), Disabled: list(disabled) };
}
