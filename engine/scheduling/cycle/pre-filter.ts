import type { Pod } from '../../apis/generated/core.v1.js';
import type { Filtering, Plugin } from '../framework.js';
import { attributed, unresolvable, type Status } from '../status.js';
import type { SearchContext } from './find-nodes.js';
import { PodFilters, type NamedFilter } from './pod-filters.js';

/** What came of PreFilter. */
export interface PreFiltered {
  /** Refused before any node was looked at, or an error. */
  readonly status?: Status;
  /** The only nodes that can do; absent: all. */
  readonly nodes?: ReadonlySet<string>;
  /** Plugins that narrowed the nodes, sorted. */
  readonly nodePlugins: readonly string[];
  readonly filters: PodFilters;
  /** The plugin that ended it before all others had their turn. */
  readonly endedBy?: string;
}

/** As RunPreFilterPlugins: a hard refusal ends it, a softer one lets the other plugins have their say first. */
export function runPreFilter(pod: Pod, { profile, cycle, memo }: SearchContext): PreFiltered {
  const filters: NamedFilter[] = [];
  const narrowing: string[] = [];
  let nodes: ReadonlySet<string> | undefined;
  let refusal: Status | undefined;
  const filteringOf = ({ name, filter }: Plugin): Filtering | undefined =>
    memo?.parts.filterings.get(name) ?? filter?.(pod, cycle);
  for (const plugin of profile.filter) {
    const { name } = plugin;
    const filtering = filteringOf(plugin);
    if (filtering === undefined || filtering.type === 'skip') continue;
    if (filtering.type === 'rejected') {
      const status = attributed(filtering.status, name);
      if (status.code !== 'Unschedulable') {
        return { ...refused(status, name), filters: new PodFilters(filters), endedBy: name };
      }
      refusal = status;
      continue;
    }
    filters.push({ plugin: name, filter: filtering.filter });
    if (filtering.nodes === undefined) continue;
    narrowing.push(name);
    nodes = nodes === undefined ? filtering.nodes : intersection(nodes, filtering.nodes);
    if (nodes.size === 0) {
      const nodePlugins = [...narrowing].sort();
      return { status: noneLeft(nodePlugins), nodePlugins, filters: new PodFilters(filters), endedBy: name };
    }
  }
  const isShared = memo !== undefined && filters.length === memo.parts.filters.length;
  const made = new PodFilters(filters, isShared ? memo.signature : undefined);
  return { status: refusal, nodes, nodePlugins: narrowing.sort(), filters: made };
}

function refused(status: Status, plugin: string): Omit<PreFiltered, 'filters'> {
  if (status.code !== 'Error') return { status, nodePlugins: [] };
  const reasons = [`running PreFilter plugin "${plugin}": ${status.reasons.join(', ')}`];
  return { status: { ...status, reasons }, nodePlugins: [] };
}

function noneLeft(plugins: readonly string[]): Status {
  return plugins.length === 1
    ? unresolvable(`node(s) didn't satisfy plugin ${plugins[0]}`)
    : unresolvable(`node(s) didn't satisfy plugin(s) [${plugins.join(' ')}] simultaneously`);
}

function intersection(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((name) => b.has(name)));
}
