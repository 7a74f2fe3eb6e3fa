import type { Pod } from '../../apis/generated/core.v1.js';
import { pods } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';
import { SortedMap } from '../../core/sorted-map.js';

/** Pods that are to run on a node once there is room for them, as the scheduler's nominator. */
export interface Nominator {
  /** Node → its nominated pods, in the order in which they were nominated. */
  readonly byNode: SortedMap<string, readonly Pod[]>;
  /** Pod uid → node. */
  readonly nodeOf: SortedMap<string, string>;
}

export const NOBODY_NOMINATED: Nominator = { byNode: SortedMap.empty(), nodeOf: SortedMap.empty() };

/**
 * As AddNominatedPod. `node` absent: what the pod's status says (ModeNoop); else that node, '' for none (ModeOverride).
 * A pod that is gone or bound by now is not nominated.
 */
export function nominated(nominator: Nominator, pod: Pod, node: string | undefined, view: View): Nominator {
  const without = notNominated(nominator, pod);
  const target = node ?? pod.status?.nominatedNodeName ?? '';
  if (target === '') return without;
  const live = view.get(pods, pod.metadata.namespace ?? '', pod.metadata.name);
  if (live === undefined || live.spec.nodeName) return without;
  return {
    byNode: without.byNode.set(target, [...(without.byNode.get(target) ?? []), pod]),
    nodeOf: without.nodeOf.set(pod.metadata.uid, target),
  };
}

/** As UpdateNominatedPod: a nomination that neither version knows of yet is kept. */
export function nomineeUpdated(nominator: Nominator, old: Pod, pod: Pod, view: View): Nominator {
  const known = nominator.nodeOf.get(old.metadata.uid);
  if (known === undefined && !pod.status?.nominatedNodeName) return nominator;
  const silent = !old.status?.nominatedNodeName && !pod.status?.nominatedNodeName;
  return nominated(notNominated(nominator, old), pod, silent ? known : undefined, view);
}

/** As DeleteNominatedPodIfExists. */
export function notNominated(nominator: Nominator, pod: Pod): Nominator {
  const { uid } = pod.metadata;
  const node = nominator.nodeOf.get(uid);
  if (node === undefined) return nominator;
  const left = (nominator.byNode.get(node) ?? []).filter((other) => other.metadata.uid !== uid);
  return {
    byNode: left.length > 0 ? nominator.byNode.set(node, left) : nominator.byNode.delete(node),
    nodeOf: nominator.nodeOf.delete(uid),
  };
}
