import type { Dice } from '../../../core/rng.js';
import type { NodeInfo } from '../../cache/node-info.js';
import { StatusCollector, type NodeStatuses } from '../../cycle/diagnosis.js';
import type { DefaultPreemptionArgs } from './args.js';
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
  const refused = new StatusCollector(0);
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[(offset + i) % nodes.length];
    if (node === undefined) continue;
    const result = dryRun(node);
    if ('status' in result) {
      refused.add(node.slot, result.status);
      continue;
    }
    const { victims } = result;
    (victims.pdbViolations === 0 ? harmless : violating).push({ node, victims });
    if (harmless.length > 0 && harmless.length + violating.length >= enough) break;
  }
  return { candidates: [...harmless, ...violating], statuses: refused.statuses() };
}

/**
 * The candidate that hurts least: the fewest broken budgets, then the lowest highest priority, the lowest sum of
 * priorities, the fewest victims, the latest start; the dice decide what is left. Follows pickOneNodeForPreemption.
 */
export function pickOneNode(candidates: readonly Candidate[], dice: Dice): Candidate | undefined {
  let best: Candidate[] = [];
  for (const candidate of candidates) {
    const order = best[0] === undefined ? -1 : byCost(candidate, best[0]);
    if (order < 0) best = [candidate];
    else if (order === 0) best.push(candidate);
  }
  return best.length <= 1 ? best[0] : best[dice.below(best.length)];
}

/** Sorts the candidate first that hurts less. */
export function byCost({ victims: a }: Candidate, { victims: b }: Candidate): number {
  return (
    a.pdbViolations - b.pdbViolations ||
    a.highestPriority - b.highestPriority ||
    a.sumOfPriorities - b.sumOfPriorities ||
    a.pods.length - b.pods.length ||
    (a.earliestStart > b.earliestStart ? -1 : a.earliestStart < b.earliestStart ? 1 : 0)
  );
}
