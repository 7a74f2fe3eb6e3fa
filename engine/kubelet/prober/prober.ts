import { extended } from '../../core/extended.js';
import type { Container, ContainerStatus, PodStatus } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import type { ContainerRun } from '../../runtime/container.js';
import { paceOf } from '../../runtime/usage/pace.js';
import type { PodSync } from '../pod/pod-sync.js';
import { isTerminalPhase, type PodWorker } from '../pod/worker.js';
import { containerSpec, isRestartableInit } from '../restart-policy.js';
import { judge, type Verdict } from './judge.js';
import { findProbe, type ProbeResult, type ProbeType, type ProbeWorker } from './probe-worker.js';
import { eligibleFrom, failureThresholdOf, nextTick, probeOf, successThresholdOf } from './schedule.js';

const TYPES: readonly ProbeType[] = ['startup', 'liveness', 'readiness'];

/** What is assumed of a new run. Follows newWorker. */
const INITIAL: Readonly<Record<ProbeType, ProbeResult>> = {
  startup: 'Unknown',
  liveness: 'Success',
  readiness: 'Failure',
};

function isProbed({ startupProbe, livenessProbe, readinessProbe }: Container): boolean {
  return startupProbe !== undefined || livenessProbe !== undefined || readinessProbe !== undefined;
}

/** Starts a worker for each probe of the pod that has none yet. Follows AddPod (pkg/kubelet/prober). */
export function addProbes(sync: PodSync): void {
  const { spec } = sync.api;
  if (spec.initContainers === undefined && !spec.containers.some(isProbed)) return;
  const probed = [...spec.containers, ...(spec.initContainers?.filter(isRestartableInit) ?? [])];
  const added: ProbeWorker[] = [];
  for (const container of probed)
    for (const type of TYPES) {
      if (probeOf(container, type) === undefined || findProbe(sync.worker.probes, container.name, type) !== undefined)
        continue;
      added.push({
        type,
        container: container.name,
        tickedAt: sync.now,
        result: INITIAL[type],
        inRow: 0,
        onHold: false,
      });
    }
  if (added.length > 0) sync.worker.probes = [...sync.worker.probes, ...added];
}

/** Liveness and startup probes end when the pod is to be stopped. Follows StopLivenessAndStartup. */
export function stopLivenessAndStartup(sync: PodSync): void {
  const { probes } = sync.worker;
  if (probes.length > 0) sync.worker.probes = probes.filter(({ type }) => type === 'readiness');
}

/** The run that the kubelet's own status shows as running: the one that is probed. */
function probedRun(
  sync: Pick<PodSync, 'worker' | 'pod'>,
  container: string,
): { run: ContainerRun; status: ContainerStatus } | undefined {
  const status = shownStatus(sync.worker.status ?? sync.worker.pod.status, container);
  if (status?.state.running === undefined) return undefined;
  const id = status.containerID?.slice('containerd://'.length);
  const run = sync.pod.containers.find((candidate) => candidate.id === id);
  return run === undefined ? undefined : { run, status };
}

function shownStatus(status: PodStatus | undefined, name: string): ContainerStatus | undefined {
  const named = (candidate: ContainerStatus) => candidate.name === name;
  return status?.containerStatuses?.find(named) ?? status?.initContainerStatuses?.find(named);
}

/**
 * Points each worker at the run that the status shows. A run that was seen as ready or started before the kubelet
 * itself started keeps that (setReadyStateOnKubeletRestart).
 */
export function attachProbes(sync: PodSync): void {
  const { probes } = sync.worker;
  if (probes.length === 0) return;
  const attached = probes.map((worker) => attach(sync, worker));
  if (attached.some((worker, index) => worker !== probes[index])) sync.worker.probes = attached;
}

function attach(sync: PodSync, worker: ProbeWorker): ProbeWorker {
  const probed = probedRun(sync, worker.container);
  if (probed === undefined || probed.run.id === worker.run) return worker;
  const { run } = probed;
  const seen = shownStatus(sync.api.status, worker.container);
  const older = (run.startedAt ?? 0) < sync.env.kubeletStartedAt && seen?.containerID?.endsWith(run.id) === true;
  const kept = older && (worker.type === 'startup' ? seen.started === true : worker.type === 'readiness' && seen.ready);
  return extended(worker, { run: run.id, result: kept ? 'Success' : INITIAL[worker.type], onHold: false });
}

/** Whether a worker may probe now: the startup probe until the container has started, the others from then on. */
function mayProbe(worker: ProbeWorker, status: ContainerStatus): boolean {
  return (worker.type === 'startup') !== (status.started === true);
}

/** Probes whatever is due. A changed result asks for a sync. */
export function runProbes(sync: PodSync): void {
  for (const { container, type } of sync.worker.probes) {
    const worker = findProbe(sync.worker.probes, container, type);
    const due = worker === undefined ? undefined : dueOf(sync, worker);
    if (worker !== undefined && due !== undefined && due <= sync.now) probeOnce(sync, worker);
  }
}

/** Readiness is probed at once when a container is shown running and not ready yet (the manual trigger). */
export function triggerReadiness(sync: PodSync): void {
  for (const { container, type } of sync.worker.probes) {
    const worker = findProbe(sync.worker.probes, container, type);
    if (worker === undefined || worker.type !== 'readiness' || worker.result === 'Success') continue;
    const probed = probedRun(sync, container);
    const spec = containerSpec(sync.api.spec, container);
    const probe = spec?.readinessProbe;
    if (probed === undefined || probe === undefined || !mayProbe(worker, probed.status)) continue;
    const isFresh = worker.tickedAt < sync.now || worker.last === undefined || worker.run !== probed.run.id;
    if (isFresh && eligibleFrom(probe, probed.run) <= sync.now) probeOnce(sync, worker);
  }
}

/** What a pod's probes are scheduled by. */
export type Probed = Pick<PodSync, 'worker' | 'pod' | 'api' | 'now' | 'machine'>;

function dueOf(sync: Probed, worker: ProbeWorker): Millis | undefined {
  const probed = probedRun(sync, worker.container);
  const container = containerSpec(sync.api.spec, worker.container);
  if (probed === undefined || container === undefined || probed.run.id !== worker.run) return undefined;
  if (!mayProbe(worker, probed.status)) return undefined;
  return nextTick(worker, container, probed.run, paceOf(sync.machine, sync.pod, probed.run, sync.now));
}

/** When the next probe of the pod can change something, and whether its container was restarted more than once. */
export function nextProbe(sync: Probed): { readonly at: Millis; readonly attempt: number } | undefined {
  let first: { readonly at: Millis; readonly attempt: number } | undefined;
  for (const worker of sync.worker.probes) {
    const at = dueOf(sync, worker);
    if (at === undefined || (first !== undefined && first.at <= at)) continue;
    first = { at, attempt: probedRun(sync, worker.container)?.run.attempt ?? 0 };
  }
  return isEnded(sync.worker) ? undefined : first;
}

function isEnded({ status }: PodWorker): boolean {
  return isTerminalPhase(status?.phase);
}

/** One probe and what follows from it. Follows doProbe (pkg/kubelet/prober/worker.go). */
function probeOnce(sync: PodSync, worker: ProbeWorker): void {
  const container = containerSpec(sync.api.spec, worker.container);
  const probed = probedRun(sync, worker.container);
  const probe = container === undefined ? undefined : probeOf(container, worker.type);
  if (container === undefined || probed === undefined || probe === undefined) return;
  const { run } = probed;
  const pace = paceOf(sync.machine, sync.pod, run, sync.now);
  const verdict = judge(probe, container, { run, pace }, sync.pod.sandbox?.ip ?? sync.env.hostIP, sync.now);
  tell(sync, container, worker.type, verdict);
  if (verdict.type === 'error')
    return replace(sync, worker, { ...worker, tickedAt: sync.now, last: 'Unknown', inRow: 1 });
  const outcome = verdict.type === 'failure' ? 'Failure' : 'Success';
  const inRow = worker.last === outcome ? worker.inRow + 1 : 1;
  const ticked: ProbeWorker = extended(worker, { tickedAt: sync.now, last: outcome, inRow });
  const threshold = outcome === 'Failure' ? failureThresholdOf(probe) : successThresholdOf(probe);
  if (inRow < threshold) return replace(sync, worker, ticked);
  const holds = worker.type === 'startup' || (worker.type === 'liveness' && outcome === 'Failure');
  replace(sync, worker, { ...ticked, result: outcome, onHold: holds, inRow: holds ? 0 : inRow });
  if (worker.result === outcome) return;
  sync.worker.dirty = true;
  sync.worker.refreshOnly = false;
}

function replace(sync: PodSync, old: ProbeWorker, fresh: ProbeWorker): void {
  sync.worker.probes = sync.worker.probes.map((worker) => (worker === old ? fresh : worker));
}

const NAMES: Readonly<Record<ProbeType, string>> = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' };

function tell(sync: PodSync, container: Container, type: ProbeType, verdict: Verdict): void {
  const name = NAMES[type];
  if (verdict.type === 'failure')
    sync.event('Warning', 'Unhealthy', `${name} probe failed: ${verdict.output}`, container);
  if (verdict.type === 'warning')
    sync.event('Warning', 'ProbeWarning', `${name} probe warning: ${verdict.output}`, container);
  if (verdict.type === 'error')
    sync.event(
      'Warning',
      'Unhealthy',
      `${name} probe errored and resulted in unknown state: ${verdict.error}`,
      container,
    );
}
