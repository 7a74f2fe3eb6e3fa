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
  const { uid } = pod.metadata;
  const target = node ?? pod.status?.nominatedNodeName ?? '';
  const live = target === '' ? undefined : view.get(pods, pod.metadata.namespace ?? '', pod.metadata.name);
  if (live === undefined || live.spec.nodeName) return notNominated(nominator, pod);
  const known = nominator.nodeOf.get(uid);
  const without = known === undefined || known === target ? nominator : notNominated(nominator, pod);
  const others = (without.byNode.get(target) ?? []).filter((other) => other.metadata.uid !== uid);
  return {
    byNode: derived(without.byNode, without.byNode.set(target, [...others, pod]), target),
    nodeOf: without.nodeOf.set(uid, target),
  };
}

/** As UpdateNominatedPod: a nomination that neither version knows of yet is kept. */
export function nomineeUpdated(nominator: Nominator, old: Pod, pod: Pod, view: View): Nominator {
  const known = nominator.nodeOf.get(old.metadata.uid);
  if (known === undefined && !pod.status?.nominatedNodeName) return nominator;
  const silent = !old.status?.nominatedNodeName && !pod.status?.nominatedNodeName;
  const others = old.metadata.uid === pod.metadata.uid ? nominator : notNominated(nominator, old);
  return nominated(others, pod, silent ? known : undefined, view);
}

/** As DeleteNominatedPodIfExists. */
export function notNominated(nominator: Nominator, pod: Pod): Nominator {
  const { uid } = pod.metadata;
  const node = nominator.nodeOf.get(uid);
  if (node === undefined) return nominator;
  const left = (nominator.byNode.get(node) ?? []).filter((other) => other.metadata.uid !== uid);
  const byNode = left.length > 0 ? nominator.byNode.set(node, left) : nominator.byNode.delete(node);
  return { byNode: derived(nominator.byNode, byNode, node), nodeOf: nominator.nodeOf.delete(uid) };
}

/** Whether a pod is one of those. */
export function isAmong(nominated: readonly Pod[], pod: Pod): boolean {
  for (const { metadata } of nominated) if (metadata.uid === pod.metadata.uid) return true;
  return false;
}

/** Nominations that are fast to look into. */
export interface Nominated {
  /** By the slot of the node; nominations to nodes that are not there are left out. */
  readonly bySlot: ReadonlyMap<number, readonly Pod[]>;
  /** The version that this is. */
  readonly nominator: Nominator;
}

/** Node name → slot. */
type SlotsByName = SortedMap<string, number>;

export function nominatedOf(nominator: Nominator, slots: SlotsByName): Nominated {
  const bySlot = new Map<number, readonly Pod[]>();
  for (const [name, pods] of nominator.byNode) {
    const slot = slots.get(name);
    if (slot !== undefined) bySlot.set(slot, pods);
  }
  return { bySlot, nominator };
}

type ByNode = Nominator['byNode'];

/** How a version came about: from which one (which nobody may need any more), and the node whose pods are others now. */
const origins = new WeakMap<ByNode, { readonly from: WeakRef<ByNode>; readonly node: string }>();

function derived(from: ByNode, byNode: ByNode, node: string): ByNode {
  origins.set(byNode, { from: new WeakRef(from), node });
  return byNode;
}

const MAX_STEPS = 64;

/** Nodes whose nominated pods differ between two versions; undefined when nobody remembers how one became the other. */
export function changedNominations(old: Nominator, nominator: Nominator): readonly string[] | undefined {
  const nodes: string[] = [];
  let version = nominator.byNode;
  while (version !== old.byNode) {
    const origin = nodes.length < MAX_STEPS ? origins.get(version) : undefined;
    const from = origin?.from.deref();
    if (origin === undefined || from === undefined) return undefined;
    nodes.push(origin.node);
    version = from;
  }
  return nodes;
}

/** The latest nominations. A memo: it follows the changes from one version to the next. */
export class Nominations {
  private slots: SlotsByName = SortedMap.empty();
  private nominator = NOBODY_NOMINATED;
  private bySlot = new Map<number, readonly Pod[]>();

  /** Good until the next call. */
  of(nominator: Nominator, slots: SlotsByName): Nominated {
    const changed = slots === this.slots ? changedNominations(this.nominator, nominator) : undefined;
    if (changed === undefined) this.bySlot = new Map(nominatedOf(nominator, slots).bySlot);
    else for (const node of changed) this.renominate(slots.get(node), nominator.byNode.get(node));
    this.nominator = nominator;
    this.slots = slots;
    return { bySlot: this.bySlot, nominator };
  }

  private renominate(slot: number | undefined, pods: readonly Pod[] | undefined): void {
    if (slot === undefined) return;
    if (pods === undefined) this.bySlot.delete(slot);
    else this.bySlot.set(slot, pods);
  }
}
