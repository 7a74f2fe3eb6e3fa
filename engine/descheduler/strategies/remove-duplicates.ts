import { deepEqual } from '../../apimachinery/equality.js';
import { requiredNodeAffinity } from '../../apis/core/node-affinity.js';
import type { Node, Pod, PodSpec } from '../../apis/generated/core.v1.js';
import type { DeschedulerStrategy } from '../config.js';
import { toleratesNode } from '../node-fit.js';
import { evictablePods, mayGo, type Situation } from '../strategy.js';

type Args = Extract<DeschedulerStrategy, { readonly name: 'RemoveDuplicates' }>;

/** The pods of one owner with the same images. */
interface Family {
  count: number;
  /** Node → its pods but for the first. */
  readonly duplicates: Map<string, Pod[]>;
}

/**
 * Of pods with the same owners and images only as many stay on a node as an even distribution over the nodes that would
 * take them has there, rounded up. Follows RemoveDuplicates.Balance.
 */
export function removeDuplicates(situation: Situation, { excludeOwnerKinds = [] }: Args): readonly Pod[] {
  const excluded = new Set(excludeOwnerKinds);
  const families = new Map<string, Family>();
  for (const node of situation.nodes) {
    const seen = new Set<string>();
    for (const pod of evictablePods(situation, node)) {
      const { ownerReferences = [] } = pod.metadata;
      if (ownerReferences.some(({ kind }) => excluded.has(kind)) || !mayGo(situation, pod)) continue;
      count(families, pod, node, seen);
    }
  }
  return [...families.values()].flatMap((family) => surplus(family, situation.nodes));
}

/** A pod whose whole identity was seen on the node before is a duplicate for each of its owners. */
function count(families: Map<string, Family>, pod: Pod, node: Node, seen: Set<string>): void {
  const { namespace = '', ownerReferences = [] } = pod.metadata;
  const images = pod.spec.containers.map(({ image = '' }) => image).sort();
  const owners = ownerReferences.map(({ kind, name }) => `${namespace}/${kind}/${name}`);
  const identity = owners
    .flatMap((owner) => images.map((image) => `${owner}/${image}`))
    .sort()
    .join('\n');
  for (const owner of owners) {
    const key = `${owner}/${images.join('#')}`;
    const family = families.get(key) ?? { count: 0, duplicates: new Map<string, Pod[]>() };
    families.set(key, family);
    family.count += 1;
    if (seen.has(identity)) {
      const there = family.duplicates.get(node.metadata.name);
      if (there === undefined) family.duplicates.set(node.metadata.name, [pod]);
      else there.push(pod);
    }
  }
  seen.add(identity);
}

function surplus({ count: all, duplicates }: Family, nodes: readonly Node[]): readonly Pod[] {
  const targets = targetNodes([...duplicates.values()].flat(), nodes);
  if (targets < 2) return [];
  const share = Math.ceil(all / targets);
  return [...duplicates.values()].flatMap((pods) => (pods.length + 1 > share ? pods.slice(share - 1) : []));
}

/** How many nodes would take one of the pods, of those that more than one node would take (getTargetNodes). */
function targetNodes(pods: readonly Pod[], nodes: readonly Node[]): number {
  const targets = new Set<string>();
  const distinct: Pod[] = [];
  for (const pod of pods) {
    if (distinct.some(({ spec }) => isAlike(spec, pod.spec))) continue;
    distinct.push(pod);
    const matching = nodes.filter((node) => toleratesNode(pod, node) && requiredNodeAffinity(pod.spec).matches(node));
    if (matching.length > 1) for (const node of matching) targets.add(node.metadata.name);
  }
  return targets.size;
}

function isAlike(a: PodSpec, b: PodSpec): boolean {
  return (
    deepEqual(a.tolerations, b.tolerations) &&
    deepEqual(a.nodeSelector, b.nodeSelector) &&
    deepEqual(requiredTerms(a), requiredTerms(b))
  );
}

function requiredTerms({ affinity }: PodSpec): unknown {
  return affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
}
