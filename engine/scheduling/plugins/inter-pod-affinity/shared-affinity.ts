import type { NodeInfo } from '../../cache/node-info.js';
import type { Slots } from '../../cache/slots.js';
import type { NodeFilter } from '../../framework.js';
import { affinityFilter, affinitySums, type AffinitySums } from './affinity-filter.js';
import type { Incoming } from './incoming.js';

/**
 * What pods share that are alike as far as affinity goes: the counts by domain and, as long as these stay what they are,
 * one and the same filter. A memo, whichever of several histories the nodes come from.
 */
export class SharedAffinity {
  private readonly sums: AffinitySums;
  private made: { readonly filter: NodeFilter; readonly version: number } | undefined;

  constructor(private readonly pod: Incoming) {
    this.sums = affinitySums(pod);
  }

  /** Makes the counts those of `nodes`. */
  sync(nodes: Slots<NodeInfo>): this {
    const { terms } = this.pod;
    this.sums.existingAntiAffinity.sync(nodes);
    if (terms.affinity.length > 0) this.sums.affinity.sync(nodes);
    if (terms.antiAffinity.length > 0) this.sums.antiAffinity.sync(nodes);
    return this;
  }

  /** Whether any node could be refused; false: Skip. */
  get mayRefuse(): boolean {
    const { terms } = this.pod;
    return terms.affinity.length > 0 || terms.antiAffinity.length > 0 || this.sums.existingAntiAffinity.size > 0;
  }

  /** The filter for the counts as they are. */
  filter(): NodeFilter {
    const { existingAntiAffinity, affinity, antiAffinity } = this.sums;
    // Versions only ever grow: the same sum of them means the same counts.
    const version = existingAntiAffinity.version + affinity.version + antiAffinity.version;
    if (this.made?.version === version) return this.made.filter;
    const filter = affinityFilter(this.pod, this.sums);
    this.made = { filter, version };
    return filter;
  }
}
