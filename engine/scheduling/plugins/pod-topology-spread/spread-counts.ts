import type { Pod } from '../../../apis/generated/core.v1.js';
import type { NodeInfo } from '../../cache/node-info.js';
import type { Slots } from '../../cache/slots.js';
import { NodeMemo } from '../../topology/node-memo.js';
import { Recent } from '../../topology/recent.js';
import { TopologySums } from '../../topology/topology-sums.js';
import { countMatching, hasAllTopologies, includesNode, type Constraint, type Constraints } from './constraints.js';

/** Counts of matching pods for the constraints of pods that spread alike. */
export interface SpreadCounts {
  /** One for each constraint: topology value → matching pods on nodes that count. */
  readonly sums: readonly TopologySums[];
  /** Matching pods on one node, whether it counts or not. */
  readonly onNode: readonly NodeMemo<number>[];
}

/** The counts of the constraints used last: nothing but a memo. */
export class SpreadMemo {
  private readonly counts = new Recent<SpreadCounts>();

  /** The sums of those constraints that `needs` them are brought up to date with the nodes. */
  of(
    pod: Pod,
    constraints: Constraints,
    nodes: Slots<NodeInfo>,
    needs: (constraint: Constraint) => boolean = () => true,
  ): SpreadCounts {
    const key = `${constraints.requireAllTopologies}${constraints.text}`;
    const counts = this.counts.of(key, () => spreadCounts(pod, constraints));
    constraints.list.forEach((constraint, i) => {
      if (needs(constraint)) counts.sums[i]?.sync(nodes);
    });
    return counts;
  }
}

function spreadCounts(pod: Pod, { list, requireAllTopologies }: Constraints): SpreadCounts {
  const { namespace } = pod.metadata;
  const onNode = list.map((constraint) => new NodeMemo((info) => countMatching(info, constraint, namespace)));
  const sums = list.map((constraint, i) => {
    const count = onNode[i];
    return new TopologySums((info) => {
      if (requireAllTopologies && !hasAllTopologies(info.node, list)) return [];
      return contribution(info, constraint, pod, count);
    });
  });
  return { sums, onNode };
}

function contribution(info: NodeInfo, constraint: Constraint, pod: Pod, count: NodeMemo<number> | undefined) {
  if (!includesNode(constraint, pod, info.node)) return [];
  const key = constraint.topologyKey;
  const value = info.node.metadata.labels?.[key] ?? '';
  return [{ key, value, amount: count?.of(info, undefined) ?? 0 }];
}
