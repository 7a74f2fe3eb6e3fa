import fc from 'fast-check';
import t from 'tap';
import { happening, machine, type Happening } from './naive/arbitrary.js';
import type { Machine } from './naive/cluster.js';
import { nothingSeen, Watched } from './naive/watch.js';

/**
 * Random clusters, each step of which is checked against the rules of naive/: resources, ports, taints, selectors, affinity
 * in both directions, spreading, volumes, priorities, preemption with nominated pods and budgets.
 */

const MINUTES = 60_000;
const RUNS = 1_500;
const WHAT = ['binds', 'preemptions', 'victims', 'minimal', 'waiting'] as const;

function watched(machines: readonly Machine[], happenings: readonly Happening[]): Watched {
  const cluster = new Watched(machines);
  for (const one of happenings) {
    cluster.happens(one);
    cluster.checkRoom();
  }
  // What nothing woke is tried again after five minutes, until such a round changes nothing any more.
  let before: number;
  do {
    before = changes(cluster);
    cluster.run(cluster.world.now + 12 * MINUTES);
  } while (changes(cluster) > before);
  cluster.checkRoom();
  cluster.checkWaiting();
  return cluster;
}

function changes({ seen: { binds, preemptions } }: Watched): number {
  return binds + preemptions;
}

t.test('no bind breaks a hard rule, nobody waits for nothing, and preemption takes no more than it must', (t) => {
  const seen = nothingSeen();
  const soak = process.env['SOAK'];
  fc.assert(
    fc.property(
      fc.array(machine, { minLength: 1, maxLength: 5 }),
      fc.array(happening, { minLength: 3, maxLength: 20 }),
      (machines, happenings) => {
        const { seen: one } = watched(machines, happenings);
        for (const what of WHAT) seen[what] += one[what];
      },
    ),
    { numRuns: Number(soak ?? 1) * RUNS, seed: soak === undefined ? 1 : undefined },
  );
  t.comment(JSON.stringify(seen));
  for (const what of WHAT) t.ok(seen[what] > RUNS / 10, `${what}: ${seen[what]}`);
  t.end();
});
