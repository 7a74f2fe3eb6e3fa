import type { Affinity, PodAffinityTerm, PodSpec } from '../../../generated/core.v1.js';
import { isValidLabelValue } from '../../../../apimachinery/names.js';
import { allContainers } from '../containers.js';
import { memoised } from '../fill.js';
import { checkTermSelectors } from './affinity.js';
import { DELETION_COST, deletionCost } from './annotations.js';
import { checkNonReservedPath, checkSelector, type Errors } from './checks.js';
import { checkMatchLabelKeys } from './match-label-keys.js';
import { POD_OPTIONS, TEMPLATE_OPTIONS, type PodValidationOptions } from './options.js';
import { isHugePageResource } from './resource-names.js';
import { isHugePageDivisible } from './resource-requirements.js';
import { sharedSysctl } from './security-context.js';

type Annotations = Readonly<Record<string, string>>;

/** How lenient an update is: whatever the old pod had may stay. Follows GetValidationOptionsFromPodSpecAndMeta. */
export function optionsFromOld(
  old: PodSpec | undefined,
  oldAnnotations: Annotations | undefined,
  resourceIsPod: boolean,
): PodValidationOptions {
  const base = old === undefined ? (resourceIsPod ? POD_OPTIONS : TEMPLATE_OPTIONS) : fromSpec(old, resourceIsPod);
  const cost = oldAnnotations?.[DELETION_COST];
  if (cost === undefined || deletionCost(cost) !== undefined) return base;
  return { ...base, allowInvalidPodDeletionCost: true };
}

function fromSpec(old: PodSpec, resourceIsPod: boolean): PodValidationOptions {
  return resourceIsPod ? podOptions(old) : templateOptions(old);
}

const podOptions = memoised((old: PodSpec) => ({ ...computed(old), resourceIsPod: true }));
const templateOptions = memoised((old: PodSpec) => computed(old));

function computed(old: PodSpec): PodValidationOptions {
  const { affinity, topologySpreadConstraints: spread = [], securityContext } = old;
  const nodeTerms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const values = nodeTerms
    .flatMap((term) => term.matchExpressions ?? [])
    .flatMap((requirement) => requirement.values ?? []);
  return {
    ...TEMPLATE_OPTIONS,
    allowIndivisibleHugePagesValues: hasIndivisibleHugePages(old),
    allowInvalidLabelValueInSelector: podTerms(affinity).some((term) =>
      fails((e) => checkTermSelectors(term, '', false, e)),
    ),
    allowInvalidLabelValueInRequiredNodeAffinity: values.some((value) => isValidLabelValue(value).length > 0),
    allowInvalidTopologySpreadConstraintLabelSelector: spread.some(({ labelSelector }) =>
      fails((errors) => checkSelector(labelSelector, '', errors)),
    ),
    oldPodViolatesMatchLabelKeysValidation: spread.some(({ matchLabelKeys, labelSelector }) =>
      fails((errors) => checkMatchLabelKeys({ matchLabelKeys, labelSelector }, '', errors)),
    ),
    allowNonLocalProjectedTokenPath: hasNonLocalTokenPath(old),
    allowNamespacedSysctlsForHostNetAndHostIPC:
      securityContext?.sysctls?.some(({ name }) => sharedSysctl(name, old) !== undefined) ?? false,
    allowAnySELinuxChangePolicy: securityContext?.seLinuxChangePolicy !== undefined,
    allowUserNamespacesWithVolumeDevices:
      old.hostUsers === false && allContainers(old).some(({ volumeDevices }) => volumeDevices?.length),
    allowUserNamespacesHostNetworkSupport: old.hostUsers === false && old.hostNetwork === true,
    allowTaintTolerationComparisonOperators:
      old.tolerations?.some(({ operator }) => operator === 'Lt' || operator === 'Gt') ?? false,
    allowRestartAllContainers: usesRestartAllContainers(old),
  };
}

function fails(check: (errors: Errors) => void): boolean {
  const errors: Errors = [];
  check(errors);
  return errors.length > 0;
}

function podTerms(affinity: Affinity | undefined): readonly PodAffinityTerm[] {
  return [affinity?.podAffinity, affinity?.podAntiAffinity].flatMap((side) => [
    ...(side?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(side?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
  ]);
}

function hasIndivisibleHugePages(spec: PodSpec): boolean {
  return allContainers(spec).some(({ resources }) =>
    [resources?.limits ?? {}, resources?.requests ?? {}].some((list) =>
      Object.keys(list).some((name) => isHugePageResource(name) && !isHugePageDivisible(name, list[name] ?? '0')),
    ),
  );
}

function hasNonLocalTokenPath({ volumes = [] }: PodSpec): boolean {
  const paths = volumes.flatMap(
    ({ projected }) => projected?.sources?.map(({ serviceAccountToken }) => serviceAccountToken?.path) ?? [],
  );
  return paths.some((path) => path !== undefined && fails((errors) => checkNonReservedPath(path, '', errors)));
}

function usesRestartAllContainers({ containers, initContainers = [] }: PodSpec): boolean {
  const rules = [...(containers ?? []), ...initContainers].flatMap(
    ({ restartPolicyRules }) => restartPolicyRules ?? [],
  );
  if (rules.some(({ action }) => action === 'RestartAllContainers')) return true;
  return initContainers.some(
    ({ restartPolicy, restartPolicyRules }) => restartPolicy === 'Always' && restartPolicyRules?.length,
  );
}
