import type { Pod } from '../../../apis/generated/core.v1.js';
import type { NodeInfo } from '../../cache/node-info.js';
import type { NodeFilter } from '../../framework.js';
import { unresolvable, unschedulable, type Status } from '../../status.js';
import type { TopologySums } from '../../topology/topology-sums.js';
import { hasAllTopologies, includesNode, type Constraint } from './constraints.js';

const REASON = "node(s) didn't match pod topology spread constraints";
const MISMATCH = unschedulable(REASON);
const LABEL_MISSING = unresolvable(`${REASON} (missing required label)`);

type Deltas = ReadonlyMap<string, number>;
const NO_DELTAS: Deltas = new Map();

/** One constraint, the counts it goes by, and what they would change to. */
interface Counted {
  readonly constraint: Constraint;
  readonly sums: TopologySums;
  readonly deltas: Deltas;
  /** 1 when the pod matches its own selector. */
  readonly self: number;
}

/** Refuses nodes on which the pod would make a hard constraint's skew too large. */
export function spreadFilter(pod: Pod, constraints: readonly Constraint[], sums: readonly TopologySums[]): NodeFilter {
  const counted = constraints.flatMap((constraint, i) => {
    const own = sums[i];
    const self = constraint.selector.matches(pod.metadata.labels) ? 1 : 0;
    return own === undefined ? [] : [{ constraint, sums: own, deltas: NO_DELTAS, self }];
  });
  return filterWith(pod, counted);
}

function filterWith(pod: Pod, counted: readonly Counted[]): NodeFilter {
  const limits = counted.map(highestAllowed);
  return {
    check: ({ node }) => check(node.metadata.labels ?? {}, counted, limits),
    with: (other, node, sign) => filterWith(pod, changed(pod, counted, other, node, sign)),
  };
}

/** How many matching pods a domain may hold before this one comes: min(skew) turned around. */
function highestAllowed({ constraint, sums, deltas, self }: Counted): number {
  const fewest = sums.size < constraint.minDomains ? 0 : sums.minWith(constraint.topologyKey, deltas);
  return constraint.maxSkew + fewest - self;
}

function check(
  labels: Readonly<Record<string, string>>,
  counted: readonly Counted[],
  limits: readonly number[],
): Status | undefined {
  for (let i = 0; i < counted.length; i++) {
    const entry = counted[i];
    if (entry === undefined) continue;
    const key = entry.constraint.topologyKey;
    const value = labels[key];
    if (value === undefined) return LABEL_MISSING;
    const count = (entry.sums.sum(key, value) ?? 0) + (entry.deltas.get(value) ?? 0);
    if (count > (limits[i] ?? 0)) return MISMATCH;
  }
  return undefined;
}

/** As updateWithPod. */
function changed(
  pod: Pod,
  counted: readonly Counted[],
  other: Pod,
  { node }: NodeInfo,
  sign: 1 | -1,
): readonly Counted[] {
  if (other.metadata.namespace !== pod.metadata.namespace) return counted;
  if (
    !hasAllTopologies(
      node,
      counted.map(({ constraint }) => constraint),
    )
  )
    return counted;
  return counted.map((entry) => {
    const { constraint, deltas } = entry;
    if (!constraint.selector.matches(other.metadata.labels) || !includesNode(constraint, pod, node)) return entry;
    const value = node.metadata.labels?.[constraint.topologyKey] ?? '';
    return { ...entry, deltas: new Map(deltas).set(value, (deltas.get(value) ?? 0) + sign) };
  });
}
