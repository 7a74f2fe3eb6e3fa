import { failed, ok, type Result } from '../apimachinery/result.js';
import type { ContainerStatus, PodStatus } from '../apis/generated/core.v1.js';
import type { Millis } from '../core/time.js';
import type { ContainerRun } from '../runtime/container.js';
import type { KubeletMemory } from './memory.js';

export interface LogOptions {
  readonly now: Millis;
  /** Of the run before. */
  readonly previous?: boolean;
}

/** One line of a container's log, and when it was written. */
export interface LogLine {
  readonly at: Millis;
  readonly line: string;
}

/**
 * What a container has written so far, or the text of the error that `kubectl logs` shows. Follows
 * GetKubeletContainerLogs and validateContainerLogStatus (pkg/kubelet/kubelet_pods.go).
 */
export function logsOf(
  memory: KubeletMemory,
  podUid: string,
  container: string,
  { now, previous = false }: LogOptions,
): Result<readonly LogLine[]> {
  const worker = memory.workers.get(podUid);
  if (worker === undefined) return failed(`pod ${podUid} is not on this node`);
  const { name } = worker.pod.metadata;
  const status = statusOf(worker.status ?? worker.pod.status ?? {}, container);
  if (status === undefined) return failed(`container "${container}" in pod "${name}" is not available`);
  const id = shownRun(status, name, previous);
  if (!id.ok) return id;
  const run = memory.runtime.pods.get(podUid)?.containers.find((candidate) => id.value.endsWith(candidate.id));
  return run === undefined ? failed(`unable to retrieve container logs for ${id.value}`) : ok(linesOf(run, now));
}

function statusOf(status: PodStatus, name: string): ContainerStatus | undefined {
  const lists = [status.containerStatuses, status.initContainerStatuses, status.ephemeralContainerStatuses];
  for (const list of lists) {
    const found = list?.find((candidate) => candidate.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

const WAITING: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
};

/** The id of the run whose log is meant. */
function shownRun(
  { name, state, lastState, containerID = '' }: ContainerStatus,
  pod: string,
  previous: boolean,
): Result<string> {
  const last = lastState.terminated?.containerID;
  if (previous)
    return last === undefined ? failed(`previous terminated container "${name}" in pod "${pod}" not found`) : ok(last);
  if (state.running !== undefined) return ok(containerID);
  const ended = state.terminated?.containerID ?? last;
  if (ended !== undefined) return ok(ended);
  if (state.terminated !== undefined || lastState.terminated !== undefined)
    return failed(`container "${name}" in pod "${pod}" is terminated`);
  const reason = state.waiting?.reason ?? '';
  return failed(`container "${name}" in pod "${pod}" is waiting to start: ${WAITING[reason] ?? reason}`);
}

/** Lines that a run has written by `now`; nothing is written after its end. */
function linesOf({ startedAt, termination, behaviour }: ContainerRun, now: Millis): readonly LogLine[] {
  if (startedAt === undefined) return [];
  const end = Math.min(now, termination?.at ?? now);
  return (behaviour.logs ?? []).map(({ at, line }) => ({ at: startedAt + at, line })).filter(({ at }) => at <= end);
}
