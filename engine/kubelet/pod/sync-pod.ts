import { parseTimestamp, timestamp } from '../../apimachinery/time.js';
import type { PodStatus } from '../../apis/generated/core.v1.js';
import { SECOND, type Millis } from '../../core/time.js';
import { admit } from '../admission/admit.js';
import { addProbes, attachProbes, runProbes, stopLivenessAndStartup, triggerReadiness } from '../prober/prober.js';
import { DEADLINE_EXCEEDED, generateStatus } from '../status/generate.js';
import { withProbeResults } from '../status/readiness.js';
import { rejectedStatus } from '../status/rejected.js';
import { terminateStatus } from '../status/terminate.js';
import { failedMount, mountBackoff } from '../volumes/mounts.js';
import { computePodActions } from './compute-actions.js';
import type { PodSync } from './pod-sync.js';
import { runScript } from './run-script.js';
import { removeOldRuns } from './sandbox.js';
import { condition, DISRUPTION_TARGET } from '../status/conditions.js';
import { isTerminalPhase, isTerminationRequested, type EvictionRequest } from './worker.js';

/**
 * Does what one pod needs now: goes on with what its worker is at, probes, and if the worker is free, syncs the pod or
 * stops it. What follows is left to the next call. Follows podWorkerLoop (pkg/kubelet/pod_workers.go).
 */
export function syncPod(sync: PodSync): void {
  if (sync.worker.stage === 'new') admitPod(sync);
  const { worker } = sync;
  if (worker.resendAt !== undefined && worker.resendAt <= sync.now) {
    worker.resendAt = undefined;
    worker.dirty = true;
  }
  const { script, busyUntil = 0 } = worker;
  if (script.length > 0 && busyUntil <= sync.now) {
    runScript(sync);
    if (worker.script.length === 0 && worker.stage === 'terminated') endTermination(sync);
    return;
  }
  runProbes(sync);
  if (script.length > 0) tellProbeResults(sync);
  else step(sync);
}

function step(sync: PodSync): void {
  const { worker } = sync;
  switch (worker.stage) {
    case 'rejected':
      return tellRejection(sync);
    case 'terminated':
      if (worker.dirty) endTermination(sync);
      return;
    default:
      if (isTerminationRequested(worker)) beginTermination(sync);
      else if (wantsSync(sync)) syncOnce(sync);
  }
}

function admitPod(sync: PodSync): void {
  const refusal = isTerminationRequested(sync.worker) ? undefined : admit(sync);
  sync.worker.stage = refusal === undefined ? 'syncing' : 'rejected';
  if (refusal === undefined) return;
  sync.event('Warning', refusal.reason, refusal.message);
  sync.worker.rejection = refusal;
}

/** A rejected pod is told to have failed; it has no containers, so nothing keeps it from being deleted. */
function tellRejection(sync: PodSync): void {
  const { pod, rejection, dirty } = sync.worker;
  if (!dirty || rejection === undefined) return;
  setStatus(sync, rejectedStatus(pod, rejection, sync.now), false);
  if (pod.metadata.deletionTimestamp !== undefined) sync.commands.push({ type: 'delete' });
  sync.worker.dirty = false;
}

/** Something changed, a container ended, a back-off is over or the deadline has come. */
function wantsSync({ worker, pod, now }: PodSync): boolean {
  if (worker.dirty || (worker.retry !== undefined && worker.retry.at <= now)) return true;
  const deadline = deadlineOf(worker);
  if (deadline !== undefined && deadline <= now && !worker.pastDeadline) return true;
  return pod.containers.some(
    ({ termination }) => termination !== undefined && termination.at <= now && termination.at > worker.observedAt,
  );
}

/** When activeDeadlineSeconds are over. Follows pastActiveDeadline (pkg/kubelet/active_deadline.go). */
export function deadlineOf({ pod, status }: PodSync['worker']): Millis | undefined {
  const { activeDeadlineSeconds } = pod.spec;
  const startTime = status?.startTime ?? pod.status?.startTime;
  if (activeDeadlineSeconds === undefined || startTime === undefined) return undefined;
  return (parseTimestamp(startTime) ?? 0) + activeDeadlineSeconds * SECOND;
}

/** One sync of a pod that is to run. Follows SyncPod (pkg/kubelet/kubelet.go). */
function syncOnce(sync: PodSync): void {
  const { worker } = sync;
  const { refreshOnly, dirty } = worker;
  worker.dirty = false;
  worker.observedAt = sync.now;
  worker.retry = undefined;
  worker.refreshOnly = false;
  const deadline = deadlineOf(worker);
  if (deadline !== undefined && deadline <= sync.now) {
    worker.pastDeadline = true;
    sync.event('Normal', DEADLINE_EXCEEDED.reason, DEADLINE_EXCEEDED.message);
  }
  if (sync.pod.containers.length > 0) watchProbes(sync);
  const status = generate(sync, false);
  if (isTerminalPhase(status.phase)) {
    worker.status = status;
    return beginTermination(sync);
  }
  setStatus(sync, status, true);
  attachProbes(sync);
  triggerReadiness(sync);
  if (refreshOnly && !dirty) {
    worker.retry = { at: sync.now, retry: true };
    return;
  }
  if (!mountVolumes(sync)) return;
  watchProbes(sync);
  act(sync);
}

function watchProbes(sync: PodSync): void {
  addProbes(sync);
  attachProbes(sync);
}

function act(sync: PodSync): void {
  const { api: pod, pod: runtime, now } = sync;
  const actions = computePodActions({ pod, runtime, probes: sync.worker.probes, now });
  if (actions.length === 0) return;
  sync.worker.script = [...actions, { type: 'end-sync' }];
  runScript(sync);
}

/** Follows WaitForAttachAndMount: what cannot be mounted is tried again, longer and longer apart. */
function mountVolumes(sync: PodSync): boolean {
  const { worker } = sync;
  if (worker.mounted) return true;
  const error = failedMount(sync.env.view, sync.api);
  worker.mounted = error === undefined;
  worker.failedMounts = error === undefined ? 0 : worker.failedMounts + 1;
  if (error === undefined) return true;
  sync.event('Warning', 'FailedMount', error);
  worker.retry = { at: sync.now + mountBackoff(worker.failedMounts), retry: true };
  return false;
}

function generate(sync: PodSync, terminal: boolean): PodStatus {
  return generateStatus(sync.worker, { runtime: sync.pod, now: sync.now, hostIP: sync.env.hostIP, terminal });
}

/** The status manager's SetPodStatus: what is new is sent. */
function setStatus(sync: PodSync, status: PodStatus, couldRun: boolean): void {
  sync.worker.status = status;
  if (!sync.worker.gone) sync.commands.push({ type: 'status', status, couldRun });
}

/** While the worker is busy, probes still change what is told of readiness. */
function tellProbeResults(sync: PodSync): void {
  const { worker, now } = sync;
  if (!worker.dirty || worker.status === undefined) return;
  const status = withProbeResults(worker, worker.status, now);
  setStatus(sync, status, true);
}

/** Stops everything. Follows SyncTerminatingPod. */
function beginTermination(sync: PodSync): void {
  const running = sync.pod.containers.some(
    ({ startedAt, termination }) => startedAt !== undefined && (termination?.at ?? Infinity) > sync.now,
  );
  const { worker } = sync;
  worker.stage = 'terminating';
  worker.dirty = false;
  worker.observedAt = sync.now;
  worker.retry = undefined;
  worker.errors = [];
  worker.refreshOnly = false;
  stopLivenessAndStartup(sync);
  if (worker.eviction !== undefined) setStatus(sync, evictedStatus(sync, worker.eviction), true);
  else if (running || sync.api.metadata.deletionTimestamp !== undefined) setStatus(sync, generate(sync, false), true);
  attachProbes(sync);
  worker.script = [{ type: 'kill-pod', graceSeconds: effectiveGraceSeconds(sync) }, { type: 'end-termination' }];
  runScript(sync);
  if (worker.script.length === 0) endTermination(sync);
}

/** What is told of a pod that is being put out, once it has ended. Follows the status function of evictPod. */
function evictedStatus(sync: PodSync, { message, disruption }: EvictionRequest): PodStatus {
  const status = generate(sync, false);
  const told: PodStatus = { ...status, phase: 'Failed', reason: 'Evicted', message };
  if (!disruption) return told;
  const judgement = { status: 'True', reason: 'TerminationByKubelet', message };
  const target = condition(sync.api, [], DISRUPTION_TARGET, judgement, timestamp(sync.now));
  const others = status.conditions?.filter(({ type }) => type !== DISRUPTION_TARGET) ?? [];
  return { ...told, conditions: [...others, target] };
}

/** Never below 1. Follows calculateEffectiveGracePeriod. */
function effectiveGraceSeconds({ api: { metadata, spec }, worker: { eviction } }: PodSync): number {
  const { deletionGracePeriodSeconds: deletion = Infinity } = metadata;
  const asked = Math.min(deletion, eviction?.graceSeconds ?? Infinity);
  return Math.max(asked === Infinity ? (spec.terminationGracePeriodSeconds ?? 1) : asked, 1);
}

/** Tells how the pod ended and, if it was deleted, lets go of it. Follows SyncTerminatedPod and TerminatePod. */
function endTermination(sync: PodSync): void {
  sync.worker.probes = [];
  sync.worker.observedAt = sync.now;
  removeOldRuns(sync);
  sync.worker.dirty = false;
  setStatus(sync, terminateStatus(sync.api, generate(sync, true)), false);
  if (sync.api.metadata.deletionTimestamp !== undefined && !sync.worker.gone) sync.commands.push({ type: 'delete' });
}
