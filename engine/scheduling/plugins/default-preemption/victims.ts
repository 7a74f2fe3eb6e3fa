import { labelSelectorAsSelector } from '../../../apimachinery/labels.js';
import type { Pod } from '../../../apis/generated/core.v1.js';
import type { PodDisruptionBudget } from '../../../apis/generated/policy.v1.js';
import type { Millis } from '../../../core/time.js';
import { withoutPods, withPod, type NodeInfo } from '../../cache/node-info.js';
import { priorityOf } from '../../cache/pod-facts.js';
import type { PodFilters } from '../../cycle/pod-filters.js';
import { failed, unresolvable, type Status } from '../../status.js';
import { byImportance, earliestStart } from './importance.js';

/** Pods that must go from a node so that the preemptor fits, and what that costs. */
export interface Victims {
  /** The most important first. */
  readonly pods: readonly Pod[];
  /** How many of them their disruption budgets do not allow to go. */
  readonly pdbViolations: number;
  readonly highestPriority: number;
  /** Each counts 2^31 more than its priority, so that none counts less than nothing. */
  readonly sumOfPriorities: number;
  /** When the first of the most important ones started. */
  readonly earliestStart: string;
}

/** What one node has to offer, or why preemption does not help there. */
export type DryRun = { readonly victims: Victims } | { readonly status: Status };

const NO_VICTIMS = unresolvable('No preemption victims found for incoming pod');

/** What a dry run depends on besides the node. */
export interface Preemptor {
  readonly pod: Pod;
  readonly filters: PodFilters;
  readonly budgets: readonly PodDisruptionBudget[];
  readonly now: Millis;
}

/**
 * Takes all pods of lower priority off, sees whether the preemptor fits, and lets back on as many as it can, first those
 * whose budgets are used up, then the others, the most important first. Follows SelectVictimsOnNode.
 */
export function selectVictimsOnNode(
  { pod, filters, budgets, now }: Preemptor,
  node: NodeInfo,
  nominated: readonly Pod[],
): DryRun {
  const priority = priorityOf(pod);
  const potential = node.pods.filter((other) => priorityOf(other) < priority);
  if (potential.length === 0) return { status: NO_VICTIMS };
  let state = {
    node: withoutPods(node, new Set(potential)),
    filters: potential.reduce((current, other) => current.with(other, node, -1), filters),
  };
  const refusal = state.filters.checkWithNominated(pod, state.node, nominated);
  if (refusal !== undefined) return { status: refusal };
  const victims: Pod[] = [];
  const reprieve = (other: Pod): boolean => {
    const crowded = withPod(state.node, other);
    const tried = { node: crowded, filters: state.filters.with(other, crowded, 1) };
    const fits = tried.filters.checkWithNominated(pod, tried.node, nominated) === undefined;
    if (fits) state = tried;
    else victims.push(other);
    return fits;
  };
  const { violating, others } = splitByBudget([...potential].sort(byImportance(now)), budgets);
  const pdbViolations = violating.filter((other) => !reprieve(other)).length;
  others.forEach(reprieve);
  if (violating.length > 0 && others.length > 0) victims.sort(byImportance(now));
  if (victims.length === 0) return { status: failed(`expected at least one victim pod on node "${node.name}"`) };
  return { victims: withCost(victims, pdbViolations, now) };
}

function withCost(pods: readonly Pod[], pdbViolations: number, now: Millis): Victims {
  const [first] = pods;
  return {
    pods,
    pdbViolations,
    highestPriority: first === undefined ? 0 : priorityOf(first),
    sumOfPriorities: pods.reduce((sum, pod) => sum + priorityOf(pod) + 2 ** 31, 0),
    earliestStart: earliestStart(pods, now),
  };
}

/** Pods whose eviction would break a disruption budget, and the rest, as filterPodsWithPDBViolation. */
function splitByBudget(
  pods: readonly Pod[],
  budgets: readonly PodDisruptionBudget[],
): { readonly violating: readonly Pod[]; readonly others: readonly Pod[] } {
  const allowed = budgets.map(({ status }) => status?.disruptionsAllowed ?? 0);
  const violating: Pod[] = [];
  const others: Pod[] = [];
  for (const pod of pods) {
    let violates = false;
    budgets.forEach((budget, i) => {
      if (!covers(budget, pod)) return;
      const left = (allowed[i] ?? 0) - 1;
      allowed[i] = left;
      if (left < 0) violates = true;
    });
    (violates ? violating : others).push(pod);
  }
  return { violating, others };
}

/** An empty selector covers nothing here; a pod that the budget already counts as disrupted is free. */
function covers({ metadata, spec, status }: PodDisruptionBudget, pod: Pod): boolean {
  if (metadata.namespace !== pod.metadata.namespace || Object.keys(pod.metadata.labels ?? {}).length === 0)
    return false;
  const selector = labelSelectorAsSelector(spec?.selector);
  if (!selector.ok || selector.value.requirements.length === 0) return false;
  if (!selector.value.matches(pod.metadata.labels)) return false;
  return status?.disruptedPods?.[pod.metadata.name] === undefined;
}
