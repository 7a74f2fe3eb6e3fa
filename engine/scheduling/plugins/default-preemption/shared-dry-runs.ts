import { timestamp } from '../../../apimachinery/time.js';
import type { Pod } from '../../../apis/generated/core.v1.js';
import { setDense } from '../../cache/dense.js';
import type { Snapshot } from '../../cache/snapshot.js';
import { StatusCollector, type NodeStatuses } from '../../cycle/diagnosis.js';
import type { Cycle } from '../../framework.js';
import { changedNominations, type Nominated, type Nominator } from '../../queue/nominator.js';
import type { Candidate, DryRuns } from './candidates.js';
import { selectVictimsOnNode, type DryRun, type Preemptor } from './victims.js';

/** What dry runs depend on besides the preemptor's signature and priority. */
interface Basis {
  readonly preemptor: Preemptor;
  readonly snapshot: Snapshot;
  readonly nominated: Nominated;
  /** Pods that have not started count as starting now. */
  readonly second: string;
}

interface Known {
  readonly run: DryRun;
  /** Undefined: preemption does not help there. */
  readonly candidate: Candidate | undefined;
  readonly nominated: readonly Pod[];
}

const NOBODY: readonly Pod[] = [];

/**
 * Dry runs of preemption on nodes, each made when it is first asked for and kept as long as nothing that it depends on
 * changed: what preemptors that are alike and matter as much share. A memo, whichever histories they come from.
 */
export class SharedDryRuns implements DryRuns {
  private known: (Known | undefined)[] = [];
  /** By slot: 1 where preemption does not help. */
  private helpless = new Uint8Array(0);
  /** Slots of runs that depend on the time. */
  private readonly timely = new Set<number>();
  /** The slot that the preemptor itself is nominated to. */
  private own: number | undefined;

  constructor(private basis: Basis) {
    this.prepare(basis);
  }

  /** Forgets what no longer holds. */
  prepare(basis: Basis): void {
    const { snapshot, nominated, preemptor, second } = basis;
    const before = this.basis;
    this.basis = basis;
    if (this.helpless.length < snapshot.nodes.length) this.grow(snapshot.nodes.length);
    if (!sameBudgets(before.preemptor, preemptor)) this.known.forEach((_, slot) => this.forget(slot));
    snapshot.nodes.changes(before.snapshot.nodes, (slot) => this.forget(slot));
    this.forgetRenominated(before.nominated.nominator);
    if (second !== before.second) this.timely.forEach((slot) => this.forget(slot));
    if (this.own !== undefined) this.forget(this.own);
    const own = nominated.nominator.nodeOf.get(preemptor.pod.metadata.uid);
    this.own = own === undefined ? undefined : snapshot.named(own)?.slot;
    if (this.own !== undefined) this.forget(this.own);
  }

  candidate(slot: number): Candidate | undefined {
    if (this.helpless[slot] === 1) return undefined;
    return (this.known[slot] ?? this.make(slot))?.candidate;
  }

  refusals(slots: readonly number[]): NodeStatuses {
    const refused = new StatusCollector(0);
    for (const slot of slots) {
      const run = this.known[slot]?.run;
      if (run !== undefined && 'status' in run) refused.add(slot, run.status);
    }
    return refused.statuses();
  }

  private make(slot: number): Known | undefined {
    const { snapshot, nominated, preemptor } = this.basis;
    const node = snapshot.nodes.get(slot);
    if (node === undefined) return undefined;
    const nominees = nominated.bySlot.get(slot) ?? NOBODY;
    const run = selectVictimsOnNode(preemptor, node, nominees);
    const candidate = 'victims' in run ? { node, victims: run.victims } : undefined;
    const known = { run, candidate, nominated: nominees };
    setDense(this.known, slot, known);
    if (candidate === undefined) this.helpless[slot] = 1;
    if (node.pods.some(({ status }) => status?.startTime === undefined)) this.timely.add(slot);
    return known;
  }

  private forget(slot: number): void {
    if (this.known[slot] === undefined) return;
    this.known[slot] = undefined;
    this.helpless[slot] = 0;
    this.timely.delete(slot);
  }

  private forgetRenominated(before: Nominator): void {
    const { snapshot, nominated } = this.basis;
    const changed = changedNominations(before, nominated.nominator);
    if (changed !== undefined) {
      for (const name of changed) this.forget(snapshot.named(name)?.slot ?? -1);
      return;
    }
    this.known.forEach((known, slot) => {
      if (known?.nominated !== (nominated.bySlot.get(slot) ?? NOBODY)) this.forget(slot);
    });
  }

  private grow(slots: number): void {
    const helpless = new Uint8Array(slots * 2);
    helpless.set(this.helpless);
    this.helpless = helpless;
  }
}

/** What dry runs for a pod depend on now. */
export function basisOf(preemptor: Preemptor, { snapshot, now }: Cycle, nominated: Nominated): Basis {
  return { preemptor, snapshot, nominated, second: timestamp(now) };
}

function sameBudgets({ budgets }: Preemptor, { budgets: others }: Preemptor): boolean {
  return budgets.length === others.length && budgets.every((budget, i) => budget === others[i]);
}
