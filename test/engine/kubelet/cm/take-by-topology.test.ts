import * as fc from 'fast-check';
import t from 'tap';
import { cpuSet, formatCpuSet, parseCpuSet } from '../../../../engine/kubelet/cm/cpumanager/cpuset.js';
import { takeByTopology } from '../../../../engine/kubelet/cm/cpumanager/take-by-topology.js';
import { allCpus, placeOfCpu, type CpuTopology } from '../../../../engine/kubelet/cm/cpumanager/topology.js';

const ONE_SOCKET_HT: CpuTopology = { sockets: 1, cores: 4, threads: 2 };
const TWO_SOCKETS: CpuTopology = { sockets: 2, cores: 4, threads: 1 };
const TWO_SOCKETS_HT: CpuTopology = { sockets: 2, cores: 3, threads: 2 };

const rows: readonly [string, CpuTopology, string, number, string][] = [
  ['nothing asked for', ONE_SOCKET_HT, '0-7', 0, ''],
  ['one thread of the first core', ONE_SOCKET_HT, '0-7', 1, '0'],
  ['the thread whose core is taken in part already', ONE_SOCKET_HT, '1,3,5-7', 1, '6'],
  ['a whole core', ONE_SOCKET_HT, '0-7', 2, '0,4'],
  ['the only core that is wholly free', ONE_SOCKET_HT, '0-3,6', 2, '2,6'],
  ['a core, then a thread of a core in part', ONE_SOCKET_HT, '0-6', 3, '0,3-4'],
  ['everything', ONE_SOCKET_HT, '0-7', 8, '0-7'],
  ['a whole socket before pieces of the fuller one', TWO_SOCKETS, '1,3-7', 4, '4-7'],
  ['pieces of both when no socket is free', TWO_SOCKETS, '1,3,6-7', 4, '1,3,6-7'],
  ['the fuller socket first when a part is enough', TWO_SOCKETS, '0-1,3-7', 2, '0-1'],
  ['one socket and one core of the other', TWO_SOCKETS_HT, '0-11', 8, '0-3,6-9'],
  ['a core of the fuller socket', TWO_SOCKETS_HT, '0-3,6-9', 2, '3,9'],
];

t.test('which cpus are taken', async (t) => {
  for (const [claim, topology, available, count, taken] of rows) {
    const result = takeByTopology(topology, parseCpuSet(available) ?? [], count);
    t.equal(result.ok ? formatCpuSet(result.value) : result.error, taken, claim);
  }
});

t.test('more than there are: an error in the words of the kubelet', async (t) => {
  const result = takeByTopology(ONE_SOCKET_HT, [0, 2, 4, 6], 5);
  t.match(result, { ok: false, error: 'not enough cpus available to satisfy request: requested=5, available=4' });
});

t.test('cpus are numbered as Linux numbers them', async (t) => {
  t.same(placeOfCpu(TWO_SOCKETS_HT, 0), { core: 0, socket: 0 });
  t.same(placeOfCpu(TWO_SOCKETS_HT, 4), { core: 4, socket: 1 });
  t.same(placeOfCpu(TWO_SOCKETS_HT, 6), { core: 0, socket: 0 }, 'the second thread of the first core');
});

const topologies = fc.record({
  sockets: fc.integer({ min: 1, max: 3 }),
  cores: fc.integer({ min: 1, max: 6 }),
  threads: fc.integer({ min: 1, max: 2 }),
});

t.test('any choice is of the available cpus, as many as asked for, and breaks as few cores as it can', async () => {
  fc.assert(
    fc.property(topologies, fc.infiniteStream(fc.boolean()), fc.nat(), (topology, coins, wanted) => {
      const available = allCpus(topology).filter(() => coins.next().value as boolean);
      const count = available.length === 0 ? 0 : wanted % (available.length + 1);
      const result = takeByTopology(topology, available, count);
      if (!result.ok) return false;
      const { value } = result;
      const touched = new Set(value.map((cpu) => placeOfCpu(topology, cpu).core));
      const partly = [...touched].filter((core) => {
        const of = (cpus: readonly number[]) => cpus.filter((cpu) => placeOfCpu(topology, cpu).core === core).length;
        return of(available) === topology.threads && of(value) < topology.threads;
      });
      return value.length === count && value.every((cpu) => available.includes(cpu)) && partly.length <= 1;
    }),
  );
});

t.test('a list of cpus reads back as it was written', async () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200)), (numbers) => {
      const cpus = cpuSet(numbers);
      return formatCpuSet(parseCpuSet(formatCpuSet(cpus)) ?? []) === formatCpuSet(cpus);
    }),
  );
});
