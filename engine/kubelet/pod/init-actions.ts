import { stateOf } from '../../runtime/container.js';
import { latestRun, type RuntimePod } from '../../runtime/runtime.js';
import type { Container, Pod } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import { resultOf, type ProbeWorker } from '../prober/probe-worker.js';
import { containerShouldRestart, isRestartableInit } from '../restart-policy.js';
import type { Kill } from './compute-actions.js';

export interface InitPlan {
  /** All init containers have done their part: app containers may start. */
  readonly initialized: boolean;
  /** An init container failed for good. */
  readonly failed: boolean;
  /** Names, in the order of the spec. */
  readonly start: readonly string[];
  readonly kill: readonly Kill[];
}

/** What there is to look at. */
export interface PodView {
  readonly pod: Pod;
  readonly runtime: RuntimePod;
  readonly probes: readonly ProbeWorker[];
  readonly now: Millis;
}

/**
 * Which init container comes next and which sidecars start again. They are looked at from the last to the first, since
 * earlier ones may have been removed. Follows computeInitContainerActions (pkg/kubelet/kuberuntime).
 */
export function computeInitActions(view: PodView): InitPlan {
  const { pod, runtime, now } = view;
  const containers = pod.spec.initContainers ?? [];
  if (containers.length === 0) return { initialized: true, failed: false, start: [], kill: [] };
  let initialized = hasActiveApp(view);
  let reached = initialized;
  const start = new Set<number>();
  const kill: Kill[] = [];
  for (let i = containers.length - 1; i >= 0; i--) {
    const container = containers[i];
    if (container === undefined) continue;
    const run = latestRun(runtime, container.name);
    if (run === undefined) {
      if (reached && isRestartableInit(container)) start.add(i);
      continue;
    }
    if (reached && !isRestartableInit(container)) continue;
    const state = stateOf(run, now);
    const verdict =
      state === 'created'
        ? 'start'
        : state === 'running'
          ? runningVerdict(view, container, run.id)
          : exitedVerdict(pod, container, run.termination?.code ?? 0);
    if (verdict === 'failed') return { initialized: false, failed: true, start: [], kill: [] };
    if (verdict === 'start') start.add(i);
    if (verdict === 'passed' || verdict === 'liveness') {
      if (i === containers.length - 1) initialized = true;
      else if (!reached) start.add(i + 1);
    }
    if (verdict === 'startup' || verdict === 'liveness') {
      const reason = verdict === 'startup' ? 'StartupProbe' : 'LivenessProbe';
      kill.push({
        run: run.id,
        name: container.name,
        message: `Init container ${container.name} failed ${verdict} probe`,
        reason,
      });
      start.add(i);
    }
    reached = true;
  }
  if (!reached) start.add(0);
  const order = [...start].sort((a, b) => a - b);
  return { initialized, failed: false, start: order.map((index) => containers[index]?.name ?? ''), kill };
}

function hasActiveApp({ pod, runtime, now }: PodView): boolean {
  return pod.spec.containers.some(({ name }) => {
    const run = latestRun(runtime, name);
    return run !== undefined && stateOf(run, now) !== 'exited';
  });
}

type Verdict = 'wait' | 'start' | 'passed' | 'failed' | 'startup' | 'liveness';

function runningVerdict({ probes }: PodView, container: Container, run: string): Verdict {
  if (!isRestartableInit(container)) return 'wait';
  if (container.startupProbe !== undefined) {
    const startup = resultOf(probes, container.name, 'startup', run);
    if (startup === 'Failure') return 'startup';
    if (startup !== 'Success') return 'wait';
  }
  return resultOf(probes, container.name, 'liveness', run) === 'Failure' ? 'liveness' : 'passed';
}

function exitedVerdict(pod: Pod, container: Container, exitCode: number): Verdict {
  if (isRestartableInit(container)) return 'start';
  if (exitCode === 0) return 'passed';
  return pod.metadata.deletionTimestamp === undefined && containerShouldRestart(container, pod.spec, exitCode)
    ? 'start'
    : 'failed';
}
