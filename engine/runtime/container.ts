import type { Consumption } from '../core/consumption.js';
import type { Millis } from '../core/time.js';
import type { LinuxResources } from './cgroups/resources.js';
import type { CpuMeter } from './usage/meter.js';
import type { ImageBehaviour } from './image-behaviour.js';

export type ContainerState = 'created' | 'running' | 'exited';

/** How and when a run ends. */
export interface Termination {
  readonly at: Millis;
  readonly code: number;
  /** 'Completed', 'Error', 'OOMKilled', 'StartError', 'Unknown': the CRI's own words. */
  readonly reason: string;
  readonly message?: string;
}

/** One run of a container: created once, started at most once. */
export interface ContainerRun {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  /** How many runs of this container came before: its restart count. */
  readonly attempt: number;
  /** As the spec wrote it; a change means another container. */
  readonly image: string;
  /** 'docker.io/library/nginx:1.27' */
  readonly imageRef: string;
  readonly imageID: string;
  readonly behaviour: ImageBehaviour;
  /** Limits and weights of its cgroup. Absent: none. */
  readonly resources?: LinuxResources;
  /** What a spec says that it uses, over what its image declares. */
  readonly usage?: Consumption;
  /** Absent: it has not wanted any cpu yet. */
  readonly meter?: CpuMeter;
  readonly createdAt: Millis;
  /** Absent: it could not be started. */
  readonly startedAt?: Millis;
  /** Known as soon as it is certain, so it may lie ahead. Absent: it runs until it is stopped. */
  readonly termination?: Termination;
}

/** Behaviours are fixed in time, so the state at any moment follows from the run alone. */
export function stateOf(run: ContainerRun, now: Millis): ContainerState {
  if (run.termination !== undefined && run.termination.at <= now) return 'exited';
  return run.startedAt !== undefined && run.startedAt <= now ? 'running' : 'created';
}

export function isRunning(run: ContainerRun, now: Millis): boolean {
  return stateOf(run, now) === 'running';
}

/** 'Completed' of 0, else 'Error', as containerd reports. */
export function reasonOf(code: number): string {
  return code === 0 ? 'Completed' : 'Error';
}

/** How a run that is started now ends by itself; the last entry of `exits` repeats. */
export function naturalEnd({ exits }: ImageBehaviour, attempt: number, startedAt: Millis): Termination | undefined {
  const exit = exits?.[Math.min(attempt, exits.length - 1)];
  if (exit === undefined) return undefined;
  const { after, code, reason, message } = exit;
  return {
    at: startedAt + after,
    code,
    reason: reason ?? reasonOf(code),
    ...(message === undefined ? {} : { message }),
  };
}

const SIGKILLED = 137;
const DEFAULT_SIGTERM = { after: 0, code: 143 };

/**
 * How a running container ends when it gets SIGTERM at `at` and SIGKILL `timeout` later; whatever ends it first wins.
 * Follows StopContainer of the CRI.
 */
export function stoppedAt(run: ContainerRun, at: Millis, timeout: Millis): Termination {
  const natural = run.termination;
  if (natural !== undefined && natural.at <= at) return natural;
  const sigterm = run.behaviour.sigterm ?? DEFAULT_SIGTERM;
  const stopped: Termination =
    sigterm === 'ignore' || sigterm.after >= timeout
      ? { at: at + timeout, code: SIGKILLED, reason: reasonOf(SIGKILLED) }
      : { at: at + sigterm.after, code: sigterm.code, reason: reasonOf(sigterm.code) };
  return natural !== undefined && natural.at <= stopped.at ? natural : stopped;
}
