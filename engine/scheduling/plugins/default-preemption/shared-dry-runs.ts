import type { Pod } from '../../../apis/generated/core.v1.js';
import { NodeMemo } from '../../topology/node-memo.js';
import { selectVictimsOnNode, type DryRun, type Preemptor } from './victims.js';

/** Dry runs by node and the pods nominated to it, none of which is the preemptor. */
export type DryRunMemo = NodeMemo<DryRun, readonly Pod[]>;

/** The dry runs that preemptors of one signature and priority share, as long as the disruption budgets are the same. */
export class SharedDryRuns {
  private runs = this.fresh();

  constructor(private preemptor: Preemptor) {}

  for(preemptor: Preemptor): DryRunMemo {
    const { budgets } = this.preemptor;
    const { length } = preemptor.budgets;
    if (budgets.length !== length || !budgets.every((budget, i) => budget === preemptor.budgets[i]))
      this.runs = this.fresh();
    this.preemptor = preemptor;
    return this.runs;
  }

  private fresh(): DryRunMemo {
    return new NodeMemo((node, nominated) => selectVictimsOnNode(this.preemptor, node, nominated));
  }
}
