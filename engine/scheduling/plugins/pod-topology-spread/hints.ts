import { semanticEqual } from '../../../apimachinery/equality.js';
import type { KubeObject } from '../../../apimachinery/object.js';
import type { Node, Pod } from '../../../apis/generated/core.v1.js';
import type { View } from '../../../client/view.js';
import { asNode, asPod } from '../../matching/object-kinds.js';
import type { PodTopologySpreadArgs } from './args.js';
import { constraintsOf, hasAllTopologies, type Constraint } from './constraints.js';

function hardConstraints(pod: Pod, args: PodTopologySpreadArgs, view: View): readonly Constraint[] {
  return constraintsOf(pod, 'DoNotSchedule', args, view)?.list ?? [];
}

/** As involvedInTopologySpreading. */
function isInvolved(changed: Pod, waiting: Pod): boolean {
  if (changed.metadata.uid === waiting.metadata.uid) return true;
  return Boolean(changed.spec.nodeName) && changed.metadata.namespace === waiting.metadata.namespace;
}

/** A pod that counts came, went, or counts differently now, as isSchedulableAfterPodChange. */
export function afterPodChange(
  pod: Pod,
  old: KubeObject | undefined,
  object: KubeObject | undefined,
  args: PodTopologySpreadArgs,
  view: View,
): boolean {
  const was = asPod(old);
  const is = asPod(object);
  if ((is !== undefined && !isInvolved(is, pod)) || (was !== undefined && !isInvolved(was, pod))) return false;
  const constraints = hardConstraints(pod, args, view);
  const matches = (other: Pod | undefined, { selector }: Constraint) => selector.matches(other?.metadata.labels);
  if (was === undefined || is === undefined) return constraints.some((constraint) => matches(is ?? was, constraint));
  const own = pod.metadata.uid === is.metadata.uid;
  const taintsMatter = constraints.some(({ honorsTaints }) => honorsTaints);
  if (own && taintsMatter && !semanticEqual(is.spec.tolerations, was.spec.tolerations)) return true;
  return constraints.some((constraint) => matches(was, constraint) !== matches(is, constraint));
}

/** A node with the topology labels came, went or changed, as isSchedulableAfterNodeChange. */
export function afterNodeChange(
  pod: Pod,
  old: KubeObject | undefined,
  object: KubeObject | undefined,
  args: PodTopologySpreadArgs,
  view: View,
): boolean {
  const was = asNode(old);
  const is = asNode(object);
  const constraints = hardConstraints(pod, args, view);
  const matched = was !== undefined && hasAllTopologies(was, constraints);
  const matches = is !== undefined && hasAllTopologies(is, constraints);
  if (was === undefined || is === undefined) return matched || matches;
  if (matched !== matches) return true;
  return matches && (domainChanged(was, is, constraints) || !semanticEqual(was.spec.taints, is.spec.taints));
}

function domainChanged(was: Node, is: Node, constraints: readonly Constraint[]): boolean {
  return constraints.some(
    ({ topologyKey }) => was.metadata.labels?.[topologyKey] !== is.metadata.labels?.[topologyKey],
  );
}
