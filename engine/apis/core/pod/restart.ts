import type { Container, ContainerRestartRule, PodSpec } from '../../generated/core.v1.js';

/**
 * Whether a container that ended with this code is started again: its first matching rule decides, then its own policy,
 * then the pod's. Follows ContainerShouldRestart (pkg/api/v1/pod).
 */
export function containerShouldRestart(container: Container, spec: PodSpec, exitCode: number): boolean {
  const { restartPolicy, restartPolicyRules = [] } = container;
  if (
    restartPolicy !== undefined &&
    restartPolicyRules.find((rule) => ruleMatches(rule, exitCode))?.action === 'Restart'
  )
    return true;
  const policy = restartPolicy ?? spec.restartPolicy;
  return policy === 'Never' ? false : policy === 'OnFailure' ? exitCode !== 0 : true;
}

function ruleMatches({ exitCodes }: ContainerRestartRule, exitCode: number): boolean {
  if (exitCodes === undefined) return false;
  const listed = exitCodes.values?.includes(exitCode) ?? false;
  return exitCodes.operator === 'In' ? listed : exitCodes.operator === 'NotIn' && !listed;
}
