import fc from 'fast-check';
import t from 'tap';
import { schemas } from '../../../../engine/apis/generated/schemas.js';
import { decode } from '../../../../engine/apis/decoding/decode.js';
import { schemaOf } from '../../../../engine/apiserver/registry/catalogue.js';

type Json = Record<string, unknown>;

function decoded(apiVersion: string, kind: string, value: Json) {
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const schema = schemaOf(group, version, kind);
  if (schema === undefined) throw new Error(`no schema of ${apiVersion} ${kind}`);
  return decode(schema, schemas, { apiVersion, kind, ...value }, { strict: true });
}

const pod = (spec: Json) => decoded('v1', 'Pod', { metadata: { name: 'p' }, spec });
const container = (fields: Json) => pod({ containers: [{ name: 'c', image: 'i', ...fields }] });

t.test('fields that no struct has are dropped and named by their paths', (t) => {
  const { value, unknownFields, errors } = decoded('apps/v1', 'Deployment', {
    metadata: { name: 'd', lables: {} },
    spec: {
      Replicas: 3,
      template: { spec: { containers: [{ name: 'c', imagepullpolicy: 'Always', env: [{ name: 'a', vlue: 'x' }] }] } },
    },
    dta: 1,
  });
  t.strictSame(unknownFields, [
    'unknown field "metadata.lables"',
    'unknown field "spec.Replicas"',
    'unknown field "spec.template.spec.containers[0].imagepullpolicy"',
    'unknown field "spec.template.spec.containers[0].env[0].vlue"',
    'unknown field "dta"',
  ]);
  t.strictSame(errors, []);
  t.notOk('dta' in value);
  t.end();
});

t.test('a value of the wrong type is refused in Go’s words', (t) => {
  const cases: readonly (readonly [Json, string])[] = [
    [{ replicas: 'three' }, 'cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32'],
    [{ replicas: 1.5 }, 'cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32'],
    [
      { replicas: 2 ** 40 },
      'cannot unmarshal number 1099511627776 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [{ paused: 1 }, 'cannot unmarshal number into Go struct field DeploymentSpec.spec.paused of type bool'],
    [
      { template: [] },
      'cannot unmarshal array into Go struct field DeploymentSpec.spec.template of type v1.PodTemplateSpec',
    ],
    [
      { template: { spec: { containers: { name: 'x' } } } },
      'cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container',
    ],
  ];
  for (const [spec, error] of cases)
    t.strictSame(decoded('apps/v1', 'Deployment', { spec }).errors, [`json: ${error}`], error);
  const named = decoded('apps/v1', 'Deployment', { metadata: { name: true } });
  t.strictSame(named.errors, [
    'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.name of type string',
  ]);
  t.end();
});

t.test('what Go leaves out when it is empty goes, what it always writes comes', (t) => {
  const written = (fields: Json) => container(fields).value['spec'];
  t.strictSame(written({ env: [], args: null, workingDir: '', stdin: false, resources: null }), {
    containers: [{ name: 'c', image: 'i', resources: {} }],
  });
  t.strictSame(written({ env: [{ name: '', value: '' }], securityContext: {}, tty: true }), {
    containers: [{ name: 'c', image: 'i', env: [{ name: '' }], resources: {}, securityContext: {}, tty: true }],
  });
  t.strictSame(pod({}).value['spec'], { containers: null }, 'a required list that is missing');
  t.strictSame(pod({ containers: [] }).value['spec'], { containers: null }, 'one that storage does not tell from it');
  const deployment = decoded('apps/v1', 'Deployment', { metadata: { creationTimestamp: null } }).value;
  t.strictSame(deployment['metadata'], {});
  t.strictSame(deployment['status'], {});
  t.strictSame(deployment['spec'], {
    selector: null,
    template: { metadata: {}, spec: { containers: null } },
    strategy: {},
  });
  t.end();
});

t.test('empty lists and maps stay until an object is stored', (t) => {
  const schema = schemaOf('networking.k8s.io', 'v1', 'Ingress');
  if (schema === undefined) throw new Error('no schema');
  const spec = (given: Json, keepEmpty: boolean) =>
    decode(schema, schemas, { spec: given }, { strict: true, keepEmpty }).value['spec'];
  t.strictSame(spec({ rules: [], tls: null }, true), { rules: [] });
  t.strictSame(spec({ rules: [], tls: null }, false), {});
  t.strictSame(spec({ rules: [{ http: { paths: [] } }] }, true), { rules: [{ http: { paths: [] } }] });
  t.strictSame(spec({ rules: [{ http: { paths: [] } }] }, false), { rules: [{ http: { paths: null } }] });
  const pod = { kind: 'Pod', apiVersion: 'v1', metadata: {}, spec: { containers: null, volumes: [] }, status: {} };
  const podSchema = schemaOf('', 'v1', 'Pod');
  if (podSchema === undefined) throw new Error('no schema');
  for (const keepEmpty of [true, false, true, false])
    t.equal(
      'volumes' in (decode(podSchema, schemas, pod, { strict: true, keepEmpty }).value['spec'] as Json),
      keepEmpty,
    );
  t.end();
});

t.test('fields come in the order of Go’s structs', (t) => {
  const { value } = decoded('v1', 'Service', {
    spec: { ports: [{ targetPort: 1, port: 2, name: 'a' }] },
    metadata: {},
  });
  t.strictSame(Object.keys(value), ['kind', 'apiVersion', 'metadata', 'spec', 'status']);
  t.equal(JSON.stringify(value['spec']), '{"ports":[{"name":"a","protocol":"TCP","port":2,"targetPort":1}]}');
  t.end();
});

t.test('quantities, times and integers-or-strings take their canonical form', (t) => {
  const resources = (requests: Json) => {
    const { value, errors } = container({ resources: { requests } });
    const [first] = (value['spec'] as { containers: { resources: { requests: Json } }[] }).containers;
    return errors.length > 0 ? errors : first?.resources.requests;
  };
  t.strictSame(resources({ cpu: 0.5, memory: '1024Ki', a: '1000m', b: 2 }), {
    cpu: '500m',
    memory: '1Mi',
    a: '1',
    b: '2',
  });
  t.strictSame(resources({ cpu: 'much' }), [
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ]);
  const time = (deletionTimestamp: unknown) => {
    const { value, errors } = decoded('v1', 'Pod', { metadata: { deletionTimestamp } });
    return errors[0] ?? (value['metadata'] as Json)['deletionTimestamp'];
  };
  t.equal(time('2026-01-02T03:04:05+02:00'), '2026-01-02T01:04:05Z');
  t.equal(time('2026-01-02T03:04:05.9Z'), '2026-01-02T03:04:05Z');
  t.equal(time(null), undefined);
  t.equal(time(''), 'parsing time "" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "2006"');
  t.equal(time('soon'), 'parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"');
  const lease = (renewTime: string) => decoded('coordination.k8s.io/v1', 'Lease', { spec: { renewTime } });
  t.strictSame(lease('2026-01-02T03:04:05.000010+01:00').value['spec'], { renewTime: '2026-01-02T02:04:05.000010Z' });
  t.strictSame(lease('2026-01-02T03:04:05Z').errors, [
    'parsing time "2026-01-02T03:04:05Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
  ]);
  const target = (targetPort: unknown) => decoded('v1', 'Service', { spec: { ports: [{ port: 1, targetPort }] } });
  t.match(target('http').value, { spec: { ports: [{ targetPort: 'http' }] } });
  t.match(target(8080).value, { spec: { ports: [{ targetPort: 8080 }] } });
  t.strictSame(target(true).errors, [
    'json: cannot unmarshal bool into Go struct field ServicePort.spec.ports.targetPort of type int32',
  ]);
  t.end();
});

t.test('bytes are base64', (t) => {
  const secret = (data: Json) => decoded('v1', 'Secret', { data });
  t.strictSame(secret({ a: 'eA==', b: '' }).value['data'], { a: 'eA==', b: '' });
  t.strictSame(secret({ a: '!' }).errors, ['illegal base64 data at input byte 0']);
  t.strictSame(secret({ a: 'eA=' }).errors, ['illegal base64 data at input byte 3']);
  t.end();
});

t.test('an object in canonical form comes back itself, and so do its parts', (t) => {
  const { value } = container({ ports: [{ containerPort: 80 }], resources: { limits: { cpu: '1' } } });
  const again = decoded('v1', 'Pod', value);
  const schema = schemaOf('', 'v1', 'Pod');
  if (schema === undefined) throw new Error('no schema');
  t.equal(decode(schema, schemas, value, { strict: true }).value, value);
  t.strictSame(again.value, value);
  const relabelled = decode(schema, schemas, { ...value, metadata: { name: 'q' } }, { strict: true }).value;
  t.equal(relabelled['spec'], value['spec']);
  t.end();
});

t.test('decoding is idempotent, whatever comes in', (t) => {
  const orNull = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 4, arbitrary }, { weight: 1, arbitrary: fc.constant(null) });
  const text = orNull(fc.string());
  const flag = orNull(fc.boolean());
  const labels = orNull(fc.dictionary(fc.string(), text));
  const env = fc.record({ name: text, value: text, valueFrom: fc.constant(null), vlue: text }, { requiredKeys: [] });
  const container = fc.record({ name: text, env: orNull(fc.array(env)), tty: flag }, { requiredKeys: [] });
  const spec = fc.record(
    { containers: orNull(fc.array(orNull(container))), nodeName: text, hostNetwork: flag, nodeSelector: labels },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(spec, labels, (spec, labels) => {
      const { value, errors } = decoded('v1', 'Pod', { metadata: { labels }, spec });
      t.strictSame(errors, []);
      t.strictSame(decoded('v1', 'Pod', value).value, value);
      t.strictSame(decoded('v1', 'Pod', value).unknownFields, []);
    }),
  );
  t.end();
});
