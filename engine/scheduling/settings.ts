import type { Pod } from '../apis/generated/core.v1.js';
import { MINUTE, SECOND } from '../core/time.js';
import { buildProfile, type BuiltProfile } from './config/build-profile.js';
import type { ConfigError } from './config/mistake.js';
import { parseConfiguration } from './config/parse.js';
import type { KubeSchedulerConfiguration } from './config/types.js';
import { isWildcard, type ClusterEvent } from './cluster-event.js';
import type { Profile } from './cycle/profile.js';
import { plugins } from './plugins/registry.js';
import type { QueueSettings } from './queue/settings.js';

export const DEFAULT_SCHEDULER_NAME = 'default-scheduler';

/** A scheduler's configuration, made ready to run. */
export interface SchedulerSettings {
  /** By scheduler name. */
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly queue: QueueSettings;
}

export type SettingsMade =
  | { readonly ok: true; readonly settings: SchedulerSettings }
  | { readonly ok: false; readonly errors: readonly ConfigError[] };

/** Reads a KubeSchedulerConfiguration from JSON and builds its profiles; all that is wrong with it is told at once. */
export function schedulerSettings(input: unknown): SettingsMade {
  const parsed = parseConfiguration(input);
  return parsed.ok ? settingsOf(parsed.config) : parsed;
}

function settingsOf(config: KubeSchedulerConfiguration): SettingsMade {
  const errors: ConfigError[] = [];
  const built = profilesOf(config, errors);
  const [first] = built;
  if (first === undefined || errors.length > 0) return { ok: false, errors };
  return { ok: true, settings: settingsWith(config, built, first) };
}

function profilesOf(config: KubeSchedulerConfiguration, errors: ConfigError[]): readonly BuiltProfile[] {
  const profiles = config.profiles?.length ? config.profiles : [{}];
  return profiles.flatMap((profile, i) => {
    const named = {
      ...profile,
      schedulerName: profile.schedulerName ?? DEFAULT_SCHEDULER_NAME,
      percentageOfNodesToScore: profile.percentageOfNodesToScore ?? config.percentageOfNodesToScore ?? 0,
    };
    return buildProfile(named, `profiles[${i}]`, plugins, errors) ?? [];
  });
}

function settingsWith(
  { podInitialBackoffSeconds = 1, podMaxBackoffSeconds = 10 }: KubeSchedulerConfiguration,
  built: readonly BuiltProfile[],
  { sort }: BuiltProfile,
): SchedulerSettings {
  const profiles = new Map(built.map(({ profile }) => [profile.schedulerName, profile]));
  const all = [...profiles.values()];
  const interested = (event: ClusterEvent) => all.flatMap(({ queue }) => queue.hintsFor(event));
  const registrants = new Map<string, ReadonlySet<string>>();
  const registrantsOf = (event: ClusterEvent): ReadonlySet<string> => {
    const key = `${event.resource}/${event.action}`;
    const known = registrants.get(key);
    if (known !== undefined) return known;
    const names = new Set(interested(event).map(({ plugin }) => plugin));
    registrants.set(key, names);
    return names;
  };
  const queue: QueueSettings = {
    backoff: { initial: podInitialBackoffSeconds * SECOND, max: podMaxBackoffSeconds * SECOND },
    maxInUnschedulable: 5 * MINUTE,
    sortKey: (pod) => sort.sortKey?.(pod) ?? '',
    profileOf: (pod) => profileOf(profiles, pod)?.queue,
    isOfInterest: (event) => isWildcard(event) || registrantsOf(event).size > 0,
    registers: (plugin, event) => registrantsOf(event).has(plugin),
  };
  return { profiles, queue };
}

/** The profile that a pod asks for; undefined: another scheduler's pod. */
export function profileOf(profiles: ReadonlyMap<string, Profile>, pod: Pod): Profile | undefined {
  return profiles.get(pod.spec.schedulerName ?? DEFAULT_SCHEDULER_NAME);
}

let defaults: SchedulerSettings | undefined;

/** Those of kube-scheduler without a configuration file. */
export function defaultSettings(): SchedulerSettings {
  if (defaults !== undefined) return defaults;
  const made = schedulerSettings({});
  if (!made.ok) throw new Error(`the default configuration is wrong: ${JSON.stringify(made.errors)}`);
  defaults = made.settings;
  return defaults;
}
