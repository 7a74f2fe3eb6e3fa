import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ScenarioResult } from '../conformance/runner/result.js';
import type { Reach } from './node-files.js';
import type { Batch, Job } from './worker.js';

export type { Job };

/** Below this many scenarios one thread is done before others have started. */
const POOL_PAYS = 100;
const BATCH = 8;

/** Runs jobs and gives their results in the order of the jobs. Stops early when the caller stops asking. */
export async function* execute(
  jobs: readonly Job[],
  workers: number | undefined,
  interrupted: AbortSignal,
  reach: Reach,
): AsyncGenerator<ScenarioResult> {
  const threads = Math.min(
    workers ?? (jobs.length < POOL_PAYS ? 1 : availableParallelism()),
    Math.ceil(jobs.length / BATCH),
  );
  const worker = fileURLToPath(new URL('./worker.js', import.meta.url));
  yield* threads > 1 && existsSync(worker)
    ? inPool(jobs, threads, worker, interrupted, reach)
    : inProcess(jobs, interrupted, reach);
}

async function* inProcess(
  jobs: readonly Job[],
  interrupted: AbortSignal,
  reach: Reach,
): AsyncGenerator<ScenarioResult> {
  const { runnerOf } = await import('./run-timed.js');
  const run = await runnerOf(
    jobs.map(({ plan }) => plan),
    reach,
  );
  for (const { plan, options } of jobs) {
    if (interrupted.aborted) return;
    yield* run(plan, options);
    // Signals and output get their turn between two scenarios.
    await setImmediate();
  }
}

async function* inPool(
  jobs: readonly Job[],
  threads: number,
  worker: string,
  interrupted: AbortSignal,
  reach: Reach,
): AsyncGenerator<ScenarioResult> {
  const { default: Tinypool } = await import('tinypool');
  const pool = new Tinypool({ filename: worker, minThreads: threads, maxThreads: threads });
  interrupted.addEventListener('abort', () => void pool.destroy(), { once: true });
  const batches: Promise<readonly ScenarioResult[]>[] = [];
  for (let at = 0; at < jobs.length; at += BATCH) {
    const batch = pool.run({ jobs: jobs.slice(at, at + BATCH), reach } satisfies Batch) as Promise<
      readonly ScenarioResult[]
    >;
    // A batch that is never asked for, after a bail-out, must not count as an unhandled rejection.
    batch.catch(() => undefined);
    batches.push(batch);
  }
  try {
    for (const batch of batches) {
      const results = await batch.catch((error: unknown) => {
        if (interrupted.aborted) return undefined;
        throw error;
      });
      if (results === undefined) return;
      yield* results;
    }
  } finally {
    await pool.destroy();
  }
}
