import type { Dice } from '../../../core/rng.js';
import type { Millis } from '../../../core/time.js';
import type { NodeInfo } from '../../cache/node-info.js';
import { priorityOf } from '../../cache/pod-facts.js';
import { NO_STATUSES, type NodeStatuses } from '../../cycle/diagnosis.js';
import type { Status } from '../../status.js';
import type { DefaultPreemptionArgs } from './args.js';
import { earliestStart } from './importance.js';
import type { DryRun, Victims } from './victims.js';

/** A node on which the preemptor would fit without some of its pods. */
export interface Candidate {
  readonly node: NodeInfo;
  readonly victims: Victims;
}

export interface DryRuns {
  readonly candidates: readonly Candidate[];
  /** Of the nodes on which it does not help. */
  readonly statuses: NodeStatuses;
}

/** As calculateNumCandidates. */
export function numCandidates(nodes: number, args: DefaultPreemptionArgs): number {
  const share = Math.trunc((nodes * args.minCandidateNodesPercentage) / 100);
  return Math.min(Math.max(share, args.minCandidateNodesAbsolute), nodes);
}

/**
 * Tries nodes from a random one on until there are enough candidates, one of which breaks no budget. Those that break
 * none come first. Follows DryRunPreemption.
 */
export function dryRunPreemption(
  nodes: readonly NodeInfo[],
  args: DefaultPreemptionArgs,
  dice: Dice,
  dryRun: (node: NodeInfo) => DryRun,
): DryRuns {
  const offset = dice.below(nodes.length);
  const enough = numCandidates(nodes.length, args);
  const harmless: Candidate[] = [];
  const violating: Candidate[] = [];
  const bySlot: (Status | undefined)[] = [];
  let size = 0;
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[(offset + i) % nodes.length];
    if (node === undefined) continue;
    const result = dryRun(node);
    if ('status' in result) {
      bySlot[node.slot] = result.status;
      size++;
      continue;
    }
    const { victims } = result;
    (victims.pdbViolations === 0 ? harmless : violating).push({ node, victims });
    if (harmless.length > 0 && harmless.length + violating.length >= enough) break;
  }
  return { candidates: [...harmless, ...violating], statuses: { ...NO_STATUSES, bySlot, size } };
}

/**
 * The candidate that hurts least: the fewest broken budgets, then the lowest highest priority, the lowest sum of
 * priorities, the fewest victims, the latest start; the dice decide what is left. Follows pickOneNodeForPreemption.
 */
export function pickOneNode(candidates: readonly Candidate[], dice: Dice, now: Millis): Candidate | undefined {
  const criteria: readonly ((candidate: Candidate) => number | string)[] = [
    ({ victims }) => -victims.pdbViolations,
    ({ victims }) => -priorityOfFirst(victims),
    ({ victims }) => -victims.pods.reduce((sum, pod) => sum + priorityOf(pod) + 2 ** 31, 0),
    ({ victims }) => -victims.pods.length,
    ({ victims }) => earliestStart(victims.pods, now),
  ];
  let left = candidates;
  for (const criterion of criteria) {
    if (left.length <= 1) return left[0];
    left = best(left, criterion);
  }
  return left.length <= 1 ? left[0] : left[dice.below(left.length)];
}

function priorityOfFirst({ pods: [first] }: Victims): number {
  return first === undefined ? 0 : priorityOf(first);
}

function best(
  candidates: readonly Candidate[],
  criterion: (candidate: Candidate) => number | string,
): readonly Candidate[] {
  let highest: number | string | undefined;
  let found: Candidate[] = [];
  for (const candidate of candidates) {
    const score = criterion(candidate);
    if (highest !== undefined && score < highest) continue;
    if (highest === undefined || score > highest) found = [];
    highest = score;
    found.push(candidate);
  }
  return found;
}
