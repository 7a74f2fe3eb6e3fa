import { objectKey } from '../../apimachinery/object.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { poddisruptionbudgets } from '../../apis/generated/resources.js';
import { priorityOf } from '../cache/pod-facts.js';
import { nodesWithCode } from '../cycle/diagnosis.js';
import type { Found, SearchContext } from '../cycle/find-nodes.js';
import { earliestStart } from '../plugins/default-preemption/importance.js';
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
  const candidates = nodesWithCode(diagnosis.statuses, 'Unschedulable', snapshot).flatMap((node) => {
    const result = selectVictimsOnNode(preemptor, node, search.nominatedTo(node.name));
    return 'status' in result ? [] : [{ node, victims: result.victims }];
  });
  return candidates
    .map(({ node, victims: { pods, pdbViolations } }) => ({
      cost: {
        node: node.name,
        victims: pods.map(objectKey),
        pdbViolations,
        highestPriority: Math.max(...pods.map(priorityOf)),
      },
      priorities: pods.reduce((sum, victim) => sum + priorityOf(victim) + 2 ** 31, 0),
      started: earliestStart(pods, now),
    }))
    .sort(
      (a, b) =>
        a.cost.pdbViolations - b.cost.pdbViolations ||
        a.cost.highestPriority - b.cost.highestPriority ||
        a.priorities - b.priorities ||
        a.cost.victims.length - b.cost.victims.length ||
        (a.started > b.started ? -1 : a.started < b.started ? 1 : 0),
    )
    .map(({ cost }) => cost);
}
