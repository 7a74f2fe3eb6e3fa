import type { Millis } from '../../core/time.js';
import { isRunning, type ContainerRun } from '../container.js';
import type { Runtime, RuntimePod } from '../runtime.js';
import { isMetered, turningTimes, usedBy } from '../usage/container-usage.js';
import { UNLIMITED } from './resources.js';

/** The cgroup whose limit is hit: one container's, its pod's, that of all pods, or the machine as a whole. */
export type OomScope = 'container' | 'pod' | 'kubepods' | 'machine';

export interface OomKill {
  readonly scope: OomScope;
  /** The pod's uid. */
  readonly pod: string;
  readonly run: ContainerRun;
}

interface Candidate {
  readonly pod: RuntimePod;
  readonly run: ContainerRun;
  readonly memory: number;
}

interface Shortage {
  readonly scope: OomScope;
  /** Bytes that there are: what scores are adjusted by. */
  readonly limit: number;
  readonly candidates: readonly Candidate[];
}

const KILLED = { code: 137, reason: 'OOMKilled' };

/**
 * The machine after the kernel has made room, and whom it killed for it. memory.max is a hard limit; nothing can be
 * reclaimed, since all of what is used counts as working set. memory.oom.group ends all processes of a container.
 */
export function killForMemory(
  runtime: Runtime,
  now: Millis,
): { readonly runtime: Runtime; readonly kills: readonly OomKill[] } {
  const kills: OomKill[] = [];
  let left = runtime;
  for (let short = shortageAt(left, now); short !== undefined; short = shortageAt(left, now)) {
    const victim = worst(short);
    if (victim === undefined) break;
    kills.push({ scope: short.scope, pod: victim.pod.uid, run: victim.run });
    left = killed(left, victim, now);
  }
  return { runtime: left, kills };
}

/** When memory runs out next, if nothing else happens; and how often the container that will have to go ran before. */
export function nextShortage(
  runtime: Runtime,
  from: Millis,
): { readonly at: Millis; readonly attempt: number } | undefined {
  if (runtime.accountedAt === undefined && runtime.system.memory === 0) return undefined;
  for (const at of [from, ...turningTimes(runtime, from, Infinity)]) {
    const short = shortageAt(runtime, at);
    const victim = short === undefined ? undefined : worst(short);
    if (victim !== undefined) return { at, attempt: victim.run.attempt };
  }
  return undefined;
}

/** The innermost cgroup that is over its limit. */
function shortageAt(runtime: Runtime, now: Millis): Shortage | undefined {
  const all: Candidate[] = [];
  for (const [, pod] of runtime.pods) {
    const running = candidatesOf(runtime, pod, now);
    const ofPod = shortageOf(runtime, pod, running);
    if (ofPod !== undefined) return ofPod;
    all.push(...running);
  }
  const total = sum(all);
  const { machine, system } = runtime;
  if (total + system.memory > machine.memory) return { scope: 'machine', limit: machine.memory, candidates: all };
  return total > machine.pods.memory ? { scope: 'kubepods', limit: machine.pods.memory, candidates: all } : undefined;
}

function shortageOf(runtime: Runtime, pod: RuntimePod, running: readonly Candidate[]): Shortage | undefined {
  const known = running.filter(({ run }) => isMetered(runtime, pod, run));
  for (const candidate of known) {
    const { memoryLimit } = candidate.run.resources ?? UNLIMITED;
    if (memoryLimit > 0 && candidate.memory > memoryLimit)
      return { scope: 'container', limit: memoryLimit, candidates: [candidate] };
  }
  const limit = pod.cgroup?.memoryLimit;
  if (limit === undefined || known.length === 0 || sum(running) <= limit) return undefined;
  return { scope: 'pod', limit, candidates: running };
}

function candidatesOf(runtime: Runtime, pod: RuntimePod, now: Millis): readonly Candidate[] {
  return pod.containers.flatMap((run) =>
    isRunning(run, now) ? [{ pod, run, memory: usedBy(runtime, pod, run, now).memory }] : [],
  );
}

function sum(candidates: readonly Candidate[]): number {
  return candidates.reduce((total, { memory }) => total + memory, 0);
}

/** Points of oom_badness (mm/oom_kill.c), in bytes: what it uses, and a thousandth of all for each point of its score. */
export function badness(memory: number, oomScoreAdj: number, total: number): number {
  return memory + (oomScoreAdj * total) / 1000;
}

/** Of equals the youngest goes, as the last one that the kernel looks at. */
function worst({ limit, candidates }: Shortage): Candidate | undefined {
  let chosen: Candidate | undefined;
  for (const candidate of candidates) if (chosen === undefined || isWorse(candidate, chosen, limit)) chosen = candidate;
  return chosen;
}

function isWorse(a: Candidate, b: Candidate, total: number): boolean {
  const difference = pointsOf(a, total) - pointsOf(b, total);
  return difference === 0 ? (a.run.startedAt ?? 0) >= (b.run.startedAt ?? 0) : difference > 0;
}

function pointsOf({ run, memory }: Candidate, total: number): number {
  return badness(memory, (run.resources ?? UNLIMITED).oomScoreAdj, total);
}

function killed(runtime: Runtime, { pod, run }: Candidate, now: Millis): Runtime {
  const containers = pod.containers.map((other) =>
    other.id === run.id ? { ...other, termination: { at: now, ...KILLED } } : other,
  );
  const oomKills = (pod.oomKills ?? 0) + 1;
  return { ...runtime, pods: runtime.pods.set(pod.uid, { ...pod, containers, oomKills }) };
}
