/** Numbers of logical cpus, ascending, each once. */
export type CpuSet = readonly number[];

export const NO_CPUS: CpuSet = [];

export function cpuSet(cpus: Iterable<number>): CpuSet {
  return [...new Set(cpus)].sort((a, b) => a - b);
}

export function union(a: CpuSet, b: CpuSet): CpuSet {
  return b.length === 0 ? a : cpuSet([...a, ...b]);
}

export function difference(a: CpuSet, b: CpuSet): CpuSet {
  const without = new Set(b);
  return b.length === 0 ? a : a.filter((cpu) => !without.has(cpu));
}

export function intersection(a: CpuSet, b: CpuSet): CpuSet {
  const both = new Set(b);
  return a.filter((cpu) => both.has(cpu));
}

/** '0-3,7', as the kernel and cpuset.String (k8s.io/utils) write it. */
export function formatCpuSet(cpus: CpuSet): string {
  const ranges: { start: number; end: number }[] = [];
  for (const cpu of cpus) {
    const last = ranges[ranges.length - 1];
    if (last !== undefined && last.end === cpu - 1) last.end = cpu;
    else ranges.push({ start: cpu, end: cpu });
  }
  return ranges.map(({ start, end }) => (start === end ? String(start) : `${start}-${end}`)).join(',');
}

/** What '0-3,7' means; undefined: it is no list of cpus. */
export function parseCpuSet(text: string): CpuSet | undefined {
  if (text === '') return NO_CPUS;
  const cpus: number[] = [];
  for (const part of text.split(',')) {
    const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part) ?? [];
    if (first === undefined || Number(last) < Number(first)) return undefined;
    for (let cpu = Number(first); cpu <= Number(last); cpu++) cpus.push(cpu);
  }
  return cpuSet(cpus);
}
