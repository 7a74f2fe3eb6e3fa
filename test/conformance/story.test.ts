import t from 'tap';
import { tellStory } from '../../conformance/runner/story.js';
import type { StepRecord } from '../../engine/index.js';
import { worldOf } from './world.js';

type Told = Pick<StepRecord, 'who' | 'what' | 'cause'> & Partial<StepRecord>;

/** Records in order, numbered from 1, a second apart. */
function records(...steps: readonly Told[]): readonly StepRecord[] {
  return steps.map((step, index) => ({
    seq: index + 1,
    at: index * 1_000,
    type: 'work',
    changes: [],
    refused: [],
    ...step,
  }));
}

function change(type: 'ADDED' | 'MODIFIED' | 'DELETED', resource: string, name: string): StepRecord['changes'][number] {
  return { type, resource, namespace: 'default', name } as StepRecord['changes'][number];
}

const ROLLOUT = records(
  { type: 'request', who: 'spec', what: 'POST /x', cause: 0, changes: [change('ADDED', 'apps/deployments', 'web')] },
  {
    who: 'deployment-controller',
    what: 'default/web',
    cause: 1,
    changes: [change('ADDED', 'apps/replicasets', 'web-1')],
  },
  { who: 'other-controller', what: 'default/db', cause: 0, changes: [change('MODIFIED', 'pods', 'db')] },
  { who: 'replicaset-controller', what: 'default/web-1', cause: 2, changes: [change('ADDED', 'pods', 'web-1-a')] },
  { who: 'kubelet/n1', what: 'default/web-1-a', cause: 4, changes: [change('MODIFIED', 'pods', 'web-1-a')] },
);

t.test('a story goes from cause to effect, and leaves out what has no part in it', (t) => {
  t.same(tellStory(ROLLOUT, worldOf({}), 'pod/web-1-a'), [
    '      0s  #1 spec: POST /x created deployment/web',
    '      1s  #2 deployment-controller (default/web) created replicaset/web-1',
    '      3s  #4 replicaset-controller (default/web-1) created pod/web-1-a',
    '      4s  #5 kubelet/n1 (default/web-1-a) changed pod/web-1-a',
  ]);
  t.end();
});

t.test('it ends with the last change of the object that it is about', (t) => {
  const about = (object: string | undefined) => tellStory(ROLLOUT, worldOf({}), object).at(-1);
  t.match(about('replicaset/web-1'), /#2 deployment-controller/);
  t.match(about('pod/db in default'), /#3 other-controller/);
  t.match(about(undefined), /#5 kubelet\/n1/, 'without an object, with the last change of all');
  t.match(about('pod/nobody'), /#1 spec/, 'of what never was there, only what came from outside is told');
  t.end();
});

t.test('what came from outside last is told although it changed something else, questions are not', (t) => {
  const told = tellStory(
    records(
      { type: 'request', who: 'spec', what: 'POST /pods', cause: 0, changes: [change('ADDED', 'pods', 'web')] },
      { type: 'fault', who: 'fault', what: 'node-stop n1', cause: 0 },
      { type: 'request', who: 'kubectl', what: 'GET /pods', cause: 0 },
      {
        type: 'request',
        who: 'kubectl',
        what: 'GET /nothing',
        cause: 0,
        refused: [{ method: 'GET', code: 404, message: 'no' }] as never,
      },
      {
        type: 'request',
        who: 'spec',
        what: 'DELETE /x',
        cause: 0,
        refused: [{ method: 'DELETE', code: 403, message: 'm'.repeat(200) }] as never,
      },
    ),
    worldOf({}),
    'pod/web',
  );
  t.match(told, [/#1 spec: POST/, /#2 fault node-stop n1$/, /#5 spec: DELETE \/x was refused \(403\): m{99}…$/]);
  t.equal(told.length, 3);
  t.end();
});

t.test('a long chain keeps its end, and many changes of a step are counted', (t) => {
  const many = records(
    ...Array.from({ length: 30 }, (_, index): Told => ({
      who: 'a',
      what: `turn ${index}`,
      cause: index,
      changes: Array.from({ length: 9 }, (_, pod) => change('MODIFIED', 'pods', `p${pod}`)),
    })),
  );
  const told = tellStory(many, worldOf({}), 'pod/p0');
  t.equal(told.length, 8);
  t.match(
    told.at(-1),
    /#30 a \(turn 29\) changed pod\/p0, changed pod\/p1, changed pod\/p2, changed pod\/p3 and 5 more/,
  );
  t.end();
});

t.test('the newest warnings about the object come last, repetitions counted', (t) => {
  const event = (name: string, reason: string, version: number, type = 'Warning', count = 1) => ({
    metadata: { name: `${name}.${version}`, resourceVersion: String(version) },
    involvedObject: { kind: 'Pod', name },
    reason,
    message: `m${version}`,
    type,
    count,
  });
  const world = worldOf({
    events: [
      event('web', 'Failed', 3, 'Warning', 4),
      event('web', 'Pulled', 4, 'Normal'),
      event('db', 'Failed', 5),
      event('web-1', 'BackOff', 6),
    ],
  });
  t.same(tellStory(ROLLOUT.slice(0, 1), world, 'pod/web').slice(1), [
    '  event  pod/web Failed: m3 (4 times)',
    '  event  pod/web-1 BackOff: m6',
  ]);
  t.end();
});
