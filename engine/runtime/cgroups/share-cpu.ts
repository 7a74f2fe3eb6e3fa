/** A cgroup as the scheduler of the kernel sees it. Amounts are microcores: a millionth of a cpu. */
export interface CpuGroup {
  readonly id: string;
  /** cpu.weight */
  readonly weight: number;
  /** cpu.max; Infinity: no limit. */
  readonly limit: number;
  /** What its own processes want. */
  readonly demand: number;
  readonly children: readonly CpuGroup[];
}

/**
 * Who gets how much: at each level, what there is is shared out by weight among those who want more, and nobody gets
 * more than it wants or may have. Long-run shares of the kernel's fair scheduler; scheduling latency is left out.
 */
export function shareCpu(root: CpuGroup, available: number): ReadonlyMap<string, number> {
  const granted = new Map<string, number>();
  grant(root, Math.min(available, wantOf(root)), granted);
  return granted;
}

function wantOf({ demand, children, limit }: CpuGroup): number {
  let want = demand;
  for (const child of children) want += wantOf(child);
  return Math.min(want, limit);
}

function grant(group: CpuGroup, amount: number, granted: Map<string, number>): void {
  granted.set(group.id, amount);
  if (group.children.length === 0) return;
  const wants = group.children.map(wantOf);
  const parts = fill(
    group.children.map(({ weight }) => weight),
    wants,
    amount - group.demand,
  );
  for (const [index, child] of group.children.entries()) grant(child, parts[index] ?? 0, granted);
}

/** Weighted max-min fairness: those who want less than their part leave the rest to the others. */
export function fill(weights: readonly number[], wants: readonly number[], amount: number): readonly number[] {
  const parts = wants.map(() => 0);
  let left = amount;
  let open = wants.flatMap((want, index) => (want > 0 ? [index] : []));
  while (open.length > 0 && left > 0) {
    const total = open.reduce((sum, index) => sum + (weights[index] ?? 0), 0);
    const part = (index: number): number => Math.floor((left * (weights[index] ?? 0)) / total);
    const sated = open.filter((index) => (wants[index] ?? 0) <= part(index));
    const served = sated.length > 0 ? sated : open;
    for (const index of served) parts[index] = sated.length > 0 ? (wants[index] ?? 0) : part(index);
    left -= served.reduce((sum, index) => sum + (parts[index] ?? 0), 0);
    open = sated.length > 0 ? open.filter((index) => !sated.includes(index)) : [];
  }
  return parts;
}
