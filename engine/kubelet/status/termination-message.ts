import type { Container } from '../../apis/generated/core.v1.js';
import type { ContainerRun } from '../../runtime/container.js';

/** MaxContainerTerminationMessageLength, and of log lines that stand in for a message (pkg/kubelet/container). */
const LONGEST = 4096;
const LONGEST_FROM_LOG = 2048;
const LINES_FROM_LOG = 80;
/** MaxPodTerminationMessageLogLength: shared by all containers of a pod. */
const LONGEST_OF_POD = 12_288;

/**
 * What a container left as its last word: the end of its message file, or of its log if the policy says so and it
 * failed. Characters stand for bytes. Follows getTerminationMessage (pkg/kubelet/kuberuntime) and normalizeStatus.
 */
export function terminationMessage(
  container: Container,
  run: ContainerRun,
  containersOfPod: number,
): string | undefined {
  const { termination } = run;
  if (termination === undefined) return undefined;
  const written = termination.message?.slice(-LONGEST);
  const fromLog =
    container.terminationMessagePolicy === 'FallbackToLogsOnError' &&
    termination.code !== 0 &&
    run.startedAt !== undefined;
  const message = written ?? (fromLog ? endOfLog(run) : undefined);
  return message?.slice(0, Math.floor(LONGEST_OF_POD / containersOfPod));
}

function endOfLog({ startedAt = 0, termination, behaviour }: ContainerRun): string | undefined {
  const end = (termination?.at ?? startedAt) - startedAt;
  const lines = (behaviour.logs ?? []).filter(({ at }) => at <= end).map(({ line }) => `${line}\n`);
  return lines.length === 0 ? undefined : lines.slice(-LINES_FROM_LOG).join('').slice(-LONGEST_FROM_LOG);
}
