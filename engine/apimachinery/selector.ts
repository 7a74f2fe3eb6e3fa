import { requirementMatches, requirementText, type Requirement } from './label-requirement.js';

export type Labels = Readonly<Record<string, string>>;

/** A label selector that was checked and can be matched: labels.Selector. */
export interface Selector {
  /** Sorted by key; all must hold. */
  readonly requirements: readonly Requirement[];
  /** False of labels.Nothing(), which no set of labels matches. */
  readonly selectable: boolean;
  matches(labels: Labels | undefined): boolean;
}

const NO_LABELS: Labels = {};

/** Matches every object. */
export const EVERYTHING: Selector = { requirements: [], selectable: true, matches: () => true };

/** Matches no object: what a missing selector means. */
export const NOTHING: Selector = { requirements: [], selectable: false, matches: () => false };

/** A selector of requirements, all of which must hold. */
export function selectorOf(requirements: readonly Requirement[]): Selector {
  if (requirements.length === 0) return EVERYTHING;
  const sorted = [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const matches = (labels: Labels = NO_LABELS): boolean => {
    for (const requirement of sorted) if (!requirementMatches(requirement, labels)) return false;
    return true;
  };
  return { requirements: sorted, selectable: true, matches };
}

/** 'app=web,tier in (a,b)'. */
export function formatSelector({ requirements }: Selector): string {
  return requirements.map(requirementText).join(',');
}
