import type { Pod } from '../../apis/generated/core.v1.js';
import type { NodeInfo } from '../cache/node-info.js';
import type { Cycle } from '../framework.js';
import { unresolvable, type Status } from '../status.js';
import { NO_STATUSES, rejectors, type Diagnosis, type NodeStatuses } from './diagnosis.js';
import { PodFilters } from './pod-filters.js';
import { runPreFilter } from './pre-filter.js';
import type { Profile } from './profile.js';
import type { SignatureMemo } from './signature-memo.js';

/** A node that fits, and its slot. */
export interface Feasible {
  readonly slot: number;
  readonly node: NodeInfo;
}

/** The nodes that fit a pod, or why none does. */
export interface Found {
  readonly feasible: readonly Feasible[];
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
  /** Pods nominated to a node; a node without any gives the same empty array. */
  nominatedTo(node: string): readonly Pod[];
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
    const { unschedulable, pending } = rejectors(NO_STATUSES, [status]);
    const diagnosis = {
      statuses: { ...NO_STATUSES, absent: status },
      unschedulablePlugins: union(plugins, unschedulable),
      pendingPlugins: pending,
      preFilterMessage: status.reasons.join(', '),
    };
    const error = status.code === 'Error' ? status : undefined;
    return { feasible: [], diagnosis, filters, nextStart: start, error, endedBy: prefiltered.endedBy };
  }
  const nominated = pod.status?.nominatedNodeName;
  const nominatedSlot = nominated === undefined ? undefined : slotNamed(search, nominated);
  if (nominatedSlot !== undefined) {
    const fitting = passFilters(pod, filters, [nominatedSlot], search);
    if (fitting.feasible.length > 0) {
      return { feasible: fitting.feasible, diagnosis: diagnose(fitting.statuses, plugins), filters, nextStart: start };
    }
  }
  const { nodes } = prefiltered;
  const slots = nodes === undefined ? snapshot.order : slotsNamed(search, nodes);
  const { feasible, statuses, error } = passFilters(pod, filters, slots, search);
  const absent = nodes === undefined ? statuses.absent : outsideOf(plugins);
  const all = snapshot.order.length;
  const nextStart = (start + feasible.length + statuses.size) % all;
  return { feasible, diagnosis: diagnose({ ...statuses, absent }, plugins), filters, nextStart, error };
}

function outsideOf(plugins: readonly string[]): Status {
  return unresolvable(`node(s) didn't satisfy plugin(s) [${plugins.join(' ')}]`);
}

function diagnose(statuses: NodeStatuses, plugins: readonly string[]): Diagnosis {
  const { unschedulable, pending } = rejectors(statuses);
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

function slotNamed({ cycle: { snapshot } }: SearchContext, name: string): number | undefined {
  return snapshot.slots.get(name);
}

function slotsNamed(search: SearchContext, names: ReadonlySet<string>): readonly number[] {
  const slots: number[] = [];
  for (const name of names) {
    const slot = slotNamed(search, name);
    if (slot !== undefined) slots.push(slot);
  }
  return slots;
}

interface Passed {
  readonly feasible: readonly Feasible[];
  readonly statuses: NodeStatuses;
  readonly error?: Status;
}

/**
 * As findNodesThatPassFilters: looks at nodes in turn, from where the last pod stopped, until enough of them fit. Upstream
 * looks at 16 at once and may see a few more.
 */
function passFilters(pod: Pod, filters: PodFilters, slots: readonly number[], search: SearchContext): Passed {
  const { profile, cycle, start, memo } = search;
  const enough = profile.score.length > 0 ? numFeasibleNodesToFind(profile.percentageOfNodesToScore, slots.length) : 1;
  const own = memo === undefined ? filters : ownFilters(filters, memo);
  const feasible: Feasible[] = [];
  const bySlot: (Status | undefined)[] = [];
  let size = 0;
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[(start + index) % slots.length] ?? 0;
    const node = cycle.snapshot.nodes.get(slot);
    if (node === undefined) continue;
    const nominated = search.nominatedTo(node.name);
    const status =
      nominated.length > 0
        ? filters.checkWithNominated(pod, node, nominated)
        : (sharedVerdict(memo, slot, node) ?? own.check(node));
    if (status === undefined) {
      if (feasible.length === enough) break;
      feasible.push({ slot, node });
    } else if (status.code === 'Error') {
      return { feasible: [], statuses: NO_STATUSES, error: status };
    } else {
      bySlot[slot] = status;
      size++;
    }
  }
  return { feasible, statuses: { bySlot, size, absent: NO_STATUSES.absent } };
}

/** The filters whose verdicts the memo does not have. */
function ownFilters(filters: PodFilters, memo: SignatureMemo): PodFilters {
  return new PodFilters(filters.filters.slice(memo.parts.filters.length));
}

function sharedVerdict(memo: SignatureMemo | undefined, slot: number, node: NodeInfo): Status | null {
  return memo === undefined ? null : memo.verdict(slot, node);
}
