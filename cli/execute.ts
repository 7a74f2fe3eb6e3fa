import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { GivenUp } from '../conformance/runner/given-up.js';
import type { ScenarioResult } from '../conformance/runner/result.js';
import type { Reach } from './node-files.js';
import { openThreads, type Threads } from './threads.js';
import type { Job } from './worker.js';

export type { Job };

/** Below this many scenarios one thread is done before others have started. */
const POOL_PAYS = 100;

/** How many threads run so many scenarios; 1: that of the command itself. */
export function threadsFor(scenarios: number, wanted: number | undefined): number {
  return Math.min(wanted ?? (scenarios < POOL_PAYS ? 1 : availableParallelism()), scenarios);
}

/**
 * Runs jobs and gives their results in the order of the jobs. Stops early when the caller stops asking.
 * @param started threads that have these jobs already
 */
export async function* execute(
  jobs: readonly Job[],
  workers: number | undefined,
  interrupted: AbortSignal,
  reach: Reach,
  started?: Threads,
): AsyncGenerator<ScenarioResult> {
  const count = threadsFor(jobs.length, workers);
  const done = started === undefined && count <= 1 ? yield* inProcess(jobs, interrupted, reach) : 0;
  const rest = jobs.slice(done);
  if (rest.length === 0 || interrupted.aborted) return;
  const threads = started ?? (await openThreads(count, reach, interrupted));
  try {
    if (started === undefined) threads.add(rest);
    else threads.keep(rest);
    if (interrupted.aborted) return;
    for (const job of rest) {
      const results = await threads.results(job);
      if (results === undefined) return;
      yield* results;
    }
  } finally {
    // A thread that computes takes its time to end; who interrupts does not wait for it.
    if (!interrupted.aborted) await threads.close();
  }
}

/** More runs than these are better done where they can be stopped. */
const LONG = 10;

/** A search through so many values that who started it may want to stop it: nothing can be heard while it computes. */
function isLong({ plan: { property }, options: { runs = property?.runs ?? 0 } }: Job): boolean {
  return property !== undefined && runs > LONG;
}

/** A scenario that takes longer is begun again in a thread, which can be stopped. */
const PATIENCE_MILLIS = 1_500;

/** Runs jobs here, up to the first that is better done in a thread. Gives how many were run. */
async function* inProcess(
  jobs: readonly Job[],
  interrupted: AbortSignal,
  reach: Reach,
): AsyncGenerator<ScenarioResult, number> {
  const { Runner } = await import('./run-timed.js');
  const runner = new Runner(reach);
  for (const [done, job] of jobs.entries()) {
    if (interrupted.aborted || isLong(job)) return done;
    const end = performance.now() + PATIENCE_MILLIS;
    try {
      yield* await runner.run(job.plan, { ...job.options, patience: () => performance.now() < end });
    } catch (error) {
      if (!(error instanceof GivenUp)) throw error;
      await heard();
      return done;
    }
    await heard();
  }
  return jobs.length;
}

/** Signals and output get their turn between two scenarios. */
function heard(): Promise<void> {
  return setImmediate();
}
