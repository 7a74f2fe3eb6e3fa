import { formatDuration } from '../../apimachinery/duration.js';
import type { Container } from '../../apis/generated/core.v1.js';
import { behaviourOf } from '../../runtime/catalogue.js';
import { isRunning, naturalEnd, type ContainerRun } from '../../runtime/container.js';
import { hex64 } from '../../runtime/identity.js';
import { imageReference } from '../../runtime/image-reference.js';
import { withContainers } from '../../runtime/runtime.js';
import { containerResources } from '../cm/container-resources.js';
import { backoffUntil, nextBackoff } from '../backoff.js';
import { endPull, ensureImageExists, type ImageOutcome } from '../images/image-manager.js';
import { containerSpec, isRestartableInit } from '../restart-policy.js';
import { missingReference } from '../volumes/env-references.js';
import { DONE, type Action, type Performed } from './action.js';
import { execFailure, runHook, type HookRun } from './hook.js';
import { formatPod, type PodSync } from './pod-sync.js';

/** Starts a container, unless it is in its crash back-off. Follows the start step of SyncPod (pkg/kubelet/kuberuntime). */
export function start(sync: PodSync, { container: name, endedAt }: Extract<Action, { type: 'start' }>): Performed {
  const container = containerSpec(sync.api.spec, name);
  if (container === undefined) return DONE;
  if (endedAt !== undefined) {
    const key = `${container.name}/${container.image}`;
    const backoff = sync.worker.crashes[key];
    const until = backoffUntil(backoff, endedAt, sync.now);
    if (backoff !== undefined && until !== undefined) return backOff(sync, container, until, backoff.delay);
    sync.worker.crashes = { ...sync.worker.crashes, [key]: nextBackoff(backoff, endedAt, sync.now) };
  }
  return afterImage(sync, container, ensureImageExists(sync, container));
}

const FIRST_DELAY = 10_000;

function backOff(sync: PodSync, container: Container, until: number, delay: number): Performed {
  const pod = formatPod(sync.api);
  sync.event('Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${pod}`, container);
  const message = `back-off ${formatDuration(delay)} restarting failed container=${container.name} pod=${pod}`;
  return fail(sync, container, 'CrashLoopBackOff', message, { until, first: delay === FIRST_DELAY });
}

/** Goes on when a pull has ended. */
export function pulled(sync: PodSync, action: Extract<Action, { type: 'pulled' }>): Performed {
  const container = containerSpec(sync.api.spec, action.container);
  return container === undefined ? DONE : afterImage(sync, container, endPull(sync, container, action));
}

function afterImage(sync: PodSync, container: Container, outcome: ImageOutcome): Performed {
  switch (outcome.type) {
    case 'present':
      return create(sync, container);
    case 'pulling':
      return outcome.performed;
    case 'failed':
      return fail(sync, container, outcome.reason, outcome.message, { first: outcome.first });
  }
}

/** Remembers why a container waits; an init container that does not start holds up all that follow. */
function fail(
  sync: PodSync,
  container: Container,
  reason: string,
  message: string,
  error: { readonly until?: number; readonly first: boolean },
): Performed {
  const { worker } = sync;
  worker.reasons = { ...worker.reasons, [container.name]: { reason, message } };
  worker.errors = [...worker.errors, error];
  const isInit = sync.api.spec.initContainers?.some(({ name }) => name === container.name) ?? false;
  return { abort: isInit && !isRestartableInit(container) };
}

function create(sync: PodSync, container: Container): Performed {
  const missing = missingReference(sync.env.view, sync.api, container);
  if (missing !== undefined) {
    sync.event('Warning', 'Failed', `Error: ${missing}`, container);
    const known = sync.worker.reasons[container.name]?.reason === 'CreateContainerConfigError';
    return fail(sync, container, 'CreateContainerConfigError', missing, { first: !known });
  }
  const run = newRun(sync, container);
  const { startError } = run.behaviour;
  if (startError?.reason === 'CreateContainerError') {
    sync.call({ call: 'CreateContainer', container: container.name, error: startError.message });
    sync.event('Warning', 'Failed', `Error: ${startError.message}`, container);
    const known = sync.worker.reasons[container.name]?.reason === 'CreateContainerError';
    return fail(sync, container, 'CreateContainerError', startError.message, { first: !known });
  }
  const { id: sandbox = '' } = sync.pod.sandbox ?? {};
  sync.call({ call: 'CreateContainer', container: container.name, id: run.id, image: run.imageRef, sandbox });
  sync.event('Normal', 'Created', 'Container created', container);
  return startError === undefined ? launch(sync, container, run) : cannotRun(sync, container, run, startError.message);
}

const START_ERROR_CODE = 128;

function cannotRun(sync: PodSync, container: Container, run: ContainerRun, message: string): Performed {
  sync.call({ call: 'StartContainer', container: container.name, id: run.id, error: message });
  addRun(sync, { ...run, termination: { at: sync.now, code: START_ERROR_CODE, reason: 'StartError', message } });
  sync.event('Warning', 'Failed', `Error: ${message}`, container);
  return fail(sync, container, 'RunContainerError', message, { first: false });
}

const NO_WORDS: readonly string[] = [];

function newRun(sync: PodSync, container: Container): ContainerRun {
  const { image = '', name } = container;
  const attempt = sync.pod.attempts[name] ?? 0;
  const reference = imageReference(image);
  const full = reference.ok ? reference.value.full : image;
  const repository = reference.ok ? reference.value.repository : image;
  const { command = NO_WORDS, args = NO_WORDS } = container;
  const { behaviour, guessed } = behaviourOf(sync.env.images, image, command, args);
  if (guessed !== undefined && !sync.runtime.guessed.includes(guessed))
    sync.runtime.guessed = [...sync.runtime.guessed, guessed];
  const digest = sync.runtime.images.get(full)?.digest ?? `sha256:${hex64(full)}`;
  return {
    id: hex64(`${sync.pod.uid}/${name}/${attempt}`),
    name,
    attempt,
    image,
    imageRef: full,
    imageID: `${repository}@${digest}`,
    behaviour,
    resources: containerResources(sync.api, container, sync.runtime.machine.memory, ownCpus(sync, name)),
    usage: undefined,
    meter: undefined,
    createdAt: sync.now,
    startedAt: undefined,
    termination: undefined,
  };
}

function ownCpus({ allocations, pod: { uid } }: PodSync, container: string): number {
  return allocations.cpus.get(uid)?.[container]?.length ?? 0;
}

const NO_RUNS: readonly ContainerRun[] = [];

/** The newest run and the one before it are kept (maxPerPodContainer 1 of the container garbage collector). */
function addRun(sync: PodSync, run: ContainerRun): void {
  const { containers, attempts } = sync.pod;
  const before = containers.length < 2 ? NO_RUNS : containers.filter(({ name }) => name === run.name).slice(0, -1);
  const kept = before.length === 0 ? containers : containers.filter((other) => !before.includes(other));
  sync.changePod(withContainers(sync.pod, [...kept, run], { ...attempts, [run.name]: run.attempt + 1 }));
}

function launch(sync: PodSync, container: Container, created: ContainerRun): Performed {
  const termination = naturalEnd(created.behaviour, created.attempt, sync.now);
  const run: ContainerRun = { ...created, startedAt: sync.now, termination };
  addRun(sync, run);
  sync.call({ call: 'StartContainer', container: container.name, id: run.id });
  sync.event('Normal', 'Started', 'Container started', container);
  if (sync.worker.reasons[container.name] !== undefined) {
    const { [container.name]: _solved, ...reasons } = sync.worker.reasons;
    sync.worker.reasons = reasons;
  }
  const { postStart } = container.lifecycle ?? {};
  if (postStart === undefined) return DONE;
  const hook = runHook(sync.api, container, postStart, run, sync.pod.sandbox?.ip ?? sync.env.hostIP, sync.now);
  return awaitPostStart(sync, container, run, cutShort(sync, container, hook, run, postStart.exec?.command ?? []));
}

/** A hook's command that is still at it when the container ends, fails with it. */
function cutShort(
  sync: PodSync,
  container: Container,
  hook: HookRun,
  run: ContainerRun,
  command: readonly string[],
): HookRun {
  const left = (run.termination?.at ?? Infinity) - sync.now;
  if (!hook.diesWithContainer || hook.takes <= left) return hook;
  const error = `command '${command.join(' ')}' exited with 137: `;
  return { takes: left, diesWithContainer: true, error: execFailure(sync.api, container, command, error, '') };
}

function awaitPostStart(sync: PodSync, container: Container, run: ContainerRun, { takes, error }: HookRun): Performed {
  const done: Action = {
    type: 'post-start-done',
    container: container.name,
    run: run.id,
    ...(error === undefined ? {} : { error }),
  };
  return { then: [done], until: sync.now + takes };
}

/** A failed postStart hook kills the container. */
export function postStartDone(
  sync: PodSync,
  { container: name, run: id, error }: Extract<Action, { type: 'post-start-done' }>,
): Performed {
  const container = containerSpec(sync.api.spec, name);
  if (container === undefined || error === undefined) return DONE;
  sync.event('Warning', 'FailedPostStartHook', 'PostStartHook failed', container);
  const failed: Action = { type: 'start-failed', container: name, reason: 'PostStartHookError', message: error };
  const run = sync.pod.containers.find((candidate) => candidate.id === id);
  if (run === undefined || !isRunning(run, sync.now)) return { then: [failed] };
  return {
    then: [{ type: 'kill-container', run: id, message: 'FailedPostStartHook', reason: 'FailedPostStartHook' }, failed],
  };
}

/** The failure of an action that took its time. */
export function startFailed(
  sync: PodSync,
  { container: name, reason, message }: Extract<Action, { type: 'start-failed' }>,
): Performed {
  const container = containerSpec(sync.api.spec, name);
  return container === undefined ? DONE : fail(sync, container, reason, message, { first: false });
}
