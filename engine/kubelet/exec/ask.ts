import { failed, ok, type Result } from '../../apimachinery/result.js';
import type { Millis } from '../../core/time.js';
import { isRunning } from '../../runtime/container.js';
import { answerOf, type ContainerAnswer, type ContainerRequest } from '../../runtime/request.js';
import { latestRun } from '../../runtime/runtime.js';
import type { KubeletMemory } from '../memory.js';

/**
 * How a container of the node answers a command, a request or a connection now; or the error that `kubectl exec` shows
 * when it does not run. Follows RunInContainer and ExecInContainer (pkg/kubelet/kubelet_pods.go).
 */
export function ask(
  memory: KubeletMemory,
  podUid: string,
  container: string,
  request: ContainerRequest,
  now: Millis,
): Result<ContainerAnswer> {
  const pod = memory.runtime.pods.get(podUid);
  const run = pod === undefined ? undefined : latestRun(pod, container);
  if (run === undefined || !isRunning(run, now)) return failed(`container not found ("${container}")`);
  return ok(answerOf(run, request, now));
}
