import type { ContainerStatus, Pod, PodStatus } from '../../apis/generated/core.v1.js';
import { isTerminalPhase } from '../pod/worker.js';
import { isRestartableInit } from '../restart-policy.js';

const UNKNOWN = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
};

/**
 * The last status of a pod: what has no end is told to have failed, and so is a pod that has no final phase yet.
 * Follows TerminatePod (pkg/kubelet/status/status_manager.go).
 */
export function terminateStatus(pod: Pod, status: PodStatus): PodStatus {
  const { containerStatuses = [], initContainerStatuses } = status;
  return {
    ...status,
    phase: isTerminalPhase(status.phase) ? status.phase : 'Failed',
    containerStatuses: hasPodInitialized(pod) ? containerStatuses.map(ended) : containerStatuses,
    ...(initContainerStatuses === undefined ? {} : { initContainerStatuses: endedInit(initContainerStatuses) }),
  };
}

function ended(status: ContainerStatus): ContainerStatus {
  return status.state.terminated === undefined ? { ...status, state: { terminated: UNKNOWN } } : status;
}

/** All but the last ones that were never tried; the first in any case. */
function endedInit(statuses: readonly ContainerStatus[]): readonly ContainerStatus[] {
  let tried = statuses.length;
  while (tried > 1 && !wasTried(statuses[tried - 1])) tried--;
  return statuses.map((status, index) => (index < tried ? ended(status) : status));
}

function wasTried(status: ContainerStatus | undefined): boolean {
  return status !== undefined && (status.state.waiting === undefined || status.lastState.terminated !== undefined);
}

/** Whether there is evidence that app containers were started. Follows hasPodInitialized. */
function hasPodInitialized({ spec, status }: Pod): boolean {
  const init = spec.initContainers ?? [];
  const last = init[init.length - 1];
  if (last === undefined || status.containerStatuses?.some(wasTried)) return true;
  const lastStatus = status.initContainerStatuses?.[init.length - 1];
  if (lastStatus === undefined) return false;
  if (isRestartableInit(last)) return lastStatus.state.running !== undefined && lastStatus.started === true;
  return lastStatus.state.terminated?.exitCode === 0 || lastStatus.lastState.terminated?.exitCode === 0;
}
