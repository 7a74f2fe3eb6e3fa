import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ScenarioPlan } from '../../conformance/language/plan.js';
import {
  joined,
  searchOrders,
  type Search,
  type SearchOptions,
} from '../../conformance/properties/exploration/explore.js';
import type { Part } from '../explore-worker.js';

/**
 * Searches with several threads, each of which has every so many runs. As long as the runs are bounded by their number and
 * not by time, what is found is what a single search finds.
 */
export async function searchInParts(
  plan: ScenarioPlan,
  options: Omit<SearchOptions, 'goOn'>,
  millis: number,
  workers: number,
  interrupted: AbortSignal,
): Promise<Search> {
  const worker = fileURLToPath(new URL('../explore-worker.js', import.meta.url));
  const bundled = fileURLToPath(new URL('./explore-worker.js', import.meta.url));
  const filename = [worker, bundled].find(existsSync);
  if (workers === 1 || filename === undefined) return searchHere(plan, options, millis, interrupted);
  const { default: Tinypool } = await import('tinypool');
  const pool = new Tinypool({ filename, minThreads: workers, maxThreads: workers });
  const best = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(options.maxRuns + 1);
  const stop = (): void => void Atomics.store(best, 0, 0);
  interrupted.addEventListener('abort', stop, { once: true });
  try {
    const parts = Array.from({ length: workers }, (_, index): Part => ({
      plan,
      options: { ...options, share: { index, of: workers } },
      millis,
      best,
    }));
    return joined((await Promise.all(parts.map((part) => pool.run(part)))) as readonly Search[]);
  } finally {
    interrupted.removeEventListener('abort', stop);
    await pool.destroy();
  }
}

function searchHere(
  plan: ScenarioPlan,
  options: Omit<SearchOptions, 'goOn'>,
  millis: number,
  interrupted: AbortSignal,
): Search {
  const end = performance.now() + millis;
  return searchOrders(plan, { ...options, goOn: () => performance.now() < end && !interrupted.aborted });
}
