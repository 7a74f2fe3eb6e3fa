import { objectKey } from '../../apimachinery/object.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { poddisruptionbudgets } from '../../apis/generated/resources.js';
import { slotsWithCode } from '../cycle/diagnosis.js';
import type { Found, SearchContext } from '../cycle/find-nodes.js';
import { byCost } from '../plugins/default-preemption/candidates.js';
import { selectVictimsOnNode } from '../plugins/default-preemption/victims.js';

/** What it would cost to make room for a pod on a node. */
export interface PreemptionCost {
  readonly node: string;
  /** 'namespace/name' of the pods that would have to go, the most important first. */
  readonly victims: readonly string[];
  /** How many of them their disruption budgets do not allow to go. */
  readonly pdbViolations: number;
  readonly highestPriority: number;
}

/** All nodes on which preemption helps, in the order in which the scheduler would prefer them. */
export function explainPreemption(
  pod: Pod,
  { diagnosis, filters }: Found,
  search: SearchContext,
): readonly PreemptionCost[] {
  const { view, now, snapshot } = search.cycle;
  const preemptor = { pod, filters, budgets: view.list(poddisruptionbudgets), now };
  const candidates = slotsWithCode(diagnosis.statuses, 'Unschedulable', snapshot.order).flatMap((slot) => {
    const node = snapshot.nodes.get(slot);
    if (node === undefined) return [];
    const result = selectVictimsOnNode(preemptor, node, search.nominated.bySlot.get(node.slot) ?? []);
    return 'status' in result ? [] : [{ node, victims: result.victims }];
  });
  return candidates.sort(byCost).map(({ node, victims: { pods, pdbViolations, highestPriority } }) => ({
    node: node.name,
    victims: pods.map(objectKey),
    pdbViolations,
    highestPriority,
  }));
}
