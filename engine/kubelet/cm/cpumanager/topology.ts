import { cpuSet, type CpuSet } from './cpuset.js';

/** How a machine's cpus are laid out. A socket is a NUMA node. */
export interface CpuTopology {
  readonly sockets: number;
  /** Physical cores of one socket. */
  readonly cores: number;
  /** Logical cpus of one core. */
  readonly threads: number;
}

/** Where one logical cpu sits. */
export interface CpuPlace {
  /** Number of the physical core, unique in the machine. */
  readonly core: number;
  readonly socket: number;
}

export function numCpus({ sockets, cores, threads }: CpuTopology): number {
  return sockets * cores * threads;
}

export function allCpus(topology: CpuTopology): CpuSet {
  return Array.from({ length: numCpus(topology) }, (_, cpu) => cpu);
}

/** As Linux numbers them: the first threads of all cores, socket by socket, then the second threads. */
export function placeOfCpu({ sockets, cores }: CpuTopology, cpu: number): CpuPlace {
  const core = cpu % (sockets * cores);
  return { core, socket: Math.floor(core / cores) };
}

/** The cpus of a set that sit on the same cores as any of `cpus`. */
export function siblings(topology: CpuTopology, cpus: CpuSet): CpuSet {
  const cores = new Set(cpus.map((cpu) => placeOfCpu(topology, cpu).core));
  return cpuSet(allCpus(topology).filter((cpu) => cores.has(placeOfCpu(topology, cpu).core)));
}
