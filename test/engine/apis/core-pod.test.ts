import fc from 'fast-check';
import t from 'tap';
import type { JsonObject } from '../../../engine/apimachinery/object.js';
import type { Container, Pod } from '../../../engine/apis/generated/core.v1.js';
import { defaultPod } from '../../../engine/apis/core/pod/default-pod.js';
import { defaultPodSpec } from '../../../engine/apis/core/pod/default-spec.js';
import { defaultPullPolicy } from '../../../engine/apis/core/pod/image-name.js';
import { computePodQOS } from '../../../engine/apis/core/pod/qos.js';
import { podLimits, podRequests } from '../../../engine/apis/core/pod/resources.js';
import { containerShouldRestart } from '../../../engine/apis/core/pod/restart.js';
import { unifiedDiff } from '../../../engine/apis/core/pod/unified-diff.js';
import { podStrategy } from '../../../engine/apiserver/registry/core/pod/strategy.js';
import { created, messages, updated } from './verdicts/strategies.js';

type Lists = NonNullable<Container['resources']>;

const pod = (spec: object, more: object = {}): Pod =>
  ({ metadata: { name: 'p' }, status: {}, ...more, spec: { containers: [], ...spec } }) as unknown as Pod;
const container = (name: string, resources: Lists = {}, more: object = {}): Container => ({
  name,
  image: 'a',
  resources,
  ...more,
});
const asks = (cpu: string): Lists => ({ requests: { cpu } });
const sidecar = (name: string, cpu: string) => container(name, asks(cpu), { restartPolicy: 'Always' });
const body = (spec: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { ...spec } });
const one = (more: object = {}) => ({ containers: [{ name: 'c', image: 'nginx:1', ...more }] });

t.test('what a pod requests', (t) => {
  const cases: readonly (readonly [string, object, object])[] = [
    ['containers add up', { containers: [container('a', asks('100m')), container('b', asks('2'))] }, { cpu: 2100 }],
    [
      'an init container sets a minimum',
      { containers: [container('a', asks('1'))], initContainers: [container('i', asks('3'))] },
      { cpu: 3000 },
    ],
    [
      'a smaller init container changes nothing',
      { containers: [container('a', asks('1'))], initContainers: [container('i', asks('500m'))] },
      { cpu: 1000 },
    ],
    [
      'a sidecar runs beside the containers',
      { containers: [container('a', asks('1'))], initContainers: [sidecar('s', '500m')] },
      { cpu: 1500 },
    ],
    [
      'an init container runs beside the sidecars before it',
      { containers: [container('a', asks('1'))], initContainers: [sidecar('s', '500m'), container('i', asks('2'))] },
      { cpu: 2500 },
    ],
    [
      'and not beside those after it',
      { containers: [container('a', asks('1'))], initContainers: [container('i', asks('2')), sidecar('s', '500m')] },
      { cpu: 2000 },
    ],
    [
      'overhead comes on top',
      { containers: [container('a', asks('1'))], overhead: { cpu: '250m', memory: '1Mi' } },
      { cpu: 1250, memory: 1048576 },
    ],
    [
      'the pod as a whole has the last word',
      { containers: [container('a', asks('1'))], resources: asks('3') },
      { cpu: 3000 },
    ],
    [
      'other resources count in whole units',
      { containers: [container('a', { requests: { 'a.b/c': '2', memory: '1500m' } })] },
      { 'a.b/c': 2, memory: 2 },
    ],
  ];
  for (const [claim, spec, want] of cases) t.same(podRequests(pod(spec)), want, claim);
  t.same(
    podLimits(pod({ containers: [container('a', { limits: { cpu: '1' } })], overhead: { cpu: '1', memory: '1' } })),
    { cpu: 2000 },
    'overhead adds to limits that are there',
  );
  const shared = pod({ containers: [container('a', asks('1'))] });
  t.equal(
    podRequests(shared),
    podRequests({ ...shared, metadata: { ...shared.metadata, name: 'q' } }),
    'pods with one spec share the sum',
  );
  t.end();
});

t.test('the order of containers does not matter to what a pod requests', (t) => {
  const amount = fc.constantFrom('0', '100m', '1', '1500m', '2');
  const made = amount.map((cpu) => container(`c${cpu}`, asks(cpu)));
  fc.assert(
    fc.property(fc.array(made, { minLength: 1, maxLength: 5 }), amount, (containers, init) => {
      const initContainers = [container('i', asks(init))];
      const there = podRequests(pod({ containers, initContainers }));
      const back = podRequests(pod({ containers: [...containers].reverse(), initContainers }));
      const alone = podRequests(pod({ containers }))['cpu'] ?? 0;
      return there['cpu'] === back['cpu'] && (there['cpu'] ?? 0) >= alone;
    }),
  );
  t.end();
});

t.test('quality of service', (t) => {
  const both = (cpu: string, memory: string) => ({ limits: { cpu, memory }, requests: { cpu, memory } });
  const cases: readonly (readonly [string, string, readonly Lists[]])[] = [
    ['nothing asked for', 'BestEffort', [{}]],
    ['zero is nothing', 'BestEffort', [{ requests: { cpu: '0' } }]],
    ['limits equal to requests everywhere', 'Guaranteed', [both('1', '1Gi'), both('2', '1Gi')]],
    ['cpu alone', 'Burstable', [{ limits: { cpu: '1' }, requests: { cpu: '1' } }]],
    ['one container without', 'Burstable', [both('1', '1Gi'), {}]],
    ['other resources do not count', 'BestEffort', [{ requests: { 'a.b/c': '1' } }]],
  ];
  for (const [claim, want, lists] of cases)
    t.equal(computePodQOS({ containers: lists.map((resources, i) => container(`c${i}`, resources)) }), want, claim);
  t.end();
});

t.test('the pull policy of an image without one', (t) => {
  const cases = {
    nginx: 'Always',
    'nginx:latest': 'Always',
    'nginx:1': 'IfNotPresent',
    'a.b:5000/nginx': 'Always',
    'a.b:5000/x:1': 'IfNotPresent',
  };
  for (const [image, want] of Object.entries(cases)) t.equal(defaultPullPolicy(image), want, image);
  t.end();
});

t.test('defaulting is idempotent and shares what it does not change', (t) => {
  const given = pod({ ...one(), volumes: [{ name: 'v', emptyDir: {} }] }, { metadata: { name: 'p', labels: {} } });
  const once = defaultPod(given);
  t.equal(defaultPod(once), once, 'what is complete comes back itself');
  t.equal(once.metadata, given.metadata, 'metadata is not copied');
  t.equal(once.spec.volumes?.[0], given.spec.volumes?.[0], 'nor is a volume that lacks nothing');
  t.equal(
    defaultPod({ ...given, metadata: { ...given.metadata, name: 'q' } }).spec,
    once.spec,
    'pods of one template share the spec',
  );
  t.equal(defaultPodSpec(once.spec), once.spec, 'a template takes it as it is');
  t.end();
});

t.test('what a pod gets that a template does not', (t) => {
  const limited = {
    ...one({ resources: { limits: { cpu: '1' } }, ports: [{ containerPort: 80 }] }),
    hostNetwork: true,
  };
  const { spec } = defaultPod(pod(limited));
  t.same(spec.containers[0]?.resources?.requests, { cpu: '1' }, 'requests are the limits');
  t.equal(spec.enableServiceLinks, true);
  t.equal(spec.containers[0]?.ports?.[0]?.hostPort, 80, 'ports of the host');
  t.equal(defaultPodSpec(pod(limited).spec).enableServiceLinks, undefined);
  t.equal(
    defaultPod(pod({ terminationGracePeriodSeconds: -5 })).spec.terminationGracePeriodSeconds,
    1,
    'a negative grace is 1',
  );
  const addressed = defaultPod(pod(one(), { status: { podIP: '10.0.0.1' } }));
  t.same(addressed.status.podIPs, [{ ip: '10.0.0.1' }], 'the address is the first of the addresses');
  t.end();
});

t.test('a new pod', (t) => {
  const fresh = created({ ...body(one()), status: { phase: 'Running' } }).object as Pod;
  t.same(fresh.status, { phase: 'Pending', qosClass: 'BestEffort' }, 'is pending, whatever was sent');
  t.equal(fresh.metadata.generation, 1);
  const gated = created(body({ ...one(), schedulingGates: [{ name: 'a.b/c' }] })).object as Pod;
  t.match(
    gated.status.conditions,
    [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
    'says that it waits at a gate',
  );
  const spread = {
    maxSkew: 1,
    topologyKey: 'zone',
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector: {},
    matchLabelKeys: ['rev'],
  };
  const labelled = {
    ...body({ ...one(), topologySpreadConstraints: [spread] }),
    metadata: { name: 'p', labels: { rev: '7' } },
  };
  const merged = (created(labelled).object as Pod).spec.topologySpreadConstraints?.[0]?.labelSelector;
  t.same(
    merged?.matchExpressions,
    [{ key: 'rev', operator: 'In', values: ['7'] }],
    'has its label keys in the selector',
  );
  t.end();
});

t.test('an update', (t) => {
  const old = {
    ...created(body(one())).object,
    metadata: { name: 'p', namespace: 'default', resourceVersion: '1', generation: 1 },
  } as Pod;
  const sent = (spec: object, more: object = {}): JsonObject => ({
    ...(JSON.parse(JSON.stringify(old)) as JsonObject),
    spec: { ...old.spec, ...spec },
    ...more,
  });
  const imaged = updated(sent(one({ image: 'nginx:2' })), old);
  t.same(messages(imaged), [], 'may change an image');
  t.equal(imaged.object.metadata.generation, 2, 'which counts');
  t.equal(
    updated(sent({}, { status: { phase: 'Failed' } }), old).object.metadata.generation,
    1,
    'nothing changed is not counted',
  );
  const [refusal = ''] = messages(updated(sent({ nodeName: 'n' }), old));
  t.match(refusal, /^spec: Forbidden: pod updates may not change fields other than `spec.containers\[\*\].image`/);
  t.match(
    refusal,
    /\n {2}"AutomountServiceAccountToken": null,\n- "NodeName": "",\n\+ "NodeName": "n",\n {2}"SecurityContext": \{/,
    'shows the difference',
  );
  const resized = updated(sent(one({ resources: { requests: { cpu: '1' } } })), old, 'resize');
  t.match(messages(resized), [
    'spec: Invalid value: "BestEffort": Pod QOS Class may not change as a result of resizing',
  ]);
  const debugged = updated(
    sent({ nodeName: 'n', ephemeralContainers: [{ name: 'd', image: 'x' }] }),
    old,
    'ephemeralcontainers',
  ).object as Pod;
  t.equal(debugged.spec.ephemeralContainers?.[0]?.name, 'd');
  t.equal(debugged.spec.nodeName, undefined, 'only ephemeral containers are taken from it');
  t.end();
});

t.test('grace of a delete', (t) => {
  const grace = (spec: object, phase: string, asked?: number) =>
    podStrategy.gracePeriodSeconds?.(pod({ terminationGracePeriodSeconds: 30, ...spec }, { status: { phase } }), asked);
  const on = { nodeName: 'n' };
  t.equal(grace({}, 'Pending', 5), 0, 'a pod on no node goes at once');
  t.equal(grace(on, 'Succeeded', 5), 0, 'so does one that finished');
  t.equal(grace(on, 'Running'), 30, 'else its own');
  t.equal(grace(on, 'Running', 5), 5, 'or what is asked for');
  t.equal(grace(on, 'Running', -1), 1, 'a negative one is 1');
  t.end();
});

t.test('whether a container runs again', (t) => {
  const rules = [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }];
  const cases: readonly (readonly [string, object, string, number, boolean])[] = [
    ['Always', {}, 'Always', 0, true],
    ['OnFailure after success', {}, 'OnFailure', 0, false],
    ['OnFailure after failure', {}, 'OnFailure', 1, true],
    ['Never', {}, 'Never', 1, false],
    ["the container's own policy wins", { restartPolicy: 'Always' }, 'Never', 0, true],
    ['a rule wins over its policy', { restartPolicy: 'Never', restartPolicyRules: rules }, 'Never', 42, true],
    ['where it applies', { restartPolicy: 'Never', restartPolicyRules: rules }, 'Always', 41, false],
  ];
  for (const [claim, more, restartPolicy, code, want] of cases)
    t.equal(containerShouldRestart(container('c', {}, more), pod({ restartPolicy }).spec, code), want, claim);
  t.end();
});

t.test('warnings', (t) => {
  const warned = (spec: object, metadata: object = { name: 'p' }) => created({ ...body(spec), metadata }).warnings;
  const twice = warned(
    one({
      env: [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    }),
  );
  t.same(twice, ['spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply']);
  t.match(warned(one(), { name: 'a.b' })[0], /^metadata.name: this is used in the Pod's hostname/);
  t.same(warned({ ...one(), nodeSelector: { 'beta.kubernetes.io/os': 'linux' } }), [
    'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
  ]);
  t.end();
});

t.test('differences in context', (t) => {
  const lines = (...items: readonly (string | number)[]) => items.map((item) => `${item}\n`).join('');
  t.equal(
    unifiedDiff(lines(1, 2, 3, 4, 5, 6, 7), lines(1, 2, 3, 'x', 5, 6, 7)),
    '@@ -1,7 +1,7 @@\n 1\n 2\n 3\n-4\n+x\n 5\n 6\n 7\n',
  );
  t.equal(unifiedDiff(lines(1, 2), lines(1, 2)), '', 'nothing differs');
  t.end();
});
