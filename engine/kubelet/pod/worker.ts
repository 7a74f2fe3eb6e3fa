import type { Draft } from '../../core/draft.js';
import type { Millis } from '../../core/time.js';
import type { Pod, PodStatus } from '../../apis/generated/core.v1.js';
import type { Backoff } from '../backoff.js';
import type { ProbeWorker } from '../prober/probe-worker.js';
import type { Action } from './action.js';

/** Why a container waits: one entry of the kubelet's reason cache. */
export interface WaitingReason {
  readonly reason: string;
  readonly message: string;
}

/** The back-off of one image for one pod, and what the last pull said. */
export interface PullBackoff extends Backoff {
  readonly error: string;
  readonly failures: number;
}

/**
 * Where a pod stands with its kubelet. Follows podWorkers (pkg/kubelet/pod_workers.go):
 * new → syncing → terminating (containers are being stopped) → terminated (for good; only its deletion is left).
 */
export type Stage = 'new' | 'rejected' | 'syncing' | 'terminating' | 'terminated';

/** A moment at which a pod wants attention again. */
export interface Retry {
  readonly at: Millis;
  /** False for the first time that something is shown, so that a settled cluster shows it. */
  readonly retry: boolean;
}

/** How and why the node puts a pod out. */
export interface EvictionRequest {
  readonly message: string;
  /** At most so many seconds to end. */
  readonly graceSeconds: number;
  /** It gets the condition DisruptionTarget: the node, not the pod, is to blame. */
  readonly disruption: boolean;
}

/** All that the kubelet remembers of one pod, above the runtime. Lost when the kubelet restarts. */
export interface PodWorker {
  readonly pod: Pod;
  /** It is gone from the API: only what runs is left to be stopped. */
  readonly gone: boolean;
  readonly stage: Stage;
  readonly rejection?: WaitingReason;
  /** What is left of the sync that is under way; it waits until `busyUntil`. */
  readonly script: readonly Action[];
  readonly busyUntil?: Millis;
  /** Something changed: a sync is wanted. */
  readonly dirty: boolean;
  /** When the runtime was last looked at: what ended later is news. */
  readonly observedAt: Millis;
  /** As the status manager holds it: the last one that was generated. */
  readonly status?: PodStatus;
  readonly startedAt?: Millis;
  readonly reasons: Readonly<Record<string, WaitingReason>>;
  /** Errors of the sync that is under way; `until` is the end of a back-off. */
  readonly errors: readonly { readonly until?: Millis; readonly first: boolean }[];
  /** By container name and image. */
  readonly crashes: Readonly<Record<string, Backoff>>;
  /** By image. */
  readonly pulls: Readonly<Record<string, PullBackoff>>;
  readonly probes: readonly ProbeWorker[];
  readonly failedMounts: number;
  /** Volumes were mounted once: they are not looked at again. */
  readonly mounted: boolean;
  /** Status only: what to do next follows as a retry. */
  readonly refreshOnly: boolean;
  readonly retry?: Retry;
  /** Something could not be told to the API server: then again. */
  readonly resendAt?: Millis;
  readonly pastDeadline: boolean;
  /** The node puts it out. */
  readonly eviction?: EvictionRequest;
  readonly appointment?: string;
}

/** `mounted`: its sandbox runs already, so its volumes are there. */
export function newWorker(pod: Pod, now: Millis, mounted: boolean): PodWorker {
  return {
    pod,
    gone: false,
    stage: 'new',
    rejection: undefined,
    script: [],
    busyUntil: undefined,
    dirty: true,
    observedAt: now,
    status: undefined,
    startedAt: undefined,
    reasons: {},
    errors: [],
    crashes: {},
    pulls: {},
    probes: [],
    failedMounts: 0,
    mounted,
    refreshOnly: false,
    retry: undefined,
    resendAt: undefined,
    pastDeadline: false,
    eviction: undefined,
    appointment: undefined,
  };
}

/** A copy to be changed by whoever works on the pod: field by field, which is many times faster than a spread. */
export function draftOf(worker: PodWorker): Draft<PodWorker> {
  return {
    pod: worker.pod,
    gone: worker.gone,
    stage: worker.stage,
    rejection: worker.rejection,
    script: worker.script,
    busyUntil: worker.busyUntil,
    dirty: worker.dirty,
    observedAt: worker.observedAt,
    status: worker.status,
    startedAt: worker.startedAt,
    reasons: worker.reasons,
    errors: worker.errors,
    crashes: worker.crashes,
    pulls: worker.pulls,
    probes: worker.probes,
    failedMounts: worker.failedMounts,
    mounted: worker.mounted,
    refreshOnly: worker.refreshOnly,
    retry: worker.retry,
    resendAt: worker.resendAt,
    pastDeadline: worker.pastDeadline,
    eviction: worker.eviction,
    appointment: worker.appointment,
  };
}

/** Whether the pod is to be stopped: deleted, put out, or ended for good. */
export function isTerminationRequested({ pod, gone, stage, eviction }: PodWorker): boolean {
  if (gone || eviction !== undefined || stage === 'terminating' || stage === 'terminated') return true;
  return pod.metadata.deletionTimestamp !== undefined || isTerminalPhase(pod.status?.phase);
}

export function isTerminalPhase(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}
