import { stateOf, type ContainerRun } from '../../runtime/container.js';
import { hex64 } from '../../runtime/identity.js';
import { allocate } from '../../runtime/ipam.js';
import { latestRun, withContainers, withSandbox, type PodSandbox } from '../../runtime/runtime.js';
import { podCgroup } from '../cm/pod-cgroup.js';
import { DONE, type Action, type Performed } from './action.js';
import type { PodSync } from './pod-sync.js';

/** Creates the pod's sandbox and gives it an address, unless it lives in the node's network. */
export function createSandbox(
  sync: PodSync,
  { attempt, changed }: Extract<Action, { type: 'create-sandbox' }>,
): Performed {
  if (changed) sync.event('Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
  const { uid } = sync.pod;
  const id = hex64(`${uid}/sandbox/${attempt}`);
  if (sync.api.spec.hostNetwork === true) {
    sync.call({ call: 'RunPodSandbox', id });
    setSandbox(sync, { id, attempt, ready: true });
    return DONE;
  }
  const allocated = allocate(sync.runtime.ipam, uid);
  if (allocated === undefined) return noAddress(sync, id);
  sync.runtime.ipam = allocated.ipam;
  sync.call({ call: 'RunPodSandbox', id });
  setSandbox(sync, { id, attempt, ready: true, ip: allocated.ip });
  return DONE;
}

function setSandbox(sync: PodSync, sandbox: PodSandbox): void {
  const hasOwnCpus = sync.allocations.cpus.has(sync.pod.uid);
  sync.changePod(withSandbox(sync.pod, sandbox, podCgroup(sync.api, hasOwnCpus)));
}

function noAddress(sync: PodSync, id: string): Performed {
  const { prefix } = sync.runtime.ipam;
  const range = `${prefix}.1-${prefix}.254`;
  const reason = `failed to allocate for range 0: no IP addresses available in range set: ${range}`;
  const error = `rpc error: code = Unknown desc = failed to setup network for sandbox "${id}": plugin type="bridge" failed (add): ${reason}`;
  sync.call({ call: 'RunPodSandbox', id, error });
  sync.event('Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${error}`);
  sync.worker.errors = [...sync.worker.errors, { first: false }];
  return { abort: true };
}

/** Init containers start from the first again in a new sandbox. */
export function purgeInitContainers(sync: PodSync): Performed {
  const init = initNames(sync);
  removeRuns(sync, ({ name }) => !init.has(name));
  return DONE;
}

/** Of each init container only the latest run that has ended is kept. */
export function pruneInitContainers(sync: PodSync): Performed {
  if (sync.pod.containers.length === 0) return DONE;
  const init = initNames(sync);
  const kept = new Set<string>();
  removeRuns(sync, ({ name }) => {
    if (kept.has(name)) return false;
    if (init.has(name)) kept.add(name);
    return true;
  });
  return DONE;
}

function initNames({ api }: PodSync): ReadonlySet<string> {
  return new Set(api.spec.initContainers?.map(({ name }) => name));
}

/** Of a pod that has ended only the latest run of each container is left (pod_container_deletor.go). */
export function removeOldRuns(sync: PodSync): void {
  removeRuns(sync, ({ id, name }) => latestRun(sync.pod, name)?.id === id);
}

/** Removes runs that have ended; `keeps` is asked from the newest run to the oldest. */
function removeRuns(sync: PodSync, keeps: (run: ContainerRun) => boolean): void {
  const { containers } = sync.pod;
  if (containers.length === 0) return;
  const left = [...containers].reverse().filter((run) => {
    if (stateOf(run, sync.now) !== 'exited' || keeps(run)) return true;
    sync.call({ call: 'RemoveContainer', container: run.name, id: run.id });
    return false;
  });
  if (left.length < containers.length) sync.changePod(withContainers(sync.pod, left.reverse()));
}
