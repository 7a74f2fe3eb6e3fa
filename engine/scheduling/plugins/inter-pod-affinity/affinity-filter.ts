import type { Pod } from '../../../apis/generated/core.v1.js';
import type { NodeInfo } from '../../cache/node-info.js';
import type { NodeFilter } from '../../framework.js';
import { matchesAll, podTerms, termMatches, type AffinityTerm, type Labels } from '../../matching/affinity-terms.js';
import { unresolvable, unschedulable, type Status } from '../../status.js';
import { TopologySums, type Contribution } from '../../topology/topology-sums.js';
import type { Incoming } from './incoming.js';

const AFFINITY = unresolvable("node(s) didn't match pod affinity rules");
const ANTI_AFFINITY = unschedulable("node(s) didn't match pod anti-affinity rules");
const EXISTING_ANTI_AFFINITY = unschedulable("node(s) didn't satisfy existing pods anti-affinity rules");

/** The three counts by domain that required terms are checked with, as preFilterState. */
export interface AffinitySums {
  /** Terms of running pods that keep the pod off. */
  readonly existingAntiAffinity: TopologySums;
  /** Running pods that match all of its affinity terms. */
  readonly affinity: TopologySums;
  /** Running pods that match one of its anti-affinity terms. */
  readonly antiAffinity: TopologySums;
}

/** The sums for pods that are alike as far as affinity goes. */
export function affinitySums(pod: Incoming): AffinitySums {
  const { terms } = pod;
  return {
    existingAntiAffinity: new TopologySums((info) =>
      info.podsWithRequiredAntiAffinity.flatMap((other) => existing(pod, other, info)),
    ),
    affinity: new TopologySums((info) =>
      terms.affinity.length === 0 ? [] : info.pods.flatMap((other) => matchingAll(terms.affinity, other, info)),
    ),
    antiAffinity: new TopologySums((info) =>
      terms.antiAffinity.length === 0
        ? []
        : info.pods.flatMap((other) => matchingAny(terms.antiAffinity, other, undefined, info)),
    ),
  };
}

function existing({ pod, namespaceLabels }: Incoming, other: Pod, info: NodeInfo): readonly Contribution[] {
  return matchingAny(podTerms(other).antiAffinity, pod, namespaceLabels, info);
}

function matchingAll(terms: readonly AffinityTerm[], pod: Pod, info: NodeInfo): readonly Contribution[] {
  return matchesAll(terms, pod) ? terms.flatMap((term) => inDomain(term, info)) : [];
}

function matchingAny(
  terms: readonly AffinityTerm[],
  pod: Pod,
  namespaceLabels: Labels | undefined,
  info: NodeInfo,
): readonly Contribution[] {
  return terms.flatMap((term) => (termMatches(term, pod, namespaceLabels) ? inDomain(term, info) : []));
}

function inDomain({ topologyKey: key }: AffinityTerm, { node }: NodeInfo): readonly Contribution[] {
  const value = node.metadata.labels?.[key];
  return value === undefined ? [] : [{ key, value, amount: 1 }];
}

/** Counts, and what pods that come or go in thought change about them. */
class Counts {
  constructor(
    private readonly sums: TopologySums,
    private readonly deltas: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map(),
  ) {}

  get(key: string, value: string): number {
    return (this.sums.sum(key, value) ?? 0) + (this.deltas.get(key)?.get(value) ?? 0);
  }

  keys(): readonly string[] {
    return this.deltas.size === 0 ? this.sums.keys() : [...new Set([...this.sums.keys(), ...this.deltas.keys()])];
  }

  isEmpty(): boolean {
    if (this.deltas.size === 0) return this.sums.size === 0;
    let gone = 0;
    for (const [key, values] of this.deltas) {
      for (const [value] of values) {
        if (this.get(key, value) !== 0) return false;
        if (this.sums.sum(key, value) !== undefined) gone++;
      }
    }
    return gone === this.sums.size;
  }

  with(contributions: readonly Contribution[], sign: 1 | -1): Counts {
    if (contributions.length === 0) return this;
    const deltas = new Map(this.deltas);
    for (const { key, value, amount } of contributions) {
      const values = new Map(deltas.get(key));
      deltas.set(key, values.set(value, (values.get(value) ?? 0) + sign * amount));
    }
    return new Counts(this.sums, deltas);
  }
}

/** Refuses nodes that break a required term of the pod or of a running one. */
export function affinityFilter(
  pod: Incoming,
  { existingAntiAffinity, affinity, antiAffinity }: AffinitySums,
): NodeFilter {
  return filterWith(pod, new Counts(existingAntiAffinity), new Counts(affinity), new Counts(antiAffinity));
}

function filterWith(pod: Incoming, existingAnti: Counts, affinity: Counts, anti: Counts): NodeFilter {
  const { terms } = pod;
  const keys = existingAnti.keys();
  // The first pod of a group that wants to be together has nobody to join: it may go anywhere.
  const mayBeFirst = terms.affinity.length > 0 && affinity.isEmpty() && matchesAll(terms.affinity, pod.pod);
  return {
    check({ node }) {
      const labels = node.metadata.labels ?? {};
      return (
        checkAffinity(terms.affinity, labels, affinity, mayBeFirst) ??
        checkAntiAffinity(terms.antiAffinity, labels, anti) ??
        checkExisting(keys, labels, existingAnti)
      );
    },
    with: (other, info, sign) =>
      filterWith(
        pod,
        existingAnti.with(existing(pod, other, info), sign),
        affinity.with(matchingAll(terms.affinity, other, info), sign),
        anti.with(matchingAny(terms.antiAffinity, other, undefined, info), sign),
      ),
  };
}

/** As satisfyPodAffinity. */
function checkAffinity(
  terms: readonly AffinityTerm[],
  labels: Labels,
  counts: Counts,
  mayBeFirst: boolean,
): Status | undefined {
  let missing = false;
  for (const { topologyKey } of terms) {
    const value = labels[topologyKey];
    if (value === undefined) return AFFINITY;
    if (counts.get(topologyKey, value) <= 0) missing = true;
  }
  return missing && !mayBeFirst ? AFFINITY : undefined;
}

/** As satisfyPodAntiAffinity. */
function checkAntiAffinity(terms: readonly AffinityTerm[], labels: Labels, counts: Counts): Status | undefined {
  for (const { topologyKey } of terms) {
    const value = labels[topologyKey];
    if (value !== undefined && counts.get(topologyKey, value) > 0) return ANTI_AFFINITY;
  }
  return undefined;
}

/** As satisfyExistingPodsAntiAffinity. */
function checkExisting(keys: readonly string[], labels: Labels, counts: Counts): Status | undefined {
  for (const key of keys) {
    const value = labels[key];
    if (value !== undefined && counts.get(key, value) > 0) return EXISTING_ANTI_AFFINITY;
  }
  return undefined;
}
