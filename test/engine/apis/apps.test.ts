import t from 'tap';
import type { DaemonSet, Deployment, StatefulSet } from '../../../engine/apis/generated/apps.v1.js';
import type { JsonObject, KubeObject } from '../../../engine/apimachinery/object.js';
import { TEMPLATE_GENERATION } from '../../../engine/apis/apps/daemonset.js';
import { created, decoded, messages, updated } from './verdicts/strategies.js';

const template = (labels: object = { app: 'a' }) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'c', image: 'nginx:1' }] },
});
const object = (kind: string, spec: object = {}): JsonObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'x' },
  spec: { selector: { matchLabels: { app: 'a' } }, template: template(), ...spec },
});

/** A stored object, and what a PUT of it with another spec is. */
function stored<T extends KubeObject & { readonly spec: object }>(body: JsonObject) {
  const made = created(body).object as T;
  const old = { ...made, metadata: { ...made.metadata, resourceVersion: '1' } };
  const sent = (spec: object, more: object = {}): JsonObject => ({
    ...(JSON.parse(JSON.stringify(old)) as JsonObject),
    ...more,
    spec: { ...old.spec, ...spec },
  });
  return { old, sent };
}

t.test('defaults of the kinds that keep pods running', (t) => {
  const cases: readonly (readonly [string, JsonObject, object])[] = [
    [
      'a deployment rolls a quarter at a time',
      object('Deployment'),
      {
        replicas: 1,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      },
    ],
    [
      'a deployment that recreates has no rolling parameters',
      object('Deployment', { strategy: { type: 'Recreate' } }),
      { strategy: { type: 'Recreate' } },
    ],
    ['a replica set has one replica', object('ReplicaSet'), { replicas: 1 }],
    [
      'a daemon set replaces one by one',
      object('DaemonSet'),
      {
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
        revisionHistoryLimit: 10,
      },
    ],
    [
      'a stateful set goes in order and keeps its claims',
      object('StatefulSet', { serviceName: 's' }),
      {
        replicas: 1,
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        revisionHistoryLimit: 10,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      },
    ],
  ];
  for (const [claim, body, want] of cases) t.match((decoded(body) as Deployment).spec, want, claim);
  t.end();
});

t.test('defaulting shares what is complete', (t) => {
  for (const kind of ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet']) {
    const once = decoded(object(kind)) as Deployment;
    // Reading puts the fields in Go's order, once.
    const read = decoded(once as unknown as JsonObject) as Deployment;
    t.same(read.spec, once.spec, `${kind}: nothing is added twice`);
    t.equal((decoded(read as unknown as JsonObject) as Deployment).spec.template, read.spec.template, kind);
  }
  t.end();
});

t.test('generations count changes of the spec', (t) => {
  for (const kind of ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet']) {
    const { old, sent } = stored<Deployment>(object(kind));
    t.equal(old.metadata.generation, 1, `${kind}: 1 when it is new`);
    t.equal(updated(sent({ minReadySeconds: 5 }), old).object.metadata.generation, 2, `${kind}: one up with its spec`);
    t.equal(
      updated(sent({}, { status: { replicas: 7 } }), old).object.metadata.generation,
      1,
      `${kind}: its status does not count`,
    );
    const status = updated(sent({ minReadySeconds: 5 }), old, 'status').object as Deployment;
    t.same([status.metadata.generation, status.spec], [1, old.spec], `${kind}: a status update leaves the spec alone`);
  }
  const { old, sent } = stored<Deployment>(object('Deployment'));
  const annotated = sent({}, { metadata: { ...old.metadata, annotations: { a: 'b' } } });
  t.equal(
    updated(annotated, old).object.metadata.generation,
    2,
    'annotations of a deployment count, for they go to its replica sets',
  );
  t.end();
});

t.test("a daemon set's annotation counts changes of its template", (t) => {
  const { old, sent } = stored<DaemonSet>(object('DaemonSet'));
  const count = ({ metadata }: KubeObject) => metadata.annotations?.[TEMPLATE_GENERATION];
  t.equal(count(old), '1');
  t.equal(count(updated(sent({ minReadySeconds: 1 }), old).object), '1', 'kept while the template is');
  const other = { ...template(), spec: { containers: [{ name: 'c', image: 'nginx:2' }] } };
  t.equal(count(updated(sent({ template: other }), old).object), '2', 'one up with the template');
  const meddled = sent({}, { metadata: { ...old.metadata, annotations: { [TEMPLATE_GENERATION]: '9' } } });
  t.equal(count(updated(meddled, old).object), '1', 'nobody else writes it');
  t.end();
});

t.test('selectors never change', (t) => {
  for (const kind of ['Deployment', 'ReplicaSet', 'DaemonSet']) {
    const { old, sent } = stored<Deployment>(object(kind));
    const moved = updated(sent({ selector: { matchLabels: { app: 'b' } }, template: template({ app: 'b' }) }), old);
    t.same(messages(moved), ['spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable'], kind);
  }
  t.end();
});

t.test('a stateful set', (t) => {
  const claims = [
    {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
  ];
  const rolling = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2 } };
  const { old, sent } = stored<StatefulSet>(
    object('StatefulSet', { volumeClaimTemplates: claims, updateStrategy: rolling }),
  );
  t.match(old.spec.volumeClaimTemplates, [
    { kind: 'PersistentVolumeClaim', apiVersion: 'v1', status: { phase: 'Pending' } },
  ]);
  t.same(old.spec.updateStrategy.rollingUpdate, { partition: 0 }, 'drops maxUnavailable, whose feature is off');
  t.match(messages(updated(sent({ serviceName: 'other' }), old)), [
    /^spec: Forbidden: updates to statefulset spec for fields other than 'replicas'/,
  ]);
  t.same(messages(updated(sent({ replicas: 5, minReadySeconds: 3 }), old)), [], 'may be scaled');
  t.end();
});

t.test('pods of these kinds are always restarted', (t) => {
  const once = { ...template(), spec: { ...template().spec, restartPolicy: 'Never', activeDeadlineSeconds: 5 } };
  for (const kind of ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'])
    t.equal(
      messages(created(object(kind, { template: once })))[0],
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
      kind,
    );
  t.end();
});
