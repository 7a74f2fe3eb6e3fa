import { newRequirement, type Operator, type Requirement } from '../../apimachinery/label-requirement.js';
import { selectorFromSet, selectorOf, type Selector } from '../../apimachinery/labels.js';
import { quote } from '../../apimachinery/quote.js';
import type {
  Node,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSpec,
  PreferredSchedulingTerm,
} from '../generated/core.v1.js';

/** A term of a node selector, parsed; one with errors matches nothing, as nodeSelectorTerm. */
interface Term {
  readonly labels?: Selector;
  readonly name: readonly NameRequirement[];
  readonly errors: readonly string[];
}

interface NameRequirement {
  readonly isIn: boolean;
  readonly value: string;
}

/** Nodes that a pod may run on at all: its nodeSelector and its required node affinity. */
export interface RequiredNodeAffinity {
  matches(node: Node): boolean;
  /** Whether any part of it could not be read, so that a mismatch may be an error. */
  readonly errors: readonly string[];
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
  Gt: 'gt',
  Lt: 'lt',
};

const required = new WeakMap<PodSpec, RequiredNodeAffinity>();

/** As GetRequiredNodeAffinity; the same spec always gives the same object. */
export function requiredNodeAffinity(spec: PodSpec): RequiredNodeAffinity {
  const known = required.get(spec);
  if (known !== undefined) return known;
  const { nodeSelector } = spec;
  const labels = nodeSelector && Object.keys(nodeSelector).length > 0 ? selectorFromSet(nodeSelector) : undefined;
  const affinity = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = affinity === undefined ? undefined : parseTerms(affinity);
  const made: RequiredNodeAffinity = {
    matches: (node) =>
      (labels === undefined || labels.matches(node.metadata.labels)) &&
      (terms === undefined || terms.some((term) => termMatches(term, node))),
    errors: (terms ?? []).flatMap(({ errors }) => errors),
  };
  required.set(spec, made);
  return made;
}

/** A node selector of the configuration, as NewNodeSelector: it must have no errors. */
export function nodeSelector(selector: NodeSelector): {
  readonly errors: readonly string[];
  matches(node: Node): boolean;
} {
  const terms = parseTerms(selector);
  return {
    errors: terms.flatMap(({ errors }) => errors),
    matches: (node) => terms.some((term) => termMatches(term, node)),
  };
}

/** Sums the weights of the terms that a node matches, as PreferredSchedulingTerms.Score. */
export interface PreferredTerms {
  readonly errors: readonly string[];
  score(node: Node): number;
}

const preferred = new WeakMap<readonly PreferredSchedulingTerm[], PreferredTerms>();

/** As NewPreferredSchedulingTerms; the same list always gives the same object. */
export function preferredTerms(list: readonly PreferredSchedulingTerm[]): PreferredTerms {
  const known = preferred.get(list);
  if (known !== undefined) return known;
  const terms = list
    .filter(({ weight, preference }) => weight !== 0 && !isEmptyTerm(preference))
    .map(({ weight, preference }) => ({ weight, term: parseTerm(preference) }));
  const made: PreferredTerms = {
    errors: terms.flatMap(({ term }) => term.errors),
    score: (node) => terms.reduce((sum, { weight, term }) => (termMatches(term, node) ? sum + weight : sum), 0),
  };
  preferred.set(list, made);
  return made;
}

function parseTerms({ nodeSelectorTerms }: NodeSelector): readonly Term[] {
  return (nodeSelectorTerms ?? []).filter((term) => !isEmptyTerm(term)).map(parseTerm);
}

function isEmptyTerm({ matchExpressions, matchFields }: NodeSelectorTerm): boolean {
  return !matchExpressions?.length && !matchFields?.length;
}

function parseTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm): Term {
  const errors: string[] = [];
  const requirements = matchExpressions.flatMap((expression) => labelRequirement(expression, errors));
  const name = matchFields.flatMap((field) => nameRequirement(field, errors));
  return { labels: matchExpressions.length > 0 ? selectorOf(requirements) : undefined, name, errors };
}

function labelRequirement(
  { key, operator, values }: NodeSelectorRequirement,
  errors: string[],
): readonly Requirement[] {
  const known = OPERATORS[operator];
  if (known === undefined) {
    errors.push(`Unsupported value: ${quote(operator)}`);
    return [];
  }
  const requirement = newRequirement(key, known, values ?? []);
  if (requirement.ok) return [requirement.value];
  errors.push(requirement.error);
  return [];
}

/** Of the fields, only metadata.name exists. */
function nameRequirement(
  { key, operator, values }: NodeSelectorRequirement,
  errors: string[],
): readonly NameRequirement[] {
  const [value] = values ?? [];
  if (operator !== 'In' && operator !== 'NotIn') errors.push(`Unsupported value: ${quote(operator)}`);
  else if (value === undefined || values?.length !== 1) errors.push('must have one element');
  else return [{ isIn: operator === 'In', value: key === 'metadata.name' ? value : `${value}\0` }];
  return [];
}

function termMatches({ labels, name, errors }: Term, node: Node): boolean {
  if (errors.length > 0) return false;
  if (labels !== undefined && !labels.matches(node.metadata.labels)) return false;
  return name.every(({ isIn, value }) => (value === node.metadata.name) === isIn);
}
