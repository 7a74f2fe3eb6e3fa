import t from 'tap';
import { createCluster, request, type Cluster } from '../../../engine/index.js';
import { changesSince } from '../../../engine/apiserver/store.js';
import type { Process } from '../../../engine/client/erase.js';
import { NEW_RECORDER } from '../../../engine/client/event-recorder.js';
import type { Running } from '../../../engine/cluster/cluster.js';
import type { Outcome } from '../../../engine/cluster/foresight.js';
import { seeded } from '../../../engine/core/rng.js';
import { KnownNews } from '../../../conformance/properties/exploration/exhaustive/known-news.js';
import { KnownTurns, type Known } from '../../../conformance/properties/exploration/exhaustive/known-turns.js';

const cluster = createCluster({ nodes: [{ name: 'n1' }], seed: 1 });
const running = cluster.components.get('kubelet/n1') as Running & { readonly process: Process };

function outcome(at: Cluster, parts: Partial<Outcome> = {}): Outcome {
  const { server, faults } = at;
  const { process, recorder } = running;
  return {
    work: { key: '', cause: 0 },
    process,
    recorder,
    server,
    faults,
    rng: undefined,
    events: [],
    refused: [],
    writes: 0,
    requests: 0,
    draws: [],
    passedOn: false,
    ...parts,
  };
}

function written(name: string): Cluster {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
  const path = '/api/v1/namespaces/default/configmaps';
  return request(cluster, { type: 'request', method: 'POST', path, body }, 'spec').cluster;
}

/** How many of two turns are worked out. */
function workedOut(
  first: readonly [Cluster, Running],
  second: readonly [Cluster, Running],
  parts: Partial<Outcome> = {},
): number {
  const known = new KnownTurns();
  let times = 0;
  for (const [at, who] of [first, second])
    known.of(at, who, (): Known => {
      times += 1;
      return { outcome: outcome(at, parts) };
    });
  return times;
}

t.test('a turn is worked out again when anything has changed that it follows from', (t) => {
  const same: readonly [Cluster, Running] = [cluster, running];
  t.equal(workedOut(same, same), 1, 'the same turn is known');
  t.equal(
    workedOut(same, [
      { ...cluster, seq: 7, urgent: 7, loads: [] },
      { ...running, bucketFull: 7 },
    ]),
    1,
    'as is one elsewhere',
  );
  const moved = { ...cluster, rng: seeded(99) };
  t.equal(workedOut(same, [moved, running]), 1, 'chance is nothing to a turn that draws nothing');
  const drawn = { rng: seeded(5) };
  t.equal(workedOut(same, same, drawn), 1);
  const rows: readonly (readonly [string, Cluster, Running, Partial<Outcome>?])[] = [
    ['its memory', cluster, { ...running, process: running.process.component.start(1) }],
    ['the events that it has told', cluster, { ...running, recorder: { ...NEW_RECORDER } }],
    ['what is stored', written('a'), running],
    ['the time', { ...cluster, now: 1 }, running],
    ['what is broken', { ...cluster, faults: { ...cluster.faults } }, running],
    ['chance, where it draws', moved, running, drawn],
    ['nothing, where others than the API server answer', cluster, running, { passedOn: true }],
  ];
  for (const [name, at, who, parts] of rows) t.equal(workedOut(same, [at, who], parts), 2, name);
  t.end();
});

t.test('a turn that something holds up is not known', (t) => {
  const known = new KnownTurns();
  t.equal(
    known.of(cluster, running, () => undefined),
    undefined,
  );
  const now = { outcome: outcome(cluster) };
  t.equal(
    known.of(cluster, running, () => now),
    now,
  );
  t.end();
});

t.test('what a component makes of news is known for the same news, store and time', (t) => {
  const after = written('a');
  const [event] = changesSince(after.server.store, cluster.server.store);
  const [other] = changesSince(written('b').server.store, cluster.server.store);
  if (event === undefined || other === undefined) throw new Error('a write is a change');
  const { process } = running;
  const fresh = process.component.start(0);
  const rows: readonly (readonly [string, Cluster, Process, typeof event, number])[] = [
    ['the same', { ...after, seq: 9 }, process, event, 1],
    ['another component', after, fresh, event, 2],
    ['another change', after, process, other, 2],
    ['another store', written('b'), process, event, 2],
    ['another time', { ...after, now: 1 }, process, event, 2],
  ];
  for (const [name, at, who, what, times] of rows) {
    const known = new KnownNews();
    let heard = 0;
    const hear = (): { readonly process: Process } => {
      heard += 1;
      return { process: fresh };
    };
    known.of(after, process, event, hear);
    t.equal(known.of(at, who, what, hear).process, fresh);
    t.equal(heard, times, name);
  }
  t.end();
});
