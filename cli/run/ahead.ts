import type { ScenarioPlan } from '../../conformance/language/plan.js';
import { reachOf, type Discovered } from '../discover.js';
import { threadsFor, type Job } from '../execute.js';
import type { Terminal } from '../terminal.js';
import { openThreads, type Threads } from '../threads.js';
import type { RunFlags } from './flags.js';
import { jobsOf } from './jobs.js';

/** Scenarios that run while other files are still being read. A scenario has no effect but its result, so that can wait. */
export interface Ahead {
  readonly threads: Threads;
  /** By performance.now(). */
  readonly openedAt: number;
  /** What has been given to the threads. */
  readonly jobs: ReadonlyMap<ScenarioPlan, readonly Job[]>;
  /** Starts the scenarios of a file. */
  start(plans: readonly ScenarioPlan[]): void;
}

/** Undefined when it would not pay, or when most of the scenarios may not be wanted in the end. */
export async function openAhead(
  { claims }: Discovered,
  args: readonly string[],
  flags: RunFlags,
  terminal: Terminal,
): Promise<Ahead | undefined> {
  const count = threadsFor(claims, flags.workers);
  if (count <= 1 || isSelective(flags)) return undefined;
  const threads = await openThreads(count, reachOf(terminal.cwd, args), terminal.interrupted);
  const jobs = new Map<ScenarioPlan, readonly Job[]>();
  return {
    threads,
    openedAt: performance.now(),
    jobs,
    start(plans) {
      const added = plans.map((plan) => [plan, jobsOf(plan, flags, terminal)] as const);
      for (const [plan, its] of added) jobs.set(plan, its);
      threads.add(added.flatMap(([, its]) => its));
    },
  };
}

function isSelective({ grep, selector, tags, changed, shard, list, lastFailed }: RunFlags): boolean {
  return [grep, selector, changed, shard].some((flag) => flag !== undefined) || tags.length > 0 || list || lastFailed;
}
