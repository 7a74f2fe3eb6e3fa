import type { Dice } from '../../../core/rng.js';
import type { NodeInfo } from '../../cache/node-info.js';
import type { NodeStatuses } from '../../cycle/diagnosis.js';
import type { DefaultPreemptionArgs } from './args.js';
import type { Victims } from './victims.js';

/** A node on which the preemptor would fit without some of its pods. */
export interface Candidate {
  readonly node: NodeInfo;
  readonly victims: Victims;
}

/** What it would come to on the nodes, by slot. */
export interface DryRuns {
  /** Undefined: it does not help there. */
  candidate(slot: number): Candidate | undefined;
  /** Why it does not help on those of the nodes that were tried. */
  refusals(slots: readonly number[]): NodeStatuses;
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
  slots: readonly number[],
  args: DefaultPreemptionArgs,
  dice: Dice,
  runs: DryRuns,
): readonly Candidate[] {
  const enough = numCandidates(slots.length, args);
  const harmless: Candidate[] = [];
  const violating: Candidate[] = [];
  let at = dice.below(slots.length);
  for (let tried = 0; tried < slots.length; tried++) {
    const slot = slots[at];
    at = at + 1 === slots.length ? 0 : at + 1;
    const candidate = slot === undefined ? undefined : runs.candidate(slot);
    if (candidate === undefined) continue;
    (candidate.victims.pdbViolations === 0 ? harmless : violating).push(candidate);
    if (harmless.length > 0 && harmless.length + violating.length >= enough) break;
  }
  return violating.length === 0 ? harmless : [...harmless, ...violating];
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
