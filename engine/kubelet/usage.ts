import type { Usage } from '../client/component.js';
import type { Millis } from '../core/time.js';
import { account, watchUsage } from '../runtime/usage/account.js';
import { changed } from '../runtime/usage/used.js';
import { latestRun, type Runtime } from '../runtime/runtime.js';
import { appointmentOf, putWorker, withRuntime, type KubeletMemory } from './memory.js';
import { nextDue } from './pod/next-due.js';
import { withDuties } from './duties.js';

/** Says what something on the node uses from now on. What is not there any more uses nothing. */
export function applyUsage(memory: KubeletMemory, usage: Usage, now: Millis): KubeletMemory {
  const accounted = account(memory.runtime, now);
  return settled(memory, { ...memory, runtime: watchUsage(used(accounted, usage), now) }, now, 0);
}

function used(runtime: Runtime, usage: Usage): Runtime {
  switch (usage.type) {
    case 'system':
      return { ...runtime, system: changed(runtime.system, usage.amounts) };
    case 'load':
      return { ...runtime, load: usage.shares };
    case 'container': {
      const pod = runtime.pods.get(usage.pod);
      const run = pod === undefined ? undefined : latestRun(pod, usage.container);
      if (pod === undefined || run === undefined) return runtime;
      const fresh = { ...run, usage: { ...run.usage, ...usage.amounts } };
      const containers = pod.containers.map((other) => (other.id === run.id ? fresh : other));
      return { ...runtime, pods: runtime.pods.set(pod.uid, { ...pod, containers }) };
    }
  }
}

/** After something was done: duties find their places, and pods whose probes now go otherwise are looked at in time. */
export function settled(before: KubeletMemory, after: KubeletMemory, now: Millis, cause: number): KubeletMemory {
  if (after === before) return after;
  const { runtime } = after;
  const watched = watchUsage(runtime, now);
  if (watched.accountedAt === undefined || !redistributed(before.runtime, watched))
    return withDuties(withRuntime(after, watched), now, cause);
  const paced = repaced({ ...after, runtime: { ...watched, cpuChangedAt: now } }, now, cause);
  return withDuties(paced, now, cause);
}

/** Whether who gets how much cpu may have changed. */
function redistributed(before: Runtime, after: Runtime): boolean {
  return before.pods !== after.pods || before.load !== after.load || before.system !== after.system;
}

/** Who gets how much cpu has changed: that moves when a container will be ready and how long its answers take. */
function repaced(memory: KubeletMemory, now: Millis, cause: number): KubeletMemory {
  let current = memory;
  for (const [uid, worker] of memory.workers) {
    if (worker.probes.length === 0) continue;
    const pod = memory.runtime.pods.get(uid);
    if (pod === undefined) continue;
    const due = nextDue(worker, pod, now, memory.runtime);
    const known = appointmentOf(memory, worker);
    if (due?.at !== known?.at || due?.retry !== known?.retry) current = putWorker(current, worker, due, cause);
  }
  return current;
}
