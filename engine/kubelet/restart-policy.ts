import type { Container, PodSpec } from '../apis/generated/core.v1.js';
import { isRestartableInit } from '../apis/core/pod/resources.js';

export { isRestartableInit };

/** Whether a container that ended with `exitCode` starts again. Follows ContainerShouldRestart (pkg/api/v1/pod). */
export function containerShouldRestart(container: Container, spec: PodSpec, exitCode: number): boolean {
  if (container.restartPolicy !== undefined && restartRuleMatches(container, exitCode)) return true;
  return policyRestarts(container.restartPolicy ?? spec.restartPolicy, exitCode);
}

function restartRuleMatches({ restartPolicyRules = [] }: Container, exitCode: number): boolean {
  return restartPolicyRules.some(({ action, exitCodes }) => {
    if (action !== 'Restart' || exitCodes === undefined) return false;
    const listed = exitCodes.values?.includes(exitCode) ?? false;
    return exitCodes.operator === 'In' ? listed : exitCodes.operator === 'NotIn' && !listed;
  });
}

function policyRestarts(policy: string | undefined, exitCode: number): boolean {
  if (policy === 'Never') return false;
  return policy === 'OnFailure' ? exitCode !== 0 : true;
}

/** shouldRestartOnFailure (pkg/kubelet/kuberuntime): anything but Never. */
export function restartsOnFailure(spec: PodSpec): boolean {
  return spec.restartPolicy !== 'Never';
}

/** The container of any kind with this name. */
export function containerSpec(spec: PodSpec, name: string): Container | undefined {
  return (
    spec.containers.find((container) => container.name === name) ??
    spec.initContainers?.find((container) => container.name === name) ??
    spec.ephemeralContainers?.find((container) => container.name === name)
  );
}
