import t from 'tap';
import type { Pod } from '../../../../engine/apis/generated/core.v1.js';
import {
  limitranges,
  namespaces,
  nodes,
  pods,
  priorityclasses,
  resourcequotas,
  runtimeclasses,
  secrets,
  serviceaccounts,
} from '../../../../engine/apis/generated/resources.js';
import { BareServer } from '../../../support/bare-server.js';

const container = { name: 'c', image: 'i' };
const create = (server: BareServer, spec: object = {}, name = 'p', metadata: object = {}): Pod =>
  server.create(pods, name, { metadata, spec: { containers: [container], ...spec } });
const refusal = (server: BareServer, spec: object = {}, name = 'p') =>
  server.refusal(pods, name, { spec: { containers: [container], ...spec } });

t.test('a pod of a service account gets its token, and its pull secrets', (t) => {
  const server = new BareServer();
  const { spec } = create(server);
  t.match(spec, { serviceAccountName: 'default', serviceAccount: 'default' });
  const [volume] = spec?.volumes ?? [];
  t.match(volume?.name, /^kube-api-access-[a-z0-9]{5}$/);
  t.match(volume, {
    projected: {
      defaultMode: 420,
      sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }, {}, {}],
    },
  });
  t.strictSame(spec?.containers[0]?.volumeMounts, [
    { name: volume?.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
  ]);
  server.create(serviceaccounts, 'puller', { imagePullSecrets: [{ name: 's' }], automountServiceAccountToken: false });
  const pulled = create(server, { serviceAccountName: 'puller' }, 'q').spec;
  t.strictSame(pulled?.imagePullSecrets, [{ name: 's' }]);
  t.equal(pulled?.volumes, undefined);
  t.equal(create(server, { automountServiceAccountToken: false }, 'r').spec?.volumes, undefined);
  const own = [
    { ...container, volumeMounts: [{ name: 'v', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }] },
  ];
  t.strictSame(create(server, { containers: own, volumes: [{ name: 'v', emptyDir: {} }] }, 's').spec?.volumes, [
    { name: 'v', emptyDir: {} },
  ]);
  t.end();
});

t.test('a pod of no service account is refused', (t) => {
  const server = new BareServer();
  t.equal(
    refusal(server, { serviceAccountName: 'none' }),
    'pods "p" is forbidden: error looking up service account default/none: serviceaccount "none" not found',
  );
  server.create(serviceaccounts, 'strict', {
    metadata: { annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true' } },
  });
  server.create(secrets, 's', {});
  t.equal(
    refusal(server, { serviceAccountName: 'strict', volumes: [{ name: 'v', secret: { secretName: 's' } }] }),
    'pods "p" is forbidden: volume with secret.secretName="s" is not allowed because service account strict does not reference that secret',
  );
  t.end();
});

t.test('a priority class gives its priority', (t) => {
  const server = new BareServer();
  const priority = (spec: object, name: string) => {
    const { priorityClassName, priority, preemptionPolicy } = create(server, spec, name).spec ?? {};
    return [priorityClassName, priority, preemptionPolicy];
  };
  server.create(priorityclasses, 'high', { value: 1000, preemptionPolicy: 'Never' });
  t.strictSame(priority({}, 'a'), [undefined, 0, 'PreemptLowerPriority']);
  t.strictSame(priority({ priorityClassName: 'high' }, 'b'), ['high', 1000, 'Never']);
  server.create(priorityclasses, 'standard', { value: 5, globalDefault: true });
  t.strictSame(priority({}, 'c'), ['standard', 5, 'PreemptLowerPriority']);
  t.equal(
    refusal(server, { priorityClassName: 'none' }),
    'pods "p" is forbidden: no PriorityClass with name none was found',
  );
  t.equal(
    refusal(server, { priority: 7 }),
    'pods "p" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 5 from the given PriorityClass name',
  );
  t.match(
    server.refusal(priorityclasses, 'second', { value: 1, globalDefault: true }),
    /already marked as default|is already marked as globalDefault/,
  );
  t.end();
});

t.test('a pod tolerates a node that goes for five minutes, unless it says how long', (t) => {
  const server = new BareServer();
  const tolerations = (given: readonly object[], name: string) =>
    create(server, { tolerations: given }, name).spec?.tolerations;
  const standard = ['not-ready', 'unreachable'].map((taint) => ({
    key: `node.kubernetes.io/${taint}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  }));
  t.strictSame(tolerations([], 'a'), standard);
  const own = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
  t.strictSame(tolerations([own], 'b'), [own, standard[1]]);
  t.strictSame(tolerations([{ operator: 'Exists' }], 'c'), [{ operator: 'Exists' }]);
  const schedule = { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoSchedule' };
  t.strictSame(tolerations([schedule], 'd'), [schedule, ...standard]);
  t.end();
});

t.test('a limit range fills in and holds pods to its bounds', (t) => {
  const server = new BareServer();
  server.create(limitranges, 'l', {
    spec: {
      limits: [
        {
          type: 'Container',
          default: { cpu: '500m' },
          defaultRequest: { cpu: '100m', memory: '64Mi' },
          min: { cpu: '50m' },
          max: { cpu: '1' },
          maxLimitRequestRatio: { cpu: '10' },
        },
        { type: 'Pod', max: { cpu: '1500m' } },
      ],
    },
  });
  const filled = create(server);
  t.strictSame(filled.spec?.containers[0]?.resources, {
    requests: { cpu: '100m', memory: '64Mi' },
    limits: { cpu: '500m' },
  });
  t.equal(
    filled.metadata.annotations?.['kubernetes.io/limit-ranger'],
    'LimitRanger plugin set: cpu, memory request for container c; cpu limit for container c',
  );
  const asking = (requests: object, limits: object) => ({
    containers: [{ ...container, resources: { requests, limits } }],
  });
  t.equal(
    refusal(server, asking({ cpu: '10m' }, { cpu: '2' })),
    'pods "p" is forbidden: [minimum cpu usage per Container is 50m, but request is 10m, ' +
      'maximum cpu usage per Container is 1, but limit is 2, ' +
      'cpu max limit to request ratio per Container is 10, but provided ratio is 200.000000, ' +
      'maximum cpu usage per Pod is 1500m, but limit is 2]',
  );
  t.end();
});

t.test('a quota is held to, and counted as pods come and go', (t) => {
  const server = new BareServer();
  server.create(resourcequotas, 'q', { spec: { hard: { pods: '2', 'requests.cpu': '1' } } });
  server.patch(
    resourcequotas,
    'q',
    { status: { hard: { pods: '2', 'requests.cpu': '1' }, used: { pods: '0', 'requests.cpu': '0' } } },
    'status',
  );
  const asking = (cpu?: string) => ({
    containers: [{ ...container, ...(cpu === undefined ? {} : { resources: { requests: { cpu } } }) }],
  });
  t.equal(refusal(server, asking()), 'pods "p" is forbidden: failed quota: q: must specify requests.cpu for: c');
  create(server, asking('600m'), 'a');
  t.match(server.get(resourcequotas, 'q')?.status, { used: { pods: '1', 'requests.cpu': '600m' } });
  t.equal(
    refusal(server, asking('500m')),
    'pods "p" is forbidden: exceeded quota: q, requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1',
  );
  create(server, asking('400m'), 'b');
  t.equal(
    refusal(server, asking('0')),
    'pods "p" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2',
  );
  t.end();
});

t.test('a runtime class lends its overhead, its nodes and its tolerations', (t) => {
  const server = new BareServer();
  server.create(runtimeclasses, 'box', {
    handler: 'box',
    overhead: { podFixed: { cpu: '250m' } },
    scheduling: { nodeSelector: { box: 'yes' }, tolerations: [{ key: 'box', operator: 'Exists' }] },
  });
  const { spec } = create(server, { runtimeClassName: 'box', nodeSelector: { a: 'b' } });
  t.match(spec, { overhead: { cpu: '250m' }, nodeSelector: { a: 'b', box: 'yes' } });
  t.ok(spec?.tolerations?.some(({ key }) => key === 'box'));
  t.match(
    refusal(server, { runtimeClassName: 'box', nodeSelector: { box: 'no' } }, 'q'),
    /conflict: runtimeClass\.scheduling\.nodeSelector\[box\] = yes; pod\.spec\.nodeSelector\[box\] = no/,
  );
  t.match(
    refusal(server, { runtimeClassName: 'none' }, 'q'),
    /^pods "q" is forbidden: pod rejected: RuntimeClass "none" not found$/,
  );
  t.end();
});

t.test('a namespace that is gone or going takes nothing new', (t) => {
  const server = new BareServer();
  const post = (namespace: string) =>
    (
      server.send('POST', `/api/v1/namespaces/${namespace}/configmaps`, { metadata: { name: 'c' } }).body as {
        message?: string;
      }
    ).message;
  t.equal(post('none'), 'namespaces "none" not found');
  server.create(namespaces, 'going', {});
  server.send('DELETE', '/api/v1/namespaces/going');
  t.equal(
    post('going'),
    'configmaps "c" is forbidden: unable to create new content in namespace going because it is being terminated',
  );
  const deleted = server.send('DELETE', '/api/v1/namespaces/default').body as { message?: string };
  t.equal(deleted.message, 'namespaces "default" is forbidden: this namespace may not be deleted');
  t.end();
});

t.test('a new node is tainted until it is ready', (t) => {
  const server = new BareServer();
  t.strictSame(server.create(nodes, 'n', {}).spec?.taints, [
    { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
  ]);
  t.end();
});
