import type { LabelSelector as MetaLabelSelector } from '../apis/generated/meta.v1.js';
import { newRequirement, type Operator, type Requirement } from './label-requirement.js';
import { quote } from './quote.js';
import { failed, ok, type Result } from './result.js';
import { formatSelector, NOTHING, selectorOf, type Labels, type Selector } from './selector.js';

export { parseFieldSelector, type FieldSelector } from './fields.js';
export { parseLabelSelector } from './label-parser.js';
export { EVERYTHING, formatSelector, NOTHING, selectorOf, type Labels, type Selector } from './selector.js';
export type { Selector as LabelSelector } from './selector.js';

const OPERATORS: Readonly<Record<string, Operator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

const compiled = new WeakMap<MetaLabelSelector, Result<Selector>>();

/**
 * A metav1.LabelSelector as a selector: missing selects nothing, empty selects everything (metav1.LabelSelectorAsSelector).
 * Memoised per object.
 */
export function labelSelectorAsSelector(selector: MetaLabelSelector | undefined | null): Result<Selector> {
  if (selector === undefined || selector === null) return ok(NOTHING);
  const known = compiled.get(selector);
  if (known !== undefined) return known;
  const result = compile(selector);
  compiled.set(selector, result);
  return result;
}

function compile({ matchLabels, matchExpressions }: MetaLabelSelector): Result<Selector> {
  const requirements: Requirement[] = [];
  for (const [key, value] of Object.entries(matchLabels ?? {})) {
    const requirement = newRequirement(key, '=', [value]);
    if (!requirement.ok) return requirement;
    requirements.push(requirement.value);
  }
  for (const { key, operator, values } of matchExpressions ?? []) {
    const known = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
    if (known === undefined) return failed(`${quote(operator)} is not a valid label selector operator`);
    const requirement = newRequirement(key, known, values ?? []);
    if (!requirement.ok) return requirement;
    requirements.push(requirement.value);
  }
  return ok(selectorOf(requirements));
}

/** Whether the labels match a metav1.LabelSelector; one that is missing or invalid matches nothing. */
export function matchesLabelSelector(
  selector: MetaLabelSelector | undefined | null,
  labels: Labels | undefined,
): boolean {
  const result = labelSelectorAsSelector(selector);
  return result.ok && result.value.matches(labels);
}

/** A metav1.LabelSelector as text, '' for one that selects everything or nothing (labels.Selector.String). */
export function formatLabelSelector(selector: MetaLabelSelector | undefined | null): string {
  const result = labelSelectorAsSelector(selector);
  return result.ok ? formatSelector(result.value) : '';
}

const fromSets = new WeakMap<Labels, Selector>();

/** A map of labels as a selector, unchecked: a Service's, say (labels.SelectorFromSet). Memoised per object. */
export function selectorFromSet(set: Labels): Selector {
  const known = fromSets.get(set);
  if (known !== undefined) return known;
  const selector = selectorOf(Object.entries(set).map(([key, value]) => ({ key, operator: '=', values: [value] })));
  fromSets.set(set, selector);
  return selector;
}

/** Labels as 'a=1,b=2', sorted by key (labels.Set.String). */
export function formatLabels(labels: Labels | undefined): string {
  return Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
}
