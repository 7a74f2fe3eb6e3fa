import { MINUTE, SECOND, type Millis } from '../../core/time.js';
import type { EvictionConfig } from './config.js';
import { thresholdsMet, type Observations } from './observations.js';
import { FACTS, thresholdsOf, type PressureCondition, type Threshold } from './threshold.js';

/** What the eviction manager remembers between two looks at the node. Lost when the kubelet restarts. */
export interface EvictionState {
  /** When it looked last; what lies between follows from what it saw then. */
  readonly lookedAt: Millis;
  /** Key of each threshold that is met → since when. */
  readonly firstObservedAt: Readonly<Record<string, Millis>>;
  /** Keys of thresholds that are met and whose grace period is over. */
  readonly met: readonly string[];
  readonly conditionsObservedAt: Readonly<Partial<Record<PressureCondition, Millis>>>;
  /** Those that the node has, in order. */
  readonly conditions: readonly PressureCondition[];
  /** It waits for evicted pods to be cleaned up. */
  readonly waiting?: Waiting;
  /** There was nothing that it could do about what it saw. */
  readonly stuck: boolean;
}

export interface Waiting {
  /** Uids of the evicted pods. */
  readonly pods: readonly string[];
  readonly since: Millis;
  readonly until: Millis;
}

/** evictionMonitoringPeriod (pkg/kubelet). */
export const MONITORING_PERIOD = 10 * SECOND;

const DEFAULT_TRANSITION = 5 * MINUTE;
const CONDITIONS: readonly PressureCondition[] = ['MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** The manager of a kubelet that starts now: it is about to look for the first time. */
export function newEvictionState(now: Millis): EvictionState {
  return {
    lookedAt: now - MONITORING_PERIOD,
    firstObservedAt: {},
    met: [],
    conditionsObservedAt: {},
    conditions: [],
    stuck: false,
  };
}

/** What a look at the node comes to. */
export interface Assessment {
  readonly state: EvictionState;
  /** Thresholds that ask for something to be reclaimed now, most urgent first. */
  readonly acting: readonly Threshold[];
}

/**
 * Judges what is seen at `now`: which thresholds are met and for how long, and which conditions follow. A threshold that
 * was met stays so until minimumReclaim is free beyond it. Follows synchronize of the eviction manager.
 */
export function assess(
  config: EvictionConfig,
  before: EvictionState,
  observations: Observations,
  now: Millis,
): Assessment {
  const all = thresholdsOf(config);
  const unresolved = thresholdsMet(
    all.filter(({ key }) => before.met.includes(key)),
    observations,
    true,
  );
  const metNow = thresholdsMet(all, observations, false);
  const observed = all.filter((threshold) => metNow.includes(threshold) || unresolved.includes(threshold));
  const firstObservedAt = Object.fromEntries(
    observed.map(({ key }): [string, Millis] => [key, before.firstObservedAt[key] ?? now]),
  );
  const acting = observed.filter(({ key, gracePeriod }) => now - (firstObservedAt[key] ?? now) >= gracePeriod);
  const conditionsObservedAt = lastObserved(config, before, observed, now);
  const state: EvictionState = {
    lookedAt: now,
    firstObservedAt,
    met: acting.map(({ key }) => key),
    conditionsObservedAt,
    conditions: conditionsSince(config, conditionsObservedAt, now),
    stuck: before.stuck,
  };
  return { state, acting: byEvictionPriority(acting) };
}

function lastObserved(
  config: EvictionConfig,
  before: EvictionState,
  observed: readonly Threshold[],
  now: Millis,
): EvictionState['conditionsObservedAt'] {
  const times: Partial<Record<PressureCondition, Millis>> = { ...before.conditionsObservedAt };
  // Looks that were left out saw what the last one had seen.
  const lastLook =
    before.lookedAt + Math.max(0, Math.ceil((now - before.lookedAt) / MONITORING_PERIOD) - 1) * MONITORING_PERIOD;
  for (const { key, signal } of thresholdsOf(config))
    if (key in before.firstObservedAt) times[FACTS[signal].condition] = lastLook;
  for (const { signal } of observed) times[FACTS[signal].condition] = now;
  return times;
}

/** Follows nodeConditionsObservedSince. */
function conditionsSince(
  { evictionPressureTransitionPeriod: period = DEFAULT_TRANSITION }: EvictionConfig,
  times: EvictionState['conditionsObservedAt'],
  now: Millis,
): readonly PressureCondition[] {
  return CONDITIONS.filter((condition) => now - (times[condition] ?? -Infinity) < period);
}

/** Memory before all others. */
function byEvictionPriority(thresholds: readonly Threshold[]): readonly Threshold[] {
  const isMemory = ({ signal }: Threshold): boolean => FACTS[signal].resource === 'memory';
  return [...thresholds.filter(isMemory), ...thresholds.filter((threshold) => !isMemory(threshold))];
}

/** Moments at which a state changes although nothing happens on the node: grace and transition periods end. */
export function timersOf(config: EvictionConfig, state: EvictionState): readonly Millis[] {
  const { evictionPressureTransitionPeriod: period = DEFAULT_TRANSITION } = config;
  const graces = thresholdsOf(config).flatMap(({ key, gracePeriod }) => {
    const since = state.firstObservedAt[key];
    return since === undefined || state.met.includes(key) ? [] : [since + gracePeriod];
  });
  const transitions = state.conditions.map((condition) => (state.conditionsObservedAt[condition] ?? 0) + period);
  return [...graces, ...transitions];
}
