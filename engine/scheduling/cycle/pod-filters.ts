import type { Pod } from '../../apis/generated/core.v1.js';
import { withPod, type NodeInfo } from '../cache/node-info.js';
import { priorityOf } from '../cache/pod-facts.js';
import type { NodeFilter } from '../framework.js';
import { attributed, type Status } from '../status.js';

/** A plugin's filter for one pod. */
export interface NamedFilter {
  readonly plugin: string;
  readonly filter: NodeFilter;
}

/** All filters for one pod, in the profile's order, those that PreFilter skipped left out. */
export class PodFilters {
  constructor(
    readonly filters: readonly NamedFilter[],
    /** Set when all of them are shared by the pods of one signature: then equal texts mean equal filters. */
    readonly signature?: string,
  ) {}

  /** Undefined: the node fits; else the first refusal, as RunFilterPlugins. */
  check(node: NodeInfo): Status | undefined {
    for (const { plugin, filter } of this.filters) {
      const status = filter.check(node);
      if (status !== undefined) return attributed(status.code === 'Error' ? explained(status, plugin) : status, plugin);
    }
    return undefined;
  }

  /** The filters as they would be if `pod` ran on `node` as well (1) or no longer (-1), as RunPreFilterExtensionAddPod. */
  with(pod: Pod, node: NodeInfo, sign: 1 | -1): PodFilters {
    if (this.filters.every(({ filter }) => filter.with === undefined)) return this;
    return new PodFilters(
      this.filters.map((named) => {
        const filter = named.filter.with?.(pod, node, sign) ?? named.filter;
        return filter === named.filter ? named : { ...named, filter };
      }),
    );
  }

  /**
   * Checks a node twice, as RunFilterPluginsWithNominatedPods: with the pods that are nominated to it and matter as much
   * as this one, and without them, for nobody knows whether they will come.
   */
  checkWithNominated(pod: Pod, node: NodeInfo, nominated: readonly Pod[]): Status | undefined {
    const rivals = nominated.filter(
      (other) => other.metadata.uid !== pod.metadata.uid && priorityOf(other) >= priorityOf(pod),
    );
    if (rivals.length === 0) return this.check(node);
    const crowded = rivals.reduce(withPod, node);
    const filters = rivals.reduce((current: PodFilters, rival) => current.with(rival, node, 1), this);
    return filters.check(crowded) ?? this.check(node);
  }
}

function explained(status: Status, plugin: string): Status {
  return { ...status, reasons: [`running "${plugin}" filter plugin: ${status.reasons.join(', ')}`] };
}
