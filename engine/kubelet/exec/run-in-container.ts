import { failed, ok, type Result } from '../../apimachinery/result.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { View } from '../../client/view.js';
import type { Millis } from '../../core/time.js';
import { isRunning, type ContainerRun } from '../../runtime/container.js';
import type { CpuFiles } from '../../runtime/cgroups/files.js';
import { answerOf } from '../../runtime/request.js';
import { latestRun, type RuntimePod } from '../../runtime/runtime.js';
import { run as runCommand } from '../../runtime/shell/run.js';
import type { Ran } from '../../runtime/shell/shell.js';
import { account } from '../../runtime/usage/account.js';
import { cpusetOf, policyOf } from '../cm/cpumanager/cpu-manager.js';
import { formatCpuSet, type CpuSet } from '../cm/cpumanager/cpuset.js';
import type { ContainerDevices } from '../cm/devicemanager/device-manager.js';
import { environmentOf } from '../env/environment.js';
import type { KubeletMemory } from '../memory.js';
import type { KubeletNode } from '../node/kubelet-node.js';
import { KERNEL_VERSION } from '../node/node-object.js';
import { containerSpec } from '../restart-policy.js';
import { containerFiles, nodeFiles } from './files.js';
import { hostnameOf } from './hosts.js';

/** What came of a command; or why it was not run; or what of it is not modelled. */
export type Executed =
  | { readonly type: 'ran'; readonly ran: Ran }
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'not-modelled'; readonly what: string };

/** A command as `exec` gives it. */
export interface Execution {
  readonly command: readonly string[];
  readonly stdin?: string;
}

/**
 * Runs a command in a container of the node. What the container's image declares of it comes first; else it is one of the
 * tools that are modelled. It changes nothing. Follows ExecInContainer (pkg/kubelet/kubelet_pods.go).
 */
export function runInContainer(
  config: KubeletNode,
  memory: KubeletMemory,
  { metadata: { uid } }: Pod,
  container: string,
  { command, stdin = '' }: Execution,
  { view, now }: { readonly view: View; readonly now: Millis },
): Executed {
  const runtimePod = memory.runtime.pods.get(uid);
  const run = runtimePod === undefined ? undefined : latestRun(runtimePod, container);
  const pod = memory.workers.get(uid)?.pod;
  if (runtimePod === undefined || run === undefined || pod === undefined || !isRunning(run, now))
    return { type: 'refused', message: `container not found ("${container}")` };
  const declared = declaredAnswer(run, command, now);
  if (declared !== undefined) return { type: 'ran', ran: declared };
  const around = surroundings(config, memory, { pod, runtimePod, run }, view, now);
  const ran = around.ok ? runCommand(command, around.value, stdin) : around;
  return ran.ok ? { type: 'ran', ran: ran.value } : { type: 'not-modelled', what: ran.error };
}

function declaredAnswer(run: ContainerRun, command: readonly string[], now: Millis): Ran | undefined {
  const line = command.join(' ');
  if (run.behaviour.answers?.some(({ exec }) => exec === line) !== true) return undefined;
  const answer = answerOf(run, { type: 'exec', command }, now);
  return answer.type === 'exit' ? { exit: answer.code, stdout: answer.output, stderr: '' } : undefined;
}

interface Place {
  readonly pod: Pod;
  readonly runtimePod: RuntimePod;
  readonly run: ContainerRun;
}

function surroundings(
  config: KubeletNode,
  memory: KubeletMemory,
  { pod, runtimePod, run }: Place,
  view: View,
  now: Millis,
): Result<Parameters<typeof runCommand>[1]> {
  const runtime = account(memory.runtime, now);
  const { ip, object: node } = memory.node;
  const podIP = runtimePod.sandbox?.ip ?? ip;
  const hostname = hostnameOf(pod, config.name);
  const cpus = cpusetOf(config, memory.allocations.cpus, pod.metadata.uid, run.name);
  const spec = containerSpec(pod.spec, run.name);
  if (spec === undefined) return failed(`a container that is not in the pod's spec`);
  const devices = memory.allocations.devices.assigned.get(pod.metadata.uid)?.[run.name] ?? [];
  const env = environmentOf({ view, node, hostIP: ip, podIP, hostname }, pod, spec);
  if (!env.ok) return env;
  const current = runtime.pods.get(pod.metadata.uid) ?? runtimePod;
  const live = current.containers.find(({ id }) => id === run.id) ?? run;
  const inside = { pod, runtimePod: current, run: live, hostname, podIP, cpus: cpuFiles(config, cpus), devices };
  return ok({
    files: containerFiles(runtime, inside, now),
    env: { ...deviceVariables(devices), ...env.value },
    cwd: spec.workingDir ?? '/',
    hostname,
    kernel: KERNEL_VERSION,
    cpus: cpus.length,
  });
}

/** What the container says of itself goes over what its devices bring. */
function deviceVariables(devices: readonly ContainerDevices[]): Readonly<Record<string, string>> {
  return Object.fromEntries(devices.flatMap(({ env }) => Object.entries(env)));
}

/** Without the static policy nobody sets cpuset.cpus. */
function cpuFiles(config: KubeletNode, cpus: CpuSet): CpuFiles {
  const effective = formatCpuSet(cpus);
  return { set: policyOf(config) === 'none' ? '' : effective, effective };
}

/** Runs a command on the node itself, as somebody who is logged in there does. */
export function runOnNode(
  { name }: KubeletNode,
  memory: KubeletMemory,
  { command, stdin = '' }: Execution,
  now: Millis,
): Executed {
  const runtime = account(memory.runtime, now);
  const ran = runCommand(
    command,
    {
      files: nodeFiles(runtime, name, now),
      env: {},
      cwd: '/',
      hostname: name,
      kernel: KERNEL_VERSION,
      cpus: Math.ceil(runtime.machine.milliCpu / 1000),
    },
    stdin,
  );
  return ran.ok ? { type: 'ran', ran: ran.value } : { type: 'not-modelled', what: ran.error };
}
