import fc from 'fast-check';
import t from 'tap';
import { diffAsserted } from '../../../conformance/expectations/diff.js';
import { matchPartial } from '../../../conformance/expectations/match.js';
import { pathParts, shownPath } from '../../../conformance/expectations/path.js';
import { nanosOf, sameQuantity } from '../../../conformance/expectations/quantity.js';
import { schemaOfKind } from '../../../conformance/expectations/schema.js';

const deployment = schemaOfKind({ group: 'apps', version: 'v1', kind: 'Deployment' });
const pod = schemaOfKind({ group: '', version: 'v1', kind: 'Pod' });

const DEPLOYMENT = {
  metadata: { name: 'web', labels: { app: 'web', tier: 'front' }, finalizers: ['a', 'b'] },
  spec: {
    replicas: 3,
    template: {
      spec: {
        containers: [
          { name: 'web', image: 'nginx:1', args: ['-x', '-y'] },
          { name: 'log', image: 'log:2' },
        ],
      },
    },
  },
  status: {
    conditions: [
      { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
      { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' },
    ],
  },
};

const containers = (value: unknown) => ({ spec: { template: { spec: { containers: value } } } });

const CASES: readonly (readonly [claim: string, asserted: unknown, mismatches: readonly string[]])[] = [
  ['an object is a subset', { metadata: { name: 'web' } }, []],
  ['a field that differs is told by its path', { spec: { replicas: 4 } }, ['spec.replicas']],
  ['a field that is absent is told', { spec: { paused: true } }, ['spec.paused']],
  ['null means absent', { spec: { paused: null } }, []],
  ['null of what is there does not match', { spec: { replicas: null } }, ['spec.replicas']],
  ['fields of an absent object may all be absent', { spec: { strategy: { type: null } } }, []],
  ['labels are a subset', { metadata: { labels: { app: 'web' } } }, []],
  [
    'conditions are matched by type, others may be there',
    { status: { conditions: [{ type: 'Progressing', status: 'False' }] } },
    [],
  ],
  [
    'order does not count for conditions',
    { status: { conditions: [{ type: 'Progressing' }, { type: 'Available' }] } },
    [],
  ],
  [
    'the condition that differs is told, not its place',
    { status: { conditions: [{ type: 'Progressing', status: 'True' }] } },
    ['status.conditions[0].status'],
  ],
  [
    'a condition that is not there is told',
    { status: { conditions: [{ type: 'ReplicaFailure' }] } },
    ['status.conditions[0]'],
  ],
  ['containers are matched by name', containers([{ name: 'log', image: 'log:2' }]), []],
  ['other lists match in any order', containers([{ name: 'web', args: ['-y', '-x'] }]), []],
  [
    'other lists must have the same length',
    containers([{ name: 'web', args: ['-y'] }]),
    ['spec.template.spec.containers[0].args'],
  ],
  ['$contains lets others be there', containers([{ name: 'web', args: { $contains: ['-y'] } }]), []],
  [
    '$contains does not let what is not there be',
    containers([{ name: 'web', args: { $contains: ['-z'] } }]),
    ['spec.template.spec.containers[0].args.$contains[0]'],
  ],
  ['$exactly of a list keeps the order', containers([{ name: 'web', args: { $exactly: ['-x', '-y'] } }]), []],
  [
    '$exactly of a list in another order does not match',
    containers([{ name: 'web', args: { $exactly: ['-y', '-x'] } }]),
    ['spec.template.spec.containers[0].args.$exactly[0]', 'spec.template.spec.containers[0].args.$exactly[1]'],
  ],
  [
    '$exactly of an object allows no other field',
    { metadata: { labels: { $exactly: { app: 'web' } } } },
    ['metadata.labels.$exactly.tier'],
  ],
  [
    '$exactly of an object with all of them matches',
    { metadata: { labels: { $exactly: { app: 'web', tier: 'front' } } } },
    [],
  ],
  [
    '$contains of a text finds a part',
    { status: { conditions: [{ type: 'Progressing', reason: { $contains: 'Deadline' } }] } },
    [],
  ],
  [
    '$contains of a text that is not in there does not match',
    { metadata: { name: { $contains: 'x' } } },
    ['metadata.name.$contains'],
  ],
  ['an empty list means that there is none', { spec: { template: { spec: { initContainers: [] } } } }, []],
  ['an empty list does not match one that is not', { metadata: { finalizers: [] } }, ['metadata.finalizers']],
  ['an empty object means that there is one', { spec: {} }, []],
  ['a number is not its text', { spec: { replicas: '3' } }, ['spec.replicas']],
];

for (const [claim, asserted, mismatches] of CASES) {
  t.test(claim, (t) => {
    const match = matchPartial(asserted, DEPLOYMENT, deployment);
    t.same(
      match.mismatches.map(({ path }) => path),
      mismatches,
    );
    t.equal(match.mismatches.length === 0, match.agreed === match.asserted, 'the score says the same');
    t.end();
  });
}

t.test('quantities compare by amount where the schema says so, and nowhere else', (t) => {
  const actual = {
    spec: { containers: [{ name: 'c', image: '1', resources: { requests: { cpu: '1', memory: '1024Mi' } } }] },
  };
  const asserted = (cpu: unknown, memory: unknown) => ({
    spec: { containers: [{ name: 'c', resources: { requests: { cpu, memory } } }] },
  });
  t.same(matchPartial(asserted(1, '1Gi'), actual, pod).mismatches, []);
  t.same(matchPartial(asserted('1000m', '1Gi'), actual, pod).mismatches, []);
  t.equal(matchPartial(asserted('999m', '1Gi'), actual, pod).mismatches.length, 1);
  t.equal(matchPartial({ spec: { containers: [{ name: 'c', image: 1 }] } }, actual, pod).mismatches.length, 1);
  t.end();
});

t.test('a port given without its protocol is matched by its number', (t) => {
  const actual = {
    spec: {
      containers: [
        {
          name: 'c',
          ports: [
            { containerPort: 80, protocol: 'TCP', name: 'web' },
            { containerPort: 80, protocol: 'UDP' },
          ],
        },
      ],
    },
  };
  const asserted = { spec: { containers: [{ name: 'c', ports: [{ containerPort: 80, name: 'web' }] }] } };
  t.same(matchPartial(asserted, actual, pod).mismatches, []);
  t.end();
});

const json = fc
  .jsonValue({ maxDepth: 3, noUnicodeString: false })
  .filter((value) => !JSON.stringify(value).includes('$'));

t.test('everything matches itself', (t) => {
  fc.assert(fc.property(json, (value) => matchPartial(value, value).mismatches.length === 0));
  t.end();
});

t.test('everything is exactly itself', (t) => {
  const noNull = json.filter((value) => !JSON.stringify(value).includes('null'));
  fc.assert(fc.property(noNull, (value) => matchPartial({ $exactly: value }, value).mismatches.length === 0));
  t.end();
});

t.test('a list matches its permutations, and what matches loses nothing by more fields', (t) => {
  const items = fc.array(fc.record({ a: fc.integer({ min: 0, max: 3 }), b: fc.integer({ min: 0, max: 3 }) }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(items, fc.integer(), (list, seed) => {
      const shuffled = [...list].sort((x, y) => ((x.a * 7 + x.b * 3 + seed) % 5) - ((y.a * 7 + y.b * 3 + seed) % 5));
      const wider = shuffled.map((item) => ({ ...item, more: true }));
      return matchPartial(list, wider).mismatches.length === 0;
    }),
  );
  t.end();
});

t.test('the score never exceeds what is asserted', (t) => {
  fc.assert(
    fc.property(json, json, (expected, actual) => {
      const { asserted, agreed, mismatches } = matchPartial(expected, actual);
      return agreed <= asserted && (mismatches.length === 0) === (agreed === asserted);
    }),
  );
  t.end();
});

t.test('a difference shows asserted fields only, elements by their keys', (t) => {
  const asserted = { metadata: { name: 'web' }, status: { conditions: [{ type: 'Progressing', status: 'True' }] } };
  t.same(diffAsserted(asserted, DEPLOYMENT, deployment), [
    '  metadata:',
    '    name: web',
    '  status:',
    '    conditions:',
    '    - type: Progressing',
    '-     status: "True"',
    '+     status: "False"',
  ]);
  t.end();
});

t.test('paths are shown by the keys of elements', (t) => {
  const asserted = {
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
    metadata: { labels: { 'a/b': 'c' } },
  };
  t.equal(shownPath('status.conditions[0].status', asserted, pod), 'status.conditions[type=Ready].status');
  t.equal(shownPath('metadata.labels["a/b"]', asserted, pod), 'metadata.labels["a/b"]');
  t.same(pathParts('a.b[0]["c/d"].$exactly[1]'), ['a', 'b', 0, 'c/d', '$exactly', 1]);
  t.end();
});

t.test('quantities are amounts', (t) => {
  for (const [a, b] of [
    ['1', 1],
    ['1000m', '1'],
    ['1Gi', '1024Mi'],
    ['1k', '1000'],
    ['0.5', '500m'],
    ['1e3', '1k'],
  ])
    t.ok(sameQuantity(a, b), `${a} = ${b}`);
  for (const text of ['', 'x', '1GiB', '1 Gi', null, true]) t.equal(nanosOf(text), undefined);
  t.end();
});
