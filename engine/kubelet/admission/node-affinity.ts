import { requirementMatches, type Operator } from '../../apimachinery/label-requirement.js';
import type { Node, NodeSelectorRequirement, NodeSelectorTerm, Pod } from '../../apis/generated/core.v1.js';

const OPERATORS: Readonly<Record<string, Operator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
  Gt: 'gt',
  Lt: 'lt',
};

/** Whether a node meets the pod's nodeSelector and required affinity (GetRequiredNodeAffinity of component-helpers). */
export function matchesNode({ spec }: Pod, node: Node): boolean {
  if (spec.nodeSelector === undefined && spec.affinity === undefined) return true;
  const labels = node.metadata.labels ?? {};
  for (const [key, value] of Object.entries(spec.nodeSelector ?? {})) if (labels[key] !== value) return false;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return (
    required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(term, labels, node.metadata.name))
  );
}

/** An empty term matches nothing. */
function matchesTerm(
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm,
  labels: Readonly<Record<string, string>>,
  name: string,
): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  return (
    matchExpressions.every((term) => matches(term, labels)) &&
    matchFields.every((term) => matches(term, { 'metadata.name': name }))
  );
}

function matches(
  { key, operator, values = [] }: NodeSelectorRequirement,
  labels: Readonly<Record<string, string>>,
): boolean {
  const known = OPERATORS[operator];
  return known !== undefined && requirementMatches({ key, operator: known, values }, labels);
}
