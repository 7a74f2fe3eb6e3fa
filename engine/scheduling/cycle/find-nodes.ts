import type { Pod } from '../../apis/generated/core.v1.js';
import type { NodeInfo } from '../cache/node-info.js';
import type { Cycle } from '../framework.js';
import { unresolvable, type Status } from '../status.js';
import { NO_STATUSES, rejectors, StatusCollector, type Diagnosis, type NodeStatuses } from './diagnosis.js';
import type { PodFilters } from './pod-filters.js';
import { runPreFilter } from './pre-filter.js';
import type { Profile } from './profile.js';
import type { SignatureMemo } from './signature-memo.js';
import type { Nominated } from '../queue/nominator.js';

/** The nodes that fit a pod, or why none does. */
export interface Found {
  readonly feasible: readonly NodeInfo[];
  /** Where the feasible nodes stand in the cache. */
  readonly slots: readonly number[];
  readonly diagnosis: Diagnosis;
  readonly filters: PodFilters;
  /** Where the next pod starts to look. */
  readonly nextStart: number;
  /** PreFilter or a filter failed: the attempt is an error. */
  readonly error?: Status;
  /** The plugin whose PreFilter ended the search before the others had their turn. */
  readonly endedBy?: string;
}

/** What a search depends on besides the pod. */
export interface SearchContext {
  readonly profile: Profile;
  readonly cycle: Cycle;
  /** Where to start in the order of the nodes. */
  readonly start: number;
  readonly nominated: Nominated;
  /** All nodes of the cycle's snapshot, in order. */
  readonly nodes: readonly NodeInfo[];
  /** Shared verdicts; absent: everything is computed. */
  readonly memo?: SignatureMemo;
}

const MIN_FEASIBLE_NODES = 100;
const MIN_FEASIBLE_PERCENTAGE = 5;

/** How many fitting nodes are enough, as numFeasibleNodesToFind. */
export function numFeasibleNodesToFind(percentageOfNodesToScore: number, nodes: number): number {
  if (nodes < MIN_FEASIBLE_NODES) return nodes;
  const adaptive = Math.max(50 - Math.trunc(nodes / 125), MIN_FEASIBLE_PERCENTAGE);
  const percentage = percentageOfNodesToScore === 0 ? adaptive : percentageOfNodesToScore;
  return Math.max(Math.trunc((nodes * percentage) / 100), MIN_FEASIBLE_NODES);
}

/** As findNodesThatFitPod. */
export function findNodesThatFitPod(pod: Pod, search: SearchContext): Found {
  const { cycle, start } = search;
  const { snapshot } = cycle;
  const prefiltered = runPreFilter(pod, search);
  const { filters } = prefiltered;
  const plugins = prefiltered.nodePlugins;
  if (prefiltered.status !== undefined) {
    const { status } = prefiltered;
    const { unschedulable, pending } = rejectors([status]);
    const diagnosis = {
      statuses: { ...NO_STATUSES, absent: status },
      unschedulablePlugins: union(plugins, unschedulable),
      pendingPlugins: pending,
      preFilterMessage: status.reasons.join(', '),
    };
    const error = status.code === 'Error' ? status : undefined;
    return { feasible: [], slots: [], diagnosis, filters, nextStart: start, error, endedBy: prefiltered.endedBy };
  }
  const nominated = pod.status?.nominatedNodeName;
  const nominee = nominated ? snapshot.named(nominated) : undefined;
  if (nominee !== undefined) {
    const { feasible, slots, statuses } = passFilters(pod, filters, [nominee], search);
    if (feasible.length > 0) {
      return { feasible, slots, diagnosis: diagnose(statuses, plugins), filters, nextStart: start };
    }
  }
  const names = prefiltered.nodes;
  const nodes = names === undefined ? search.nodes : [...names].flatMap((name) => snapshot.named(name) ?? []);
  const { feasible, slots, statuses, error } = passFilters(pod, filters, nodes, search);
  const absent = names === undefined ? statuses.absent : outsideOf(plugins);
  const nextStart = (start + feasible.length + statuses.size) % search.nodes.length;
  const told = absent === statuses.absent ? statuses : { ...statuses, absent };
  return { feasible, slots, diagnosis: diagnose(told, plugins), filters, nextStart, error };
}

const NO_PLUGINS: readonly string[] = [];

function outsideOf(plugins: readonly string[]): Status {
  return unresolvable(`node(s) didn't satisfy plugin(s) [${plugins.join(' ')}]`);
}

function diagnose(statuses: NodeStatuses, plugins: readonly string[]): Diagnosis {
  if (statuses.counts.size === 0)
    return { statuses, unschedulablePlugins: plugins, pendingPlugins: NO_PLUGINS, preFilterMessage: '' };
  const { unschedulable, pending } = rejectors(statuses.counts.keys());
  return {
    statuses,
    unschedulablePlugins: union(plugins, unschedulable),
    pendingPlugins: pending,
    preFilterMessage: '',
  };
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return a.length === 0 ? b : [...new Set([...a, ...b])].sort();
}

interface Passed {
  readonly feasible: readonly NodeInfo[];
  readonly slots: readonly number[];
  readonly statuses: NodeStatuses;
  readonly error?: Status;
}

/**
 * As findNodesThatPassFilters: looks at nodes in turn, from where the last pod stopped, until enough of them fit. Upstream
 * looks at 16 at once and may see a few more.
 */
function passFilters(pod: Pod, filters: PodFilters, nodes: readonly NodeInfo[], search: SearchContext): Passed {
  const { profile, start, cycle } = search;
  const { bySlot } = search.nominated;
  const enough = profile.score.length > 0 ? numFeasibleNodesToFind(profile.percentageOfNodesToScore, nodes.length) : 1;
  const { node: checkNode, slot: checkSlot } = checkerFor(pod, filters, search);
  const refusals = refusalsOf(nodes, filters, search);
  const known = refusals?.of(pod, search, checkNode);
  if (known !== undefined) return { feasible: [], slots: [], statuses: known };
  const slotAt = nodes === search.nodes ? cycle.snapshot.order : nodes.map(({ slot }) => slot);
  const feasible: NodeInfo[] = [];
  const slots: number[] = [];
  const refused = new StatusCollector(cycle.snapshot.nodes.length);
  for (let looked = 0, index = start % nodes.length; looked < nodes.length; looked++) {
    const node = nodes[index];
    const slot = slotAt[index];
    index = index + 1 === nodes.length ? 0 : index + 1;
    if (node === undefined || slot === undefined) continue;
    const nominated = bySlot.size === 0 ? undefined : bySlot.get(slot);
    const status = checkSlot === undefined || nominated !== undefined ? checkNode(node, nominated) : checkSlot(slot);
    if (status === undefined) {
      if (feasible.length === enough) break;
      feasible.push(node);
      slots.push(slot);
    } else if (status.code === 'Error') {
      return { feasible: [], slots: [], statuses: NO_STATUSES, error: status };
    } else {
      refused.add(slot, status);
    }
  }
  const statuses = refused.statuses();
  if (feasible.length === 0) refusals?.keep(pod, search, statuses);
  return { feasible, slots, statuses };
}

/** Where refusals of all nodes are kept: only searches count in which all filters are shared. */
function refusalsOf(nodes: readonly NodeInfo[], filters: PodFilters, { nodes: all, memo }: SearchContext) {
  const shared = nodes === all && filters.filters.length === memo?.parts.filters.length;
  return shared ? memo?.refusals : undefined;
}

interface Checker {
  readonly node: (node: NodeInfo, nominated: readonly Pod[] | undefined) => Status | undefined;
  /** The node in a slot that nobody is nominated to, without looking at it. */
  readonly slot?: (slot: number) => Status | undefined;
}

/** Checks nodes by what equal pods share, where there is a memo, and computes the rest. */
function checkerFor(pod: Pod, filters: PodFilters, { memo }: SearchContext): Checker {
  if (memo === undefined) {
    return { node: (node, nominated) => filters.checkWithNominated(pod, node, nominated ?? NOBODY) };
  }
  const shared = memo.parts.filters.length;
  if (filters.filters.length === shared) {
    return {
      node: (node, nominated) =>
        nominated === undefined ? memo.verdict(node.slot) : memo.crowded(node, nominated, pod, filters),
      slot: (slot) => memo.verdict(slot),
    };
  }
  memo.setOwn(filters.filters.slice(shared));
  return {
    node: (node, nominated) =>
      nominated === undefined ? memo.fullVerdict(node.slot) : filters.checkWithNominated(pod, node, nominated),
    slot: (slot) => memo.fullVerdict(slot),
  };
}

const NOBODY: readonly Pod[] = [];
