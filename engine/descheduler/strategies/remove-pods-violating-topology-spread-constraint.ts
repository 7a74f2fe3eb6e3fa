import { labelSelectorAsSelector, selectorOf, type Selector } from '../../apimachinery/labels.js';
import { deepEqual } from '../../apimachinery/equality.js';
import { requiredNodeAffinity } from '../../apis/core/node-affinity.js';
import type { Node, Pod, TopologySpreadConstraint } from '../../apis/generated/core.v1.js';
import type { DeschedulerStrategy } from '../config.js';
import { fitsAnyOtherNode, toleratesNode } from '../node-fit.js';
import { evictablePods, mayGo, type Situation } from '../strategy.js';

type Args = Extract<DeschedulerStrategy, { readonly name: 'RemovePodsViolatingTopologySpreadConstraint' }>;

/** A constraint as one of its pods has it; equal ones of other pods of the namespace are the same. */
interface Constraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly selector: Selector;
  readonly identity: unknown;
  readonly includes: (node: Node) => boolean;
}

interface Domain {
  readonly value: string;
  pods: Pod[];
}

/**
 * Pods of domains that hold more than maxSkew pods beyond others, as many as bring each towards the average. Follows
 * RemovePodsViolatingTopologySpreadConstraint.Balance, nodes that would take a pod looked at (topologyBalanceNodeFit).
 */
export function removePodsViolatingTopologySpreadConstraint(
  situation: Situation,
  { constraints = ['DoNotSchedule'] }: Args,
): readonly Pod[] {
  const byNamespace = new Map<string, Pod[]>();
  for (const pod of situation.nodes.flatMap((node) => evictablePods(situation, node))) {
    const { namespace = '' } = pod.metadata;
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), pod]);
  }
  const chosen = new Set<Pod>();
  for (const pods of byNamespace.values()) {
    for (const constraint of constraintsOf(pods, new Set<string>(constraints))) {
      const domains = domainsOf(constraint, pods, situation.nodes);
      if (isBalanced(domains, constraint.maxSkew)) continue;
      for (const pod of balance(domains, constraint, situation)) chosen.add(pod);
    }
  }
  return [...chosen].filter((pod) => mayGo(situation, pod));
}

function constraintsOf(pods: readonly Pod[], actions: ReadonlySet<string>): readonly Constraint[] {
  const found: Constraint[] = [];
  for (const pod of pods) {
    for (const given of pod.spec.topologySpreadConstraints ?? []) {
      const constraint = actions.has(given.whenUnsatisfiable) ? constraintOf(given, pod) : undefined;
      if (constraint !== undefined && !found.some(({ identity }) => deepEqual(identity, constraint.identity)))
        found.push(constraint);
    }
  }
  return found;
}

function constraintOf(given: TopologySpreadConstraint, { spec, metadata, ...pod }: Pod): Constraint | undefined {
  const { maxSkew, topologyKey, labelSelector, matchLabelKeys = [] } = given;
  const parsed = labelSelectorAsSelector(labelSelector);
  if (!parsed.ok) return undefined;
  const labels = metadata.labels ?? {};
  const added = matchLabelKeys
    .filter((key) => labels[key] !== undefined)
    .map((key) => ({ key, operator: '=', values: [labels[key] ?? ''] }) as const);
  const { selectable, requirements } = parsed.value;
  const selector = selectable && added.length > 0 ? selectorOf([...added, ...requirements]) : parsed.value;
  const honorsAffinity = (given.nodeAffinityPolicy ?? 'Honor') === 'Honor';
  const honorsTaints = given.nodeTaintsPolicy === 'Honor';
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return {
    maxSkew,
    topologyKey,
    selector,
    identity: [
      [maxSkew, topologyKey, labelSelector, added, honorsAffinity, honorsTaints],
      honorsAffinity ? [spec.nodeSelector, required] : [],
      honorsTaints ? spec.tolerations : [],
    ],
    includes: (node) =>
      (!honorsAffinity || requiredNodeAffinity(spec).matches(node)) &&
      (!honorsTaints || toleratesNode({ spec, metadata, ...pod }, node)),
  };
}

/** Every domain of the nodes that count, also those without pods; and those of others that hold pods all the same. */
function domainsOf(
  { topologyKey, selector, includes }: Constraint,
  pods: readonly Pod[],
  nodes: readonly Node[],
): Domain[] {
  const domains = new Map<string, Pod[]>();
  const valueOf = (node: Node | undefined): string | undefined => node?.metadata.labels?.[topologyKey];
  for (const node of nodes) {
    const value = valueOf(node);
    if (value !== undefined && includes(node)) domains.set(value, []);
  }
  const byName = new Map(nodes.map((node) => [node.metadata.name, node]));
  for (const pod of pods) {
    const value = valueOf(byName.get(pod.spec.nodeName ?? ''));
    if (value === undefined || !selector.matches(pod.metadata.labels)) continue;
    domains.set(value, [...(domains.get(value) ?? []), pod]);
  }
  return [...domains].map(([value, inside]) => ({ value, pods: inside }));
}

function isBalanced(domains: readonly Domain[], maxSkew: number): boolean {
  const sizes = domains.map(({ pods }) => pods.length);
  return sizes.length === 0 || Math.max(...sizes) - Math.min(...sizes) <= maxSkew;
}

/** Moves pods from the largest to the smallest domain until they are near the average; those moved go (balanceDomains). */
function balance(unsorted: readonly Domain[], constraint: Constraint, { view, nodes }: Situation): readonly Pod[] {
  const domains = unsorted.map(sorted).sort((a, b) => a.pods.length - b.pods.length);
  const average = domains.reduce((sum, { pods }) => sum + pods.length, 0) / domains.length;
  const below = nodesBelow(average, domains, constraint, nodes);
  const chosen: Pod[] = [];
  let high = domains.length - 1;
  for (let low = 0; low < high;) {
    const [small, large] = [domains[low], domains[high]];
    if (small === undefined || large === undefined) break;
    // As upstream, the domain that is looked at now is the one from before this step down.
    if (large.pods.length <= average) high--;
    const source = domains[high] ?? large;
    const count = movable(source.pods.length, small.pods.length, average, constraint.maxSkew);
    if (count <= 0) {
      low++;
      continue;
    }
    const fits = (pod: Pod): boolean => fitsAnyOtherNode(view, pod, below);
    source.pods.sort((a, b) => Number(fits(a)) - Number(fits(b)));
    const moved = source.pods.splice(source.pods.length - count);
    chosen.push(...moved.filter(fits));
    small.pods.push(...moved);
  }
  return chosen;
}

/** Half of what is beyond the skew, and neither domain may cross the average. */
function movable(large: number, small: number, average: number, maxSkew: number): number {
  const skew = large - small;
  if (skew <= maxSkew) return 0;
  return Math.min(Math.ceil(large - average), Math.ceil(average - small), Math.ceil((skew - maxSkew) / 2));
}

/** Last go those that go first: without a selector or affinity, of the higher priority. */
function sorted({ value, pods }: Domain): Domain {
  const byRank = (a: Pod, b: Pod): number =>
    Number(isBound(b)) - Number(isBound(a)) || (a.spec.priority ?? 0) - (b.spec.priority ?? 0);
  return { value, pods: [...pods].sort(byRank) };
}

function isBound({ spec }: Pod): boolean {
  return spec.nodeSelector !== undefined || spec.affinity?.nodeAffinity !== undefined;
}

function nodesBelow(
  average: number,
  domains: readonly Domain[],
  { topologyKey, includes }: Constraint,
  nodes: readonly Node[],
): readonly Node[] {
  const values = new Set(domains.filter(({ pods }) => pods.length < average).map(({ value }) => value));
  return nodes.filter((node) => includes(node) && values.has(node.metadata.labels?.[topologyKey] ?? ''));
}
