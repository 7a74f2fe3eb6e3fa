import { nodes } from '../../apis/generated/resources.js';
import { recordEvent } from '../../client/reconcile.js';
import { MINUTE, type Millis } from '../../core/time.js';
import { logged } from '../../runtime/cri-call.js';
import { turningTimes } from '../../runtime/usage/container-usage.js';
import type { Duty } from '../duty.js';
import type { EvictionConfig } from '../eviction/config.js';
import { observe } from '../eviction/observations.js';
import { isQuiet } from '../eviction/quiet.js';
import type { KubeletMemory } from '../memory.js';

/** ImageGCPeriod (pkg/kubelet), and how often images that are new are noticed. */
const PERIOD = 5 * MINUTE;

const DEFAULT_MINIMUM_AGE = 2 * MINUTE;

/** Images that were removed, and what that freed. */
export interface Freed {
  readonly memory: KubeletMemory;
  readonly bytes: number;
}

/**
 * Removes images that no container has, the oldest first, until so many bytes are free. One that the kubelet noticed
 * less than two minutes ago stays: somebody may be about to use it. Follows freeSpace (pkg/kubelet/images); upstream
 * takes those first that were not used for longest.
 */
export function deleteImages(config: EvictionConfig, memory: KubeletMemory, wanted: number, now: Millis): Freed {
  const noticed = noticedAt(memory, now);
  let { images, calls } = memory.runtime;
  let bytes = 0;
  const { imageMinimumGCAge = DEFAULT_MINIMUM_AGE } = config;
  for (const [reference, { sizeBytes }] of unusedImages(memory)) {
    if (bytes >= wanted) break;
    if (now - (noticed[reference] ?? now) < imageMinimumGCAge) continue;
    images = images.delete(reference);
    calls = logged(calls, { at: now, call: 'RemoveImage', pod: '', image: reference });
    bytes += sizeBytes;
  }
  return { memory: { ...memory, imagesNoticedAt: noticed, runtime: { ...memory.runtime, images, calls } }, bytes };
}

function unusedImages({ runtime }: KubeletMemory): readonly (readonly [string, { readonly sizeBytes: number }])[] {
  const used = new Set<string>();
  for (const [, { containers }] of runtime.pods) for (const { imageRef } of containers) used.add(imageRef);
  return [...runtime.images]
    .filter(([reference]) => !used.has(reference))
    .sort(([, a], [, b]) => a.presentFrom - b.presentFrom);
}

/** Image → when it was noticed: at a collection, or at one of the looks every five minutes. */
function noticedAt(
  { runtime, startedAt, imagesNoticedAt }: KubeletMemory,
  now: Millis,
): Readonly<Record<string, Millis>> {
  const noticed: Record<string, Millis> = {};
  for (const [reference, { presentFrom }] of runtime.images) {
    if (presentFrom > now) continue;
    const look = startedAt + Math.max(0, Math.ceil((presentFrom - startedAt) / PERIOD)) * PERIOD;
    noticed[reference] = Math.min(imagesNoticedAt[reference] ?? now, look, now);
  }
  return noticed;
}

const DEFAULT_HIGH = 85;
const DEFAULT_LOW = 80;

/** How many percent of the disk are used, rounded up as the kubelet does. */
function usedPercent(memory: KubeletMemory, at: Millis): number {
  const { available, capacity } = observe(memory.runtime, at).observations['imagefs.available'];
  return capacity === 0 ? 0 : 100 - Math.trunc((available * 100) / capacity);
}

/**
 * Every five minutes, when too much of the disk is used, unused images are removed until less is. Follows GarbageCollect
 * (pkg/kubelet/images/image_gc_manager.go).
 */
export const imageGarbageCollector: Duty = {
  name: 'image-gc',
  due(memory, now) {
    const { imageGCHighThresholdPercent: high = DEFAULT_HIGH } = memory.config;
    if (isQuiet(memory.runtime, high)) return undefined;
    const tick = (at: Millis): Millis =>
      memory.startedAt + Math.ceil((Math.max(at, memory.collectedAt + 1) - memory.startedAt) / PERIOD) * PERIOD;
    const ticks = [now, ...turningTimes(memory.runtime, now, Infinity)].map(tick);
    const at = [...new Set(ticks)].find((each) => usedPercent(memory, each) >= high);
    return at === undefined ? undefined : { at, retry: memory.collectedAt > memory.startedAt };
  },
  *work({ node: config }, _work, memory, { now }) {
    const collecting = { ...memory, collectedAt: now };
    const { imageGCHighThresholdPercent: high = DEFAULT_HIGH, imageGCLowThresholdPercent: low = DEFAULT_LOW } = config;
    const percent = usedPercent(memory, now);
    if (percent < high) return collecting;
    const { available, capacity } = observe(memory.runtime, now).observations['imagefs.available'];
    const wanted = Math.trunc((capacity * (100 - low)) / 100) - available;
    const freed = deleteImages(config, collecting, wanted, now);
    const node = memory.node.object;
    if (freed.bytes < wanted && node !== undefined)
      yield* recordEvent(nodes, node, 'Warning', 'FreeDiskSpaceFailed', insufficient(percent, capacity, freed.bytes));
    return freed.memory;
  },
};

function insufficient(percent: number, capacity: number, freed: number): string {
  return (
    `Insufficient free disk space on the node's image filesystem (${percent}% of ${formatSize(capacity)} used). ` +
    `Failed to free sufficient space by deleting unused images (freed ${freed} bytes). ` +
    'Investigate disk usage, as it could be used by active images, logs, volumes, or other data.'
  );
}

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'];

/** '1.5 GiB' (formatSize). */
function formatSize(size: number): string {
  if (size < 1024) return `${size} B`;
  let [value, unit] = [size / 1024, 0];
  while (value >= 1024 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}
