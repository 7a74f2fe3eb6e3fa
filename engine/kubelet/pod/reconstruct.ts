import { parseTimestamp } from '../../apimachinery/time.js';
import type { ContainerStatus, Pod } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import type { ContainerRun, Termination } from '../../runtime/container.js';
import { hex64 } from '../../runtime/identity.js';
import type { RuntimePod } from '../../runtime/runtime.js';
import { isTerminalPhase } from './worker.js';

/** What containerd says of containers whose process it lost: after a reboot, of all that ran. */
const LOST = { code: 255, reason: 'Unknown' };
const PREFIX = 'containerd://';

/**
 * What the runtime of a node that has just booted still knows of a pod that ran before: its containers, ended, and a
 * sandbox that is not ready. Read back from the pod's status; undefined: it never ran here.
 */
export function reconstruct(pod: Pod, now: Millis): RuntimePod | undefined {
  const { status } = pod;
  if (
    status?.podIP === undefined &&
    status?.containerStatuses === undefined &&
    status?.initContainerStatuses === undefined
  )
    return undefined;
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const runs = statuses.flatMap((each) => runOf(each, now));
  if (runs.length === 0 && status?.podIP === undefined) return undefined;
  if (isTerminalPhase(status?.phase)) return undefined;
  const { uid } = pod.metadata;
  const attempts = Object.fromEntries(runs.map(({ name, attempt }) => [name, attempt + 1]));
  return { uid, sandbox: { id: hex64(`${uid}/sandbox/0`), attempt: 0, ready: false }, containers: runs, attempts };
}

function runOf(status: ContainerStatus, now: Millis): readonly ContainerRun[] {
  const { name, restartCount, image, imageID, state, lastState, containerID = '' } = status;
  if (!containerID.startsWith(PREFIX)) return [];
  const ended = state.terminated ?? (state.running === undefined ? lastState.terminated : undefined);
  const startedAt = parseTimestamp(state.running?.startedAt ?? ended?.startedAt ?? '') ?? now;
  const termination: Termination =
    ended === undefined
      ? { at: now, ...LOST }
      : { at: parseTimestamp(ended.finishedAt ?? '') ?? now, code: ended.exitCode, reason: ended.reason ?? 'Error' };
  const id = containerID.slice(PREFIX.length);
  return [
    {
      id,
      name,
      attempt: restartCount,
      image,
      imageRef: image,
      imageID,
      behaviour: {},
      createdAt: startedAt,
      startedAt,
      termination,
    },
  ];
}
