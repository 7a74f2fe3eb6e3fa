import { nodes } from '../../apis/generated/resources.js';
import { recordEvent, type Reconcile } from '../../client/reconcile.js';
import { SECOND, type Millis } from '../../core/time.js';
import type { Duty } from '../duty.js';
import type { KubeletConfig } from '../kubelet.js';
import { appointNode, type KubeletMemory } from '../memory.js';
import { wantStatus } from '../node/status-due.js';
import { evict, type Eviction } from './evict.js';
import { isCritical } from './critical.js';
import { exceededLimit } from './local-storage.js';
import { evictionMessage } from './message.js';
import { nextLook } from './next-look.js';
import { observe, thresholdsMet, type Seen } from './observations.js';
import { ranked, type Candidate } from './rank.js';
import { reclaimNodeLevelResources } from './reclaim.js';
import { assess } from './state.js';
import { FACTS, thresholdsOf, type Threshold } from './threshold.js';

/** Looks at what is left of memory, disk and processes, and puts pods out when it is too little. */
export const evictionManager: Duty = {
  name: 'eviction',
  due: nextLook,
  *work(config, work, memory, { now }) {
    const { waiting: _over, ...before } = memory.eviction;
    const seen = observe(memory.runtime, now);
    const { state, acting } = assess(config.node, before, seen.observations, now);
    const looked: KubeletMemory = { ...memory, eviction: { ...state, stuck: false } };
    // Told at once: upstream's node takes up to ten seconds to say so.
    const told =
      state.conditions.join() === before.conditions.join()
        ? looked
        : appointNode({ ...looked, node: { ...looked.node, stale: true } }, now, work.cause, false);
    const exceeding = exceedingPods(told, seen);
    if (exceeding.length > 0) return yield* evictAll(config, told, exceeding, now, work.cause);
    const [threshold] = acting;
    return threshold === undefined ? told : yield* reclaim(config, told, seen, { threshold, acting }, now, work.cause);
  },
};

/** immediateEvictionGracePeriodSeconds. */
const IMMEDIATE = 1;

/** Pods that exceed a limit of their own go all at once. */
function exceedingPods(memory: KubeletMemory, seen: Seen): readonly Eviction[] {
  return activePods(memory, seen).flatMap(({ pod, use }) => {
    const message = use === undefined || isCritical(pod) ? undefined : exceededLimit(pod, use);
    return message === undefined ? [] : [{ pod, message, graceSeconds: IMMEDIATE, annotations: {}, disruption: false }];
  });
}

function activePods({ workers }: KubeletMemory, seen: Seen): readonly Candidate[] {
  const active: Candidate[] = [];
  for (const [uid, { pod, stage, eviction }] of workers)
    if (stage === 'syncing' && eviction === undefined) active.push({ pod, use: seen.pods.get(uid) });
  return active;
}

interface Shortage {
  readonly threshold: Threshold;
  readonly acting: readonly Threshold[];
}

/** Reclaims what is starved: from the node itself if that is enough, else one pod is evicted. */
function* reclaim(
  config: KubeletConfig,
  memory: KubeletMemory,
  seen: Seen,
  shortage: Shortage,
  now: Millis,
  cause: number,
): Reconcile<KubeletMemory> {
  const { threshold } = shortage;
  const { resource } = FACTS[threshold.signal];
  const node = memory.node.object;
  if (node !== undefined)
    yield* recordEvent(nodes, node, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${resource}`);
  let reclaimed = memory;
  if (resource === 'ephemeral-storage') {
    reclaimed = reclaimNodeLevelResources(config, memory, now);
    const { observations } = observe(reclaimed.runtime, now);
    if (reclaimed.runtime.images !== memory.runtime.images) reclaimed = wantStatus(reclaimed, now, cause, true);
    if (thresholdsMet(thresholdsOf(config.node), observations, true).length === 0) return reclaimed;
  }
  const eviction = victim(config, reclaimed, seen, shortage);
  if (eviction === undefined) return { ...reclaimed, eviction: { ...reclaimed.eviction, stuck: true } };
  return yield* evictAll(config, reclaimed, [eviction], now, cause);
}

/** The first in rank that may be evicted; at most one pod goes at a time. */
function victim(
  { node }: KubeletConfig,
  memory: KubeletMemory,
  seen: Seen,
  { threshold, acting }: Shortage,
): Eviction | undefined {
  const found = ranked(threshold.signal, activePods(memory, seen)).find(({ pod }) => !isCritical(pod));
  if (found === undefined) return undefined;
  const { pod, use } = found;
  const { evictionMaxPodGracePeriod = 0 } = node;
  const own = pod.spec.terminationGracePeriodSeconds ?? evictionMaxPodGracePeriod;
  const graceSeconds = threshold.gracePeriod === 0 ? IMMEDIATE : Math.min(evictionMaxPodGracePeriod, own);
  return { pod, graceSeconds, disruption: true, ...evictionMessage(threshold, pod, use, acting, seen.observations) };
}

/** Shortest patience with a pod that does not end, and with its being cleaned up (podCleanupTimeout). */
const MINIMUM_PATIENCE = 10 * SECOND;
const CLEANUP_TIMEOUT = 30 * SECOND;

function* evictAll(
  config: KubeletConfig,
  memory: KubeletMemory,
  evictions: readonly Eviction[],
  now: Millis,
  cause: number,
): Reconcile<KubeletMemory> {
  let current = memory;
  for (const eviction of evictions) current = yield* evict(config.node.name, current, eviction, now, cause);
  const longest = Math.max(...evictions.map(({ graceSeconds }) => graceSeconds));
  const patience = Math.max(MINIMUM_PATIENCE, longest * 1.5 * SECOND) + CLEANUP_TIMEOUT;
  const pods = evictions.map(({ pod }) => pod.metadata.uid);
  return { ...current, eviction: { ...current.eviction, waiting: { pods, since: now, until: now + patience } } };
}
