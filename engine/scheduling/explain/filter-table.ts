import type { Pod } from '../../apis/generated/core.v1.js';
import type { NodeInfo } from '../cache/node-info.js';
import type { Profile } from '../cycle/profile.js';
import type { Cycle, Filtering } from '../framework.js';
import { messageOf, type Code } from '../status.js';

/** What one plugin says of one node. */
export interface PluginVerdict {
  readonly plugin: string;
  /** 'Skip': the plugin has nothing to say about the pod. */
  readonly code: Code;
  readonly reason: string;
}

/** One row: a node and every filter plugin, in the profile's order. */
export interface NodeVerdicts {
  readonly node: string;
  readonly fits: boolean;
  readonly verdicts: readonly PluginVerdict[];
}

/** The table of nodes and filter plugins for a pod. Pods nominated to the nodes are left out of it. */
export function explainFilters(
  pod: Pod,
  { filter: plugins }: Profile,
  cycle: Cycle,
  nodes: readonly NodeInfo[],
): readonly NodeVerdicts[] {
  const columns = plugins.map(({ name, filter }) => ({
    plugin: name,
    filtering: filter?.(pod, cycle) ?? { type: 'skip' as const },
  }));
  return nodes.map((node) => {
    const verdicts = columns.map(({ plugin, filtering }) => verdictOf(plugin, filtering, node));
    return { node: node.name, fits: verdicts.every(({ code }) => code === 'Success' || code === 'Skip'), verdicts };
  });
}

/** What a plugin says of a node. */
export function verdictOf(plugin: string, filtering: Filtering, node: NodeInfo): PluginVerdict {
  if (filtering.type === 'skip') return { plugin, code: 'Skip', reason: '' };
  if (filtering.type === 'rejected') return refusal(plugin, filtering.status);
  if (filtering.nodes !== undefined && !filtering.nodes.has(node.name)) {
    return { plugin, code: 'UnschedulableAndUnresolvable', reason: `node(s) didn't satisfy plugin(s) [${plugin}]` };
  }
  const status = filtering.filter.check(node);
  return status === undefined ? { plugin, code: 'Success', reason: '' } : refusal(plugin, status);
}

function refusal(plugin: string, status: Parameters<typeof messageOf>[0]): PluginVerdict {
  return { plugin, code: status.code, reason: messageOf(status) };
}
