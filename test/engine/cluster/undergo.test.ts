import t from 'tap';
import { createCluster, reduce, type Cluster, type Fault } from '../../../engine/index.js';
import type { Running } from '../../../engine/cluster/cluster.js';
import { undergone } from '../../../engine/cluster/undergo.js';

const CLUSTER = createCluster({ nodes: [{ name: 'n1' }, { name: 'n2' }], seed: 1 });

function faulty(cluster: Cluster, ...faults: readonly Fault[]): Cluster {
  return faults.reduce((before, fault) => reduce(before, { type: 'fault', fault }), cluster);
}

function running(cluster: Cluster, id: string): Running {
  const found = cluster.components.get(id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
}

t.test('of the registry every kubelet that runs is told, and nobody else', (t) => {
  const stopped = faulty(CLUSTER, { type: 'component-stop', component: 'kubelet/n2' });
  const down = faulty(stopped, { type: 'registry-down' });
  const told = [...down.components].filter(([id, { process }]) => process !== running(stopped, id).process);
  t.same(
    told.map(([id]) => id),
    ['kubelet/n1'],
  );
  t.equal(
    running(down, 'kubelet/n2').halted,
    running(stopped, 'kubelet/n2').halted,
    'one that is stopped hears nothing',
  );
  t.equal(running(faulty(CLUSTER, { type: 'registry-up' }), 'kubelet/n1'), running(CLUSTER, 'kubelet/n1'), 'it was up');
  t.end();
});

t.test('a component whose work waits is told all that has happened since, in order and by its time', (t) => {
  const kubelet = running(CLUSTER, 'kubelet/n1');
  const { process } = kubelet;
  if (process === undefined) throw new Error('it runs');
  const taken = { work: { key: 'n1', cause: 0 }, process, run: () => undefined };
  const { server, rng } = CLUSTER;
  const inflight = { taken, store: server.store, startedAt: 0, rng, answers: [], until: 9, lagging: false, missed: [] };
  const down = undergone({ ...kubelet, inflight }, 'registry-down', 1);
  t.not(down.process, process, 'it knows at once');
  t.same(undergone(down, 'registry-up', 2).inflight?.missed, [
    { occurrence: 'registry-down', at: 1 },
    { occurrence: 'registry-up', at: 2 },
  ]);
  t.end();
});
