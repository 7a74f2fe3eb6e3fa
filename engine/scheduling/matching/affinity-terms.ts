import { labelSelectorAsSelector, type Selector } from '../../apimachinery/labels.js';
import type { Pod, PodAffinityTerm } from '../../apis/generated/core.v1.js';
import { namespaces } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';

export type Labels = Readonly<Record<string, string>>;

/** A pod (anti-)affinity term that was parsed, as fwk.AffinityTerm. */
export interface AffinityTerm {
  readonly topologyKey: string;
  readonly selector: Selector;
  readonly namespaces: ReadonlySet<string>;
  readonly namespaceSelector: Selector;
}

export interface WeightedTerm extends AffinityTerm {
  readonly weight: number;
}

/** The terms of one pod, as PodInfo holds them. */
export interface PodTerms {
  readonly affinity: readonly AffinityTerm[];
  readonly antiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly WeightedTerm[];
  readonly preferredAntiAffinity: readonly WeightedTerm[];
}

const NONE: readonly never[] = [];
const NO_TERMS: PodTerms = {
  affinity: NONE,
  antiAffinity: NONE,
  preferredAffinity: NONE,
  preferredAntiAffinity: NONE,
};

const parsed = new WeakMap<Pod['spec'], PodTerms>();

/** As NewPodInfo; terms whose selectors cannot be read are left out. The same spec always gives the same object. */
export function podTerms(pod: Pod): PodTerms {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  if (podAffinity === undefined && podAntiAffinity === undefined) return NO_TERMS;
  const known = parsed.get(pod.spec);
  if (known !== undefined) return known;
  const namespace = pod.metadata.namespace ?? '';
  const required = (terms: readonly PodAffinityTerm[] = NONE) => terms.flatMap((term) => parse(term, namespace) ?? []);
  const preferred = (terms: readonly { readonly weight: number; readonly podAffinityTerm: PodAffinityTerm }[] = NONE) =>
    terms.flatMap(({ weight, podAffinityTerm }) => {
      const term = parse(podAffinityTerm, namespace);
      return term === undefined ? [] : [{ ...term, weight }];
    });
  const terms: PodTerms = {
    affinity: required(podAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    antiAffinity: required(podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    preferredAffinity: preferred(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    preferredAntiAffinity: preferred(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
  };
  parsed.set(pod.spec, terms);
  return terms;
}

/** As newAffinityTerm: a term that names no namespaces and selects none means the pod's own. */
function parse(term: PodAffinityTerm, namespace: string): AffinityTerm | undefined {
  const selector = labelSelectorAsSelector(term.labelSelector);
  const namespaceSelector = labelSelectorAsSelector(term.namespaceSelector);
  if (!selector.ok || !namespaceSelector.ok) return undefined;
  const named = term.namespaces ?? [];
  const own = named.length === 0 && term.namespaceSelector === undefined;
  return {
    topologyKey: term.topologyKey,
    selector: selector.value,
    namespaces: new Set(own ? [namespace] : named),
    namespaceSelector: namespaceSelector.value,
  };
}

/** Whether a term selects a pod in a namespace with these labels, as AffinityTerm.Matches. */
export function termMatches(term: AffinityTerm, pod: Pod, namespaceLabels: Labels | undefined): boolean {
  if (!term.namespaces.has(pod.metadata.namespace ?? '') && !term.namespaceSelector.matches(namespaceLabels))
    return false;
  return term.selector.matches(pod.metadata.labels);
}

/** As podMatchesAllAffinityTerms: false when there are none. */
export function matchesAll(terms: readonly AffinityTerm[], pod: Pod): boolean {
  return terms.length > 0 && terms.every((term) => termMatches(term, pod, undefined));
}

/** The term with the namespaces that its selector selects by now written out, as mergeAffinityTermNamespacesIfNotEmpty. */
export function withNamespaces<T extends AffinityTerm>(term: T, view: View): T {
  const { namespaceSelector } = term;
  // One that selects everything is left alone: it matches any labels; so is a missing one, which matches none.
  if (namespaceSelector.requirements.length === 0) return term;
  const selected = view
    .list(namespaces)
    .filter(({ metadata }) => namespaceSelector.matches(metadata.labels))
    .map(({ metadata }) => metadata.name);
  return { ...term, namespaces: new Set([...term.namespaces, ...selected]), namespaceSelector: NOTHING };
}

const NOTHING: Selector = { requirements: [], selectable: false, matches: () => false };
