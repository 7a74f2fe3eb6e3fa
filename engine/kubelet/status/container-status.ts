import { timestamp } from '../../apimachinery/time.js';
import type { Draft } from '../../core/draft.js';
import type {
  Container,
  ContainerState,
  ContainerStatus,
  Pod,
  ResourceRequirements,
  VolumeMountStatus,
} from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import { latestRun, runsOf, type RuntimePod } from '../../runtime/runtime.js';
import { stateOf, type ContainerRun } from '../../runtime/container.js';
import type { WaitingReason } from '../pod/worker.js';
import { containerShouldRestart } from '../restart-policy.js';
import { statusOf } from './phase.js';
import { terminationMessage } from './termination-message.js';

/** What container statuses are made of. */
export interface ContainerFacts {
  readonly pod: Pod;
  readonly runtime: RuntimePod;
  readonly reasons: Readonly<Record<string, WaitingReason>>;
  readonly now: Millis;
}

type Terminated = NonNullable<ContainerState['terminated']>;

/** The zero time, as the runtime reports the start of what never started. */
const NEVER = '1970-01-01T00:00:00Z';

/**
 * The statuses of one list of containers; app containers are sorted by name, init containers keep the order of the
 * spec. Readiness is not judged here. Follows convertToAPIContainerStatuses (pkg/kubelet/kubelet_pods.go).
 */
export function containerStatuses(
  facts: ContainerFacts,
  containers: readonly Container[],
  previous: readonly ContainerStatus[],
  init: boolean,
): readonly ContainerStatus[] {
  const statuses = containers.map((container) => {
    const old = statusOf(previous, container.name);
    return withWaitingReason(
      facts,
      container,
      init,
      fromRuntime(facts, container, old) ?? missing(facts, container, old),
    );
  });
  return init || statuses.length < 2
    ? statuses
    : statuses.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function fromRuntime(
  facts: ContainerFacts,
  container: Container,
  old: ContainerStatus | undefined,
): ContainerStatus | undefined {
  const runs = runsOf(facts.runtime, container.name);
  const run = runs[0];
  const before = runs[1];
  if (run === undefined) return undefined;
  const requests = container.resources?.requests;
  const mounts = old === undefined ? mountStatuses(container) : old.volumeMounts;
  const status: Draft<ContainerStatus> = {
    name: container.name,
    state: stateOfRun(facts, container, run),
    lastState: before === undefined ? {} : stateOfRun(facts, container, before),
    ready: false,
    restartCount: run.attempt,
    image: run.imageRef,
    imageID: run.imageID,
    containerID: containerID(run),
  };
  if (requests !== undefined) status.allocatedResources = requests;
  status.resources = resourcesOf(facts, container, run);
  if (mounts !== undefined) status.volumeMounts = mounts;
  status.started = false;
  return status;
}

const NO_RESOURCES: ResourceRequirements = {};

/**
 * What the container was given: what it asked for, and of a running one that leaves the cpu to the pod's own limit, that
 * limit. Follows convertContainerStatusResources.
 */
function resourcesOf({ pod, now }: ContainerFacts, container: Container, run: ContainerRun): ResourceRequirements {
  const { resources = NO_RESOURCES } = container;
  const cpu = pod.spec.resources?.limits?.['cpu'];
  const { requests, limits } = resources;
  if (cpu === undefined || requests === undefined || requests['cpu'] !== undefined || limits?.['cpu'] !== undefined)
    return resources;
  return stateOf(run, now) === 'running' ? { ...resources, requests: { ...requests, cpu } } : resources;
}

/** The id as the API shows it. */
export function containerID(run: ContainerRun): string {
  return `containerd://${run.id}`;
}

function stateOfRun(facts: ContainerFacts, container: Container, run: ContainerRun): ContainerState {
  const { now } = facts;
  switch (stateOf(run, now)) {
    case 'created':
      return { waiting: {} };
    case 'running':
      return { running: { startedAt: timestamp(run.startedAt ?? now) } };
    case 'exited':
      return { terminated: terminated(facts, container, run) };
  }
}

function terminated({ pod, now }: ContainerFacts, container: Container, run: ContainerRun): Terminated {
  const { code = 0, reason = 'Unknown', at = now } = run.termination ?? {};
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  const message = terminationMessage(
    container,
    run,
    containers.length + initContainers.length + ephemeralContainers.length,
  );
  return {
    exitCode: code,
    reason,
    ...(message === undefined ? {} : { message }),
    startedAt: run.startedAt === undefined ? NEVER : timestamp(run.startedAt),
    finishedAt: timestamp(at),
    containerID: containerID(run),
  };
}

/** A container that the runtime does not know: not created yet, or lost. */
function missing({ pod }: ContainerFacts, container: Container, old: ContainerStatus | undefined): ContainerStatus {
  const hasInit = (pod.spec.initContainers?.length ?? 0) > 0;
  const mounts = mountStatuses(container);
  const fresh: Draft<ContainerStatus> = {
    name: container.name,
    state: { waiting: { reason: hasInit ? 'PodInitializing' : 'ContainerCreating' } },
    lastState: {},
    ready: false,
    restartCount: 0,
    image: container.image ?? '',
    imageID: '',
  };
  if (mounts !== undefined) fresh.volumeMounts = mounts;
  fresh.started = false;
  if (old === undefined) return fresh;
  if (old.state.terminated !== undefined) return old;
  const kept: ContainerStatus = { ...fresh, restartCount: old.restartCount, lastState: old.lastState };
  if (old.state.running === undefined || old.lastState.terminated !== undefined) return kept;
  const lost = {
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was deleted.  The container used to be Running',
  };
  const restarted = pod.metadata.deletionTimestamp === undefined ? 1 : 0;
  return { ...kept, lastState: { terminated: lost }, restartCount: old.restartCount + restarted };
}

/** Readable fields of mounts; `recursiveReadOnly` is only there for read-only ones. */
function mountStatuses({ volumeMounts = [] }: Container): readonly VolumeMountStatus[] | undefined {
  if (volumeMounts.length === 0) return undefined;
  return volumeMounts.map(({ name, mountPath, readOnly, recursiveReadOnly }) => ({
    name,
    mountPath,
    ...(readOnly === true
      ? {
          readOnly,
          recursiveReadOnly:
            recursiveReadOnly === 'Enabled' || recursiveReadOnly === 'IfPossible' ? 'Enabled' : 'Disabled',
        }
      : {}),
  }));
}

/** A container that is to be started but could not be, waits for the reason that is remembered. */
function withWaitingReason(
  facts: ContainerFacts,
  container: Container,
  init: boolean,
  status: ContainerStatus,
): ContainerStatus {
  const reason = facts.reasons[container.name];
  if (reason === undefined || !shouldBeRestarted(facts, container)) return status;
  if (init && status.state.terminated?.exitCode === 0) return status;
  const lastState = status.state.terminated === undefined ? status.lastState : status.state;
  return {
    ...status,
    lastState,
    state: { waiting: reason.message === '' ? { reason: reason.reason } : { ...reason } },
  };
}

/** Follows ShouldContainerBeRestarted (pkg/kubelet/container). */
export function shouldBeRestarted(
  { pod, runtime, now }: Omit<ContainerFacts, 'reasons'>,
  container: Container,
): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  const run = latestRun(runtime, container.name);
  if (run === undefined) return true;
  const state = stateOf(run, now);
  if (state === 'running') return false;
  return state === 'created' || containerShouldRestart(container, pod.spec, run.termination?.code ?? 0);
}
