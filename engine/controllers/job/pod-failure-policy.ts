import type { PodFailurePolicy, PodFailurePolicyRule } from '../../apis/generated/batch.v1.js';
import type { ContainerStatus, Pod } from '../../apis/generated/core.v1.js';

/** What a job makes of a failed pod. */
export interface FailureVerdict {
  /** Whether it counts towards the back-off limit. */
  readonly counted: boolean;
  readonly action?: PodFailurePolicyRule['action'];
  /** Why the whole job fails. */
  readonly message?: string;
}

const COUNTED: FailureVerdict = { counted: true };

/** The first rule that matches a failed pod decides; without one the failure counts (matchPodFailurePolicy). */
export function matchPodFailurePolicy(policy: PodFailurePolicy | undefined, pod: Pod): FailureVerdict {
  if (policy === undefined) return COUNTED;
  for (const [index, rule] of policy.rules.entries()) {
    const why = rule.onExitCodes === undefined ? matchedCondition(rule, pod) : matchedExitCode(rule, pod);
    if (why === undefined) continue;
    const { action } = rule;
    if (action !== 'FailJob') return { counted: action !== 'Ignore', action };
    return { counted: true, action, message: `${why} matching ${action} rule at index ${index}` };
  }
  return COUNTED;
}

function matchedExitCode({ onExitCodes }: PodFailurePolicyRule, { metadata, status }: Pod): string | undefined {
  if (onExitCodes === undefined) return undefined;
  const { containerName, operator, values } = onExitCodes;
  const matches = ({ name, state }: ContainerStatus): boolean => {
    const code = state?.terminated?.exitCode ?? 0;
    if (code === 0 || (containerName !== undefined && containerName !== name)) return false;
    return values.includes(code) === (operator === 'In');
  };
  const found = status.containerStatuses?.find(matches) ?? status.initContainerStatuses?.find(matches);
  if (found === undefined) return undefined;
  const code = found.state?.terminated?.exitCode;
  return `Container ${found.name} for pod ${metadata.namespace}/${metadata.name} failed with exit code ${code}`;
}

function matchedCondition({ onPodConditions = [] }: PodFailurePolicyRule, pod: Pod): string | undefined {
  const found = pod.status.conditions?.find(({ type, status }) =>
    onPodConditions.some((pattern) => pattern.type === type && pattern.status === status),
  );
  return found && `Pod ${pod.metadata.namespace}/${pod.metadata.name} has condition ${found.type}`;
}
