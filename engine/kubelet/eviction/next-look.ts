import { SECOND, type Millis } from '../../core/time.js';
import { turningTimes } from '../../runtime/usage/container-usage.js';
import type { KubeletMemory } from '../memory.js';
import { isCritical } from './critical.js';
import { exceededLimit } from './local-storage.js';
import { observe, type Seen } from './observations.js';
import { isUneventful } from './quiet.js';
import { assess, MONITORING_PERIOD, timersOf, type EvictionState, type Waiting } from './state.js';
import { thresholdsOf } from './threshold.js';

/**
 * When the manager next looks at the node and something comes of it. Upstream looks every ten seconds; the looks of which
 * nothing would come are left out. `retry`: it will find again what it could do nothing about.
 */
export function nextLook(
  memory: KubeletMemory,
  now: Millis,
): { readonly at: Millis; readonly retry: boolean } | undefined {
  const { config, eviction: state, runtime } = memory;
  if (state.waiting !== undefined) return { at: endOfWait(memory, state.waiting, now), retry: false };
  if (isAtRest(state) && isUneventful(runtime, thresholdsOf(config))) return undefined;
  for (const at of looks(memory, now)) {
    const outcome = outcomeAt(memory, at);
    if (outcome !== 'nothing') return { at, retry: outcome === 'again' };
  }
  return undefined;
}

function isAtRest({ firstObservedAt, conditions }: EvictionState): boolean {
  for (const _ in firstObservedAt) return false;
  return conditions.length === 0;
}

/** A second after the last evicted pod has ended (podCleanupPollFreq), or when patience is over. */
function endOfWait({ workers }: KubeletMemory, { pods, until }: Waiting, now: Millis): Millis {
  let at = now;
  for (const uid of pods) {
    const worker = workers.get(uid);
    if (worker === undefined) continue;
    if (worker.stage !== 'terminated') return until;
    at = Math.max(at, worker.observedAt + SECOND);
  }
  return Math.min(at, until);
}

/** The looks at which anything may be otherwise than at the last one, in order. */
function looks({ config, eviction: state, runtime }: KubeletMemory, now: Millis): readonly Millis[] {
  const lookAt = (at: Millis): Millis =>
    state.lookedAt +
    Math.max(1, Math.ceil((Math.max(at, now) - state.lookedAt) / MONITORING_PERIOD)) * MONITORING_PERIOD;
  const moments = [now, ...turningTimes(runtime, now, Infinity), ...timersOf(config, state)];
  return [...new Set(moments.map(lookAt))].sort((a, b) => a - b);
}

function outcomeAt(memory: KubeletMemory, at: Millis): 'something' | 'again' | 'nothing' {
  const { config, eviction: before, runtime } = memory;
  const seen = observe(runtime, at);
  if (exceedsLimits(memory, seen)) return 'something';
  const { state, acting } = assess(config, before, seen.observations, at);
  const changes =
    !sameList(state.conditions, before.conditions) ||
    !sameList(Object.keys(state.firstObservedAt), Object.keys(before.firstObservedAt));
  if (changes) return 'something';
  if (acting.length === 0) return 'nothing';
  return before.stuck && acting.every(({ key }) => before.met.includes(key)) ? 'again' : 'something';
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function exceedsLimits({ workers }: KubeletMemory, { pods }: Seen): boolean {
  for (const [uid, use] of pods) {
    const worker = workers.get(uid);
    if (worker?.stage !== 'syncing' || worker.eviction !== undefined || isCritical(worker.pod)) continue;
    if (exceededLimit(worker.pod, use) !== undefined) return true;
  }
  return false;
}
