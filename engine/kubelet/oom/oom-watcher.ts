import { nodes } from '../../apis/generated/resources.js';
import { recordEvent, type Reconcile } from '../../client/reconcile.js';
import { killForMemory, nextShortage, type OomKill } from '../../runtime/cgroups/oom.js';
import { processName, pidOf } from '../../runtime/process.js';
import type { Duty } from '../duty.js';
import type { KubeletMemory } from '../memory.js';
import { containerSpec } from '../restart-policy.js';
import { awaken } from '../pod/awaken.js';

/** From this restart on, another kill is another round of the same. */
const ROUNDS = 2;

/**
 * The kernel's killer of processes that take too much memory, and the kubelet's watcher, which tells only of those that
 * the machine as a whole ran out for. Follows oom_watcher_linux.go (pkg/kubelet/oom).
 */
export const oomWatcher: Duty = {
  name: 'oom',
  due({ runtime }, now) {
    const next = nextShortage(runtime, now);
    return next === undefined ? undefined : { at: next.at, retry: next.attempt >= ROUNDS };
  },
  *work(_config, work, memory, { now }) {
    const { runtime, kills } = killForMemory(memory.runtime, now);
    if (kills.length === 0) return memory;
    for (const kill of kills) if (kill.scope === 'machine') yield* tell(memory, kill);
    const left: KubeletMemory = { ...memory, runtime };
    return kills.reduce((current, { pod }) => awaken(current, pod, now, work.cause), left);
  },
};

function* tell(memory: KubeletMemory, { pod: uid, run }: OomKill): Reconcile {
  const node = memory.node.object;
  if (node === undefined) return;
  const pod = memory.workers.get(uid)?.pod;
  const container = pod === undefined ? undefined : containerSpec(pod.spec, run.name);
  const name = processName(run, container?.command ?? []);
  yield* recordEvent(
    nodes,
    node,
    'Warning',
    'SystemOOM',
    `System OOM encountered, victim process: ${name}, pid: ${pidOf(run)}`,
  );
}
