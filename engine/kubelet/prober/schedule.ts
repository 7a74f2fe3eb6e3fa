import type { Container, Probe } from '../../apis/generated/core.v1.js';
import { SECOND, type Millis } from '../../core/time.js';
import type { ContainerRun } from '../../runtime/container.js';
import { turningPoints } from '../../runtime/request.js';
import type { Pace } from '../../runtime/usage/pace.js';
import { requestOf } from './judge.js';
import type { ProbeType, ProbeWorker } from './probe-worker.js';

export function probeOf(container: Container, type: ProbeType): Probe | undefined {
  switch (type) {
    case 'startup':
      return container.startupProbe;
    case 'liveness':
      return container.livenessProbe;
    case 'readiness':
      return container.readinessProbe;
  }
}

export function periodOf({ periodSeconds = 10 }: Probe): Millis {
  return Math.max(periodSeconds, 1) * SECOND;
}

export function failureThresholdOf({ failureThreshold = 3 }: Probe): number {
  return failureThreshold;
}

export function successThresholdOf({ successThreshold = 1 }: Probe): number {
  return successThreshold;
}

/** The first tick at or after `from`, counted in periods from the worker's last one. */
export function tickFrom(worker: ProbeWorker, period: Millis, from: Millis): Millis {
  const periods = Math.max(1, Math.ceil((from - worker.tickedAt) / period));
  return worker.tickedAt + periods * period;
}

/** The first moment at which initialDelaySeconds have passed; the kubelet counts whole seconds. */
export function eligibleFrom({ initialDelaySeconds = 0 }: Probe, run: ContainerRun): Millis {
  return (run.startedAt ?? 0) + initialDelaySeconds * SECOND;
}

/** Whether one more outcome like the last changes nothing that anybody sees. */
function isSteady(worker: ProbeWorker, probe: Probe): boolean {
  if (worker.last === undefined) return false;
  if (worker.last === 'Unknown') return true;
  if (worker.result !== worker.last) return false;
  return worker.inRow >= (worker.last === 'Success' ? successThresholdOf(probe) : failureThresholdOf(probe));
}

/**
 * The next tick at which a probe can change something; undefined: never. Containers answer alike between two turning
 * points, so a worker that has come to a steady result sleeps until the next of them. (Upstream probes on, and counts
 * up the Unhealthy event; here its count stands still once the threshold is reached.)
 */
export function nextTick(worker: ProbeWorker, container: Container, run: ContainerRun, pace: Pace): Millis | undefined {
  const probe = probeOf(container, worker.type);
  if (probe === undefined || worker.onHold) return undefined;
  const period = periodOf(probe);
  const eligible = eligibleFrom(probe, run);
  if (!isSteady(worker, probe)) return tickFrom(worker, period, eligible);
  const request = requestOf(probe, container);
  if (typeof request === 'string') return undefined;
  const turn = turningPoints(run, request, pace).find((point) => point > worker.tickedAt);
  return turn === undefined ? undefined : tickFrom(worker, period, Math.max(turn, eligible));
}
