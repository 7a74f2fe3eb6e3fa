import { fileURLToPath } from 'node:url';
import type { ScenarioResult } from '../conformance/runner/result.js';
import type { Reach } from './node-files.js';
import type { Batch, Job } from './worker.js';

/** Scenarios of one file have much in common: while many wait, so many go to one thread at a time. */
const BATCH = 8;
/** A thread has its next batch before it is done with the last, as long as there are many. */
const IN_HAND = 2;

/** The results of one job. */
type Results = readonly ScenarioResult[];

interface Waiting {
  readonly job: Job;
  readonly done: (results: Results | Promise<Results>) => void;
}

/** Threads that run jobs in the order in which they come. */
export interface Threads {
  /** Jobs may come while others run. */
  add(jobs: readonly Job[]): void;
  /** Only these are still wanted. */
  keep(jobs: readonly Job[]): void;
  /** Of a job that was added; undefined when the run was interrupted before. */
  results(job: Job): Promise<Results | undefined>;
  close(): Promise<void>;
}

/** Starts threads. */
export async function openThreads(count: number, reach: Reach, interrupted: AbortSignal): Promise<Threads> {
  const { default: Tinypool } = await import('tinypool');
  const filename = fileURLToPath(new URL('./worker.js', import.meta.url));
  const pool = new Tinypool({ filename, minThreads: count, maxThreads: count, concurrentTasksPerWorker: IN_HAND });
  const close = (): Promise<void> => pool.destroy();
  const stop = (): void => void close();
  interrupted.addEventListener('abort', stop, { once: true });
  const run = (jobs: readonly Job[]): Promise<readonly Results[]> =>
    pool.run({ jobs, reach } satisfies Batch) as Promise<readonly Results[]>;
  const queue = new Queue(count, run);
  return {
    add: (jobs) => queue.add(jobs),
    keep: (jobs) => queue.keep(jobs),
    async results(job) {
      try {
        return await queue.results(job);
      } catch (error) {
        if (interrupted.aborted) return undefined;
        throw error;
      }
    },
    close() {
      interrupted.removeEventListener('abort', stop);
      return close();
    },
  };
}

/** Jobs that wait for a thread, and the results of all. */
class Queue {
  private waiting: readonly Waiting[] = [];
  private running = 0;
  private readonly known = new Map<Job, Promise<Results>>();

  constructor(
    private readonly threads: number,
    private readonly run: (jobs: readonly Job[]) => Promise<readonly Results[]>,
  ) {}

  add(jobs: readonly Job[]): void {
    const added = jobs.map((job): Waiting => {
      let done: Waiting['done'] | undefined;
      const results = new Promise<Results>((resolve) => (done = resolve));
      // What is never asked for, after a bail-out, must not count as an unhandled rejection.
      results.catch(() => undefined);
      this.known.set(job, results);
      return { job, done: (given) => done?.(given) };
    });
    this.waiting = [...this.waiting, ...added];
    this.handOut();
  }

  keep(jobs: readonly Job[]): void {
    const kept = new Set(jobs);
    this.waiting = this.waiting.filter(({ job }) => kept.has(job));
  }

  async results(job: Job): Promise<Results> {
    const results = this.known.get(job);
    if (results === undefined) throw new Error('a job is added before its results are asked for');
    return results;
  }

  /** Towards the end no thread is given more than it runs: another may be free before it. */
  private get inHand(): number {
    return this.waiting.length > this.threads * BATCH ? IN_HAND : 1;
  }

  /** The fewer wait, the smaller the batches: threads are to be done at the same time. */
  private handOut(): void {
    while (this.running < this.threads * this.inHand && this.waiting.length > 0) {
      const size = Math.min(BATCH, Math.ceil(this.waiting.length / (this.threads * 4)));
      const batch = this.waiting.slice(0, size);
      this.waiting = this.waiting.slice(size);
      this.running += 1;
      const ran = this.run(batch.map(({ job }) => job));
      for (const [index, { done }] of batch.entries()) done(ran.then((all) => all[index] ?? []));
      const next = (): void => {
        this.running -= 1;
        this.handOut();
      };
      ran.then(next, next);
    }
  }
}
