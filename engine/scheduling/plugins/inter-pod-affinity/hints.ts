import type { KubeObject } from '../../../apimachinery/object.js';
import type { Pod } from '../../../apis/generated/core.v1.js';
import { matchesAll, podTerms } from '../../matching/affinity-terms.js';
import { asNode, asPod } from '../../matching/object-kinds.js';

/**
 * A pod that this one wants to be near came, or one that it wants to be away from went, as isSchedulableAfterPodChange.
 * The anti-affinity of the other pod is not looked at, as upstream: such a pod is not woken when the other goes.
 */
export function afterPodChange(pod: Pod, old: KubeObject | undefined, object: KubeObject | undefined): boolean {
  const was = asPod(old);
  const is = asPod(object);
  if ((is !== undefined && !is.spec.nodeName) || (was !== undefined && !was.spec.nodeName)) return false;
  const { affinity, antiAffinity } = podTerms(pod);
  if (was === undefined) return is !== undefined && matchesAll(affinity, is);
  if (is === undefined) return matchesAll(antiAffinity, was);
  const joins = !matchesAll(affinity, was) && matchesAll(affinity, is);
  return joins || (matchesAll(antiAffinity, was) && !matchesAll(antiAffinity, is));
}

/** A node came or changed its domain, as isSchedulableAfterNodeChange. */
export function afterNodeChange(pod: Pod, old: KubeObject | undefined, object: KubeObject | undefined): boolean {
  const before = asNode(old)?.metadata.labels ?? {};
  const after = asNode(object)?.metadata.labels ?? {};
  const { affinity, antiAffinity } = podTerms(pod);
  const isNew = old === undefined;
  const moves = affinity.some(
    ({ topologyKey: key }) => after[key] !== undefined && (isNew || before[key] !== after[key]),
  );
  if (moves) return true;
  return antiAffinity.some(
    ({ topologyKey: key }) => isNew || (before[key] !== undefined && before[key] !== after[key]),
  );
}
