import { forbidden, invalid, type FieldError } from '../../apimachinery/field-error.js';
import { nameIsDNSSubdomain } from '../../apimachinery/names.js';
import { checkEnum } from '../core/pod/validation/checks.js';
import type { PriorityClass } from '../generated/scheduling.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../meta/kube-meta.js';

const SYSTEM_PREFIX = 'system-';
const POLICIES = ['PreemptLowerPriority', 'Never'];

export const HIGHEST_USER_DEFINABLE_PRIORITY = 1_000_000_000;

/** The classes every cluster has. */
export const SYSTEM_PRIORITIES: ReadonlyMap<string, number> = new Map([
  ['system-node-critical', 2_000_001_000],
  ['system-cluster-critical', 2_000_000_000],
]);

/** What the API server says of them when it makes them (SystemPriorityClasses). */
export const SYSTEM_DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
  ['system-node-critical', 'Used for system critical pods that must not be moved from their current node.'],
  [
    'system-cluster-critical',
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ],
]);

/** Follows ValidatePriorityClass. */
export function validatePriorityClass({
  metadata,
  value,
  globalDefault = false,
  preemptionPolicy,
}: PriorityClass): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(metadata, false, nameIsDNSSubdomain)];
  if (metadata.name.startsWith(SYSTEM_PREFIX)) {
    const problem = systemProblem(metadata.name, value, globalDefault);
    const reserved = `priority class names with '${SYSTEM_PREFIX}' prefix are reserved for system use only`;
    if (problem !== undefined) errors.push(forbidden('metadata.name', `${reserved}. error: ${problem}`));
  } else if (value > HIGHEST_USER_DEFINABLE_PRIORITY)
    errors.push(
      forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST_USER_DEFINABLE_PRIORITY}`),
    );
  if (preemptionPolicy !== undefined) checkEnum(preemptionPolicy, POLICIES, 'preemptionPolicy', errors);
  return errors;
}

/** Follows IsKnownSystemPriorityClass. */
function systemProblem(name: string, value: number, globalDefault: boolean): string | undefined {
  const known = SYSTEM_PRIORITIES.get(name);
  if (known === undefined) return `${name} is not a known system priority class`;
  if (known !== value) return `value of ${name} PriorityClass must be ${known}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

/** Follows ValidatePriorityClassUpdate. */
export function validatePriorityClassUpdate(priorityClass: PriorityClass, old: PriorityClass): readonly FieldError[] {
  const { value, preemptionPolicy } = priorityClass;
  return [
    ...validateKubeMetaUpdate(priorityClass.metadata, old.metadata),
    ...(value === old.value ? [] : [forbidden('value', 'may not be changed in an update.')]),
    ...(preemptionPolicy === old.preemptionPolicy
      ? []
      : [invalid('preemptionPolicy', preemptionPolicy ?? null, 'field is immutable')]),
  ];
}
