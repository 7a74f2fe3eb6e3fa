import type { TopologySpreadConstraint } from '../../../generated/core.v1.js';
import { duplicate, invalid, notSupported, required } from '../../../../apimachinery/field-error.js';
import { checkPositive, checkSelector, type Errors } from './checks.js';
import { checkLegacyMatchLabelKeys, checkMatchLabelKeys } from './match-label-keys.js';
import type { PodValidationOptions } from './options.js';

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];
const POLICIES = ['Honor', 'Ignore'];

/** Follows validateTopologySpreadConstraints. */
export function checkTopologySpread(
  constraints: readonly TopologySpreadConstraint[] | undefined,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  constraints?.forEach((constraint, i) => {
    const at = `${path}[${i}]`;
    const { maxSkew = 0, topologyKey, whenUnsatisfiable, minDomains } = constraint;
    checkPositive(maxSkew, `${at}.maxSkew`, errors);
    if (!topologyKey) errors.push(required(`${at}.topologyKey`, 'can not be empty'));
    if (!ACTIONS.includes(whenUnsatisfiable))
      errors.push(notSupported(`${at}.whenUnsatisfiable`, whenUnsatisfiable ?? '', ACTIONS));
    checkUnique(constraint, constraints.slice(i + 1), `${at}.{topologyKey, whenUnsatisfiable}`, errors);
    if (minDomains !== undefined) checkMinDomains(minDomains, whenUnsatisfiable, `${at}.minDomains`, errors);
    checkPolicy(constraint.nodeAffinityPolicy, `${at}.nodeAffinityPolicy`, errors);
    checkPolicy(constraint.nodeTaintsPolicy, `${at}.nodeTaintsPolicy`, errors);
    if (options.oldPodViolatesMatchLabelKeysValidation)
      checkLegacyMatchLabelKeys(constraint, `${at}.matchLabelKeys`, errors);
    else checkMatchLabelKeys(constraint, at, errors);
    if (!options.allowInvalidTopologySpreadConstraintLabelSelector)
      checkSelector(constraint.labelSelector, `${at}.labelSelector`, errors);
  });
}

/** One kind of constraint per topology key: ValidateSpreadConstraintNotRepeat. */
function checkUnique(
  { topologyKey, whenUnsatisfiable }: TopologySpreadConstraint,
  later: readonly TopologySpreadConstraint[],
  path: string,
  errors: Errors,
): void {
  const repeated = later.some(
    (other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable,
  );
  if (repeated) errors.push(duplicate(path, `{${topologyKey}, ${whenUnsatisfiable}}`));
}

function checkMinDomains(minDomains: number, action: string, path: string, errors: Errors): void {
  checkPositive(minDomains, path, errors);
  if (action === 'DoNotSchedule') return;
  errors.push(invalid(path, minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`));
}

function checkPolicy(policy: string | undefined, path: string, errors: Errors): void {
  if (policy !== undefined && !POLICIES.includes(policy)) errors.push(notSupported(path, policy, POLICIES));
}
