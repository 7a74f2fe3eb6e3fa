import t from 'tap';
import type { EndpointSlice } from '../../../engine/apis/generated/discovery.v1.js';
import { endpoints, endpointslices, nodes, pods, services } from '../../../engine/apis/generated/resources.js';
import { timestamp } from '../../../engine/apimachinery/time.js';
import { fillSlices } from '../../../engine/controllers/endpointslice/fill.js';
import { inOrder, portMapKey, subsetPortsInOrder } from '../../../engine/controllers/framework/endpoints/ports.js';
import { repackSubsets } from '../../../engine/controllers/framework/endpoints/repack.js';
import { endpointKey } from '../../../engine/controllers/framework/endpoints/slices.js';
import { running, Stage } from '../../support/stage.js';

const SECOND = 1000;
const LABELS = { app: 'web' };

function stageWith(...controllers: readonly string[]): Stage {
  const stage = new Stage('endpointslice-controller', ...controllers);
  stage.node('n1', { 'topology.kubernetes.io/zone': 'z1' });
  return stage;
}

function service(stage: Stage, spec: object = {}, metadata: object = {}): void {
  const ports = [{ port: 80, targetPort: 8080 }];
  stage.create(services, { metadata: { name: 'web', ...metadata }, spec: { selector: LABELS, ports, ...spec } });
}

function up(stage: Stage, name: string, spec: object = {}, status: object = running()): void {
  stage.pod(name, { labels: LABELS, spec: { nodeName: 'n1', ...spec }, status });
}

function slices(stage: Stage): readonly EndpointSlice[] {
  return stage.settle().view.list(endpointslices);
}

/** 'port=pods' for each slice, pods that are not ready in brackets. */
function layout(stage: Stage): readonly string[] {
  return slices(stage)
    .map(({ ports, endpoints: list }) => {
      const names = (list ?? []).map(({ targetRef, conditions: { ready } }) =>
        ready === true ? targetRef?.name : `(${targetRef?.name})`,
      );
      return `${(ports ?? []).map(({ name, port }) => `${name}${port}`).join('+')}=${names.join(',')}`;
    })
    .sort();
}

t.test('a service has one slice of its pods, labelled, owned and named after it', async (t) => {
  const stage = stageWith();
  service(stage, {}, { labels: { own: 'x' } });
  t.match(slices(stage), [
    {
      metadata: {
        name: /^web-.{5}$/,
        generateName: 'web-',
        labels: {
          own: 'x',
          'kubernetes.io/service-name': 'web',
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        },
        annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': timestamp(0) },
        ownerReferences: [
          { apiVersion: 'v1', kind: 'Service', name: 'web', controller: true, blockOwnerDeletion: true },
        ],
      },
      addressType: 'IPv4',
    },
  ]);
  const [{ metadata: { name } } = { metadata: { name: '' } }] = slices(stage);
  up(stage, 'p');
  const [slice, ...others] = slices(stage);
  t.equal(others.length, 0);
  t.equal(slice?.metadata.name, name, 'the empty slice is written over');
  t.match(slice, {
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints: [
      {
        addresses: [stage.get(pods, 'p')?.status.podIP],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: 'n1',
        zone: 'z1',
        targetRef: { kind: 'Pod', namespace: 'default', name: 'p' },
      },
    ],
  });
});

t.test('what becomes of a pod is told by the conditions of its endpoint', async (t) => {
  const stage = stageWith();
  service(stage);
  up(stage, 'p', {}, {});
  t.strictSame(layout(stage), ['='], 'no address, no endpoint');
  stage.podStatus('p', running(false));
  t.strictSame(slices(stage)[0]?.endpoints?.[0]?.conditions, { ready: false, serving: false, terminating: false });
  stage.podStatus('p', { conditions: [{ type: 'Ready', status: 'True' }] });
  t.strictSame(slices(stage)[0]?.endpoints?.[0]?.conditions, { ready: true, serving: true, terminating: false });
  stage.delete(pods, 'p');
  t.strictSame(slices(stage)[0]?.endpoints?.[0]?.conditions, { ready: false, serving: true, terminating: true });
  stage.podStatus('p', { phase: 'Succeeded' });
  stage.run(SECOND);
  t.equal(slices(stage).length, 1);
});

t.test('publishNotReadyAddresses makes everything ready', async (t) => {
  const stage = stageWith();
  service(stage, { publishNotReadyAddresses: true });
  up(stage, 'p', {}, running(false));
  t.strictSame(slices(stage)[0]?.endpoints?.[0]?.conditions, { ready: true, serving: false, terminating: false });
});

t.test('pods with other numbers behind a port name are in other slices', async (t) => {
  const stage = stageWith();
  service(stage, {
    ports: [
      { name: 'http', port: 80, targetPort: 'web' },
      { name: 'raw', port: 81, targetPort: 9000 },
    ],
  });
  const serving = (containerPort: number) => ({
    containers: [{ name: 'c', image: 'sim/app:1', ports: [{ name: 'web', containerPort }] }],
  });
  up(stage, 'a', serving(8080));
  up(stage, 'b', serving(8081));
  up(stage, 'c');
  t.strictSame(layout(stage), ['http8080+raw9000=a', 'http8081+raw9000=b', 'raw9000=c']);
});

t.test('headless services', async (t) => {
  const stage = stageWith();
  service(stage, { clusterIP: 'None', ports: undefined });
  up(stage, 'p', { hostname: 'h', subdomain: 'web' });
  up(stage, 'q', { hostname: 'h', subdomain: 'other' });
  const [slice] = slices(stage);
  t.equal(slice?.metadata.labels?.['service.kubernetes.io/headless'], '');
  t.strictSame(
    slice?.endpoints?.map(({ hostname }) => hostname),
    ['h', undefined],
  );
});

t.test('labels, selectors and types', async (t) => {
  const stage = stageWith();
  service(stage);
  up(stage, 'p');
  t.strictSame(layout(stage), ['8080=p']);
  stage.patch(pods, 'p', { metadata: { labels: { app: 'other' } } });
  t.strictSame(layout(stage), ['=']);
  stage.patch(services, 'web', { spec: { selector: { app: 'other' } } });
  t.strictSame(layout(stage), ['8080=p']);
  stage.patch(services, 'web', { metadata: { labels: { new: '1' } } });
  t.equal(slices(stage)[0]?.metadata.labels?.['new'], '1');
  stage.patch(services, 'web', { spec: { selector: null } });
  stage.delete(pods, 'p', { gracePeriodSeconds: 0 });
  t.strictSame(layout(stage), ['8080=p'], 'without a selector the slice stays as it was');
});

t.test('a slice that nothing has changed is not written', async (t) => {
  const stage = stageWith();
  service(stage);
  up(stage, 'p');
  const [before] = slices(stage);
  stage.podStatus('p', { message: 'x' });
  stage.patch(services, 'web', { spec: { sessionAffinity: 'ClientIP' } });
  t.equal(slices(stage)[0], before);
});

t.test('what others do to a slice is undone after a second', async (t) => {
  const stage = stageWith();
  service(stage);
  up(stage, 'p');
  const [before] = slices(stage);
  stage.patch(endpointslices, before?.metadata.name ?? '', { endpoints: [] });
  stage.run(0.9 * SECOND);
  t.equal((stage.view.list(endpointslices)[0]?.endpoints ?? []).length, 0);
  t.strictSame(layout(stage), ['8080=p']);
  stage.delete(endpointslices, before?.metadata.name ?? '');
  t.strictSame(layout(stage), ['8080=p']);
});

t.test('a pod on an unknown node is left out, with a complaint', async (t) => {
  const stage = stageWith();
  service(stage);
  up(stage, 'lost', { nodeName: 'nowhere' });
  up(stage, 'p');
  t.strictSame(layout(stage), ['8080=p']);
  t.match(
    stage.told()[0],
    'Service/web Warning FailedToUpdateEndpointSlices: Error updating Endpoint Slices for Service default/web: skipping Pod lost for Service default/web: Node nowhere Not Found',
  );
});

t.test('traffic distribution gives hints', async (t) => {
  const cases: readonly (readonly [distribution: string, hints: object])[] = [
    ['PreferClose', { forZones: [{ name: 'z1' }] }],
    ['PreferSameZone', { forZones: [{ name: 'z1' }] }],
    ['PreferSameNode', { forZones: [{ name: 'z1' }], forNodes: [{ name: 'n1' }] }],
  ];
  for (const [trafficDistribution, hints] of cases) {
    const stage = stageWith();
    service(stage);
    up(stage, 'p');
    t.equal(slices(stage)[0]?.endpoints?.[0]?.hints, undefined);
    stage.patch(services, 'web', { spec: { trafficDistribution } });
    t.strictSame(slices(stage)[0]?.endpoints?.[0]?.hints, hints, trafficDistribution);
    up(stage, 'q');
    t.strictSame(
      slices(stage)[0]?.endpoints?.map((endpoint) => endpoint.hints),
      [hints, hints],
    );
    stage.patch(services, 'web', { spec: { trafficDistribution: null } });
    t.strictSame(
      slices(stage)[0]?.endpoints?.map((endpoint) => endpoint.hints),
      [undefined, undefined],
    );
  }
});

t.test('slices are filled with as few writes as possible', async (t) => {
  const stage = stageWith();
  service(stage);
  stage.settle();
  const web = stage.get(services, 'web');
  if (web === undefined) return;
  const endpoint = (name: string) => ({
    addresses: [name],
    conditions: { ready: true },
    targetRef: { kind: 'Pod', name },
  });
  const group = (names: readonly string[]) => {
    const list = names.map(endpoint);
    return {
      addressType: 'IPv4' as const,
      ports: [],
      endpoints: new Map(list.map((item) => [endpointKey(item), item])),
    };
  };
  const many = (count: number, prefix: string) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  const labels = slices(stage)[0]?.metadata.labels;
  const slice = (name: string, names: readonly string[]): EndpointSlice => ({
    metadata: { name, uid: name, resourceVersion: '', creationTimestamp: '', labels },
    addressType: 'IPv4',
    ports: [],
    endpoints: names.map(endpoint),
  });
  const sizes = (existing: readonly EndpointSlice[], wanted: readonly string[]) => {
    const { create, update, remove } = fillSlices(web, existing, group(wanted));
    const size = ({ endpoints: list, existing: before }: (typeof update)[number]) =>
      `${before?.metadata.name ?? 'new'}:${list.length}`;
    return [create.map(size), update.map(size), remove.map(({ metadata }) => metadata.name)];
  };
  const [a, b] = [slice('a', many(60, 'a')), slice('b', many(90, 'b'))];
  const both = [...many(60, 'a'), ...many(90, 'b')];
  t.strictSame(sizes([a, b], both), [[], [], []], 'unchanged');
  t.strictSame(sizes([], many(250, 'x')), [['new:100', 'new:100', 'new:50'], [], []], 'new ones hold a hundred');
  t.strictSame(sizes([a, b], [...both, 'x']), [[], ['b:91'], []], 'the fullest that has room for the rest');
  t.strictSame(sizes([a, b], [...both, ...many(20, 'x')]), [[], ['a:80'], []]);
  t.strictSame(sizes([a, b], [...both, ...many(60, 'x')]), [['new:60'], [], []], 'none has room for all');
  t.strictSame(sizes([a, b], [...both.slice(1), 'x', 'y']), [[], ['a:61'], []], 'one that changes anyway is filled');
  t.strictSame(sizes([a, b], many(90, 'b')), [[], [], ['a']], 'an empty one goes');
});

t.test('ports have the order that Go gives them', async (t) => {
  const http = { name: 'http', port: 8080, protocol: 'TCP' } as const;
  const raw = { name: 'raw', port: 9000, protocol: 'TCP', appProtocol: 'kubernetes.io/h2c' } as const;
  const dns = { name: 'dns', port: 53, protocol: 'UDP' } as const;
  const dnsTcp = { name: 'dns-tcp', port: 53, protocol: 'TCP' } as const;
  const bare = { name: '', port: 80, protocol: 'UDP' } as const;
  t.strictSame(inOrder([bare, dnsTcp, dns, raw, http]), [http, raw, dns, dnsTcp, bare]);
  t.equal(portMapKey([http, raw]), portMapKey([raw, http]));
  t.not(portMapKey([http]), portMapKey([{ ...http, port: 8081 }]));
  t.equal(portMapKey(undefined), portMapKey([]));
  t.equal(subsetPortsInOrder([http, raw]).length, 2);
});

t.test('Endpoints hold the same in subsets', async (t) => {
  const stage = stageWith('endpoints-controller');
  service(
    stage,
    {
      ports: [
        { name: 'http', port: 80, targetPort: 'web' },
        { name: 'raw', port: 81, targetPort: 9000 },
      ],
    },
    { labels: { own: 'x' } },
  );
  const serving = (containerPort: number) => ({
    containers: [{ name: 'c', image: 'sim/app:1', ports: [{ name: 'web', containerPort }] }],
  });
  up(stage, 'a', serving(8080));
  up(stage, 'b', serving(8080), running(false));
  up(stage, 'c', serving(8081));
  stage.settle();
  const found = stage.get(endpoints, 'web');
  t.strictSame(found?.metadata.labels, { own: 'x', 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' });
  const names = (list: readonly { readonly targetRef?: { readonly name?: string } }[] = []) =>
    list.map(({ targetRef }) => targetRef?.name ?? '').join();
  const text = found?.subsets?.map(
    ({ addresses, notReadyAddresses, ports = [] }) =>
      `${ports.map(({ name, port }) => `${name}:${port}`).join('+')}=${names(addresses)}/${names(notReadyAddresses)}`,
  );
  t.strictSame([...(text ?? [])].sort(), ['http:8080=a/b', 'http:8081=c/', 'raw:9000=a,c/b']);
  stage.patch(services, 'web', { spec: { selector: null } });
  stage.delete(pods, 'a', { gracePeriodSeconds: 0 });
  stage.settle();
  t.equal(
    stage.get(endpoints, 'web')?.metadata.resourceVersion,
    found?.metadata.resourceVersion,
    'they stay without a selector',
  );
  stage.delete(services, 'web');
  stage.settle();
  t.equal(stage.get(endpoints, 'web'), undefined);
});

t.test('ports with the same addresses share a subset', async (t) => {
  const [a, b] = [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }];
  const [http, raw] = [
    { name: 'http', port: 80 },
    { name: 'raw', port: 81 },
  ];
  t.strictSame(
    repackSubsets([
      { addresses: [b], ports: [http] },
      { addresses: [a], ports: [http] },
    ]),
    [{ addresses: [a, b], ports: [http] }],
  );
  t.match(
    repackSubsets([
      { addresses: [a], ports: [http] },
      { addresses: [a], ports: [raw] },
    ]),
    [{ addresses: [a], ports: { length: 2 } }],
  );
  t.strictSame(
    repackSubsets([
      { addresses: [a], ports: [http] },
      { notReadyAddresses: [a], ports: [http] },
    ]),
    [{ notReadyAddresses: [a], ports: [http] }],
    'not ready wins',
  );
  t.strictSame(repackSubsets([{ addresses: [a] }]), [{ addresses: [a] }]);
});

t.test('Endpoints of a service without a selector are mirrored', async (t) => {
  const stage = stageWith('endpoints-controller', 'endpointslice-mirroring-controller', 'garbage-collector-controller');
  service(stage, { selector: undefined });
  const subsets = [
    {
      addresses: [{ ip: '10.1.1.1' }, { ip: 'fd00::1' }],
      notReadyAddresses: [{ ip: '10.1.1.2' }],
      ports: [{ name: 'p', port: 90 }],
    },
  ];
  stage.create(endpoints, { metadata: { name: 'web', labels: { own: 'x' }, annotations: { note: 'y' } }, subsets });
  const found = slices(stage);
  t.match(found.map(({ addressType }) => addressType).sort(), ['IPv4', 'IPv6']);
  const v4 = found.find(({ addressType }) => addressType === 'IPv4');
  t.match(v4, {
    metadata: {
      labels: {
        own: 'x',
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
      },
      annotations: { note: 'y' },
      ownerReferences: [{ kind: 'Endpoints', name: 'web' }],
    },
    ports: [{ name: 'p', port: 90, protocol: 'TCP' }],
    endpoints: [
      { addresses: ['10.1.1.1'], conditions: { ready: true } },
      { addresses: ['10.1.1.2'], conditions: { ready: false } },
    ],
  });
  stage.patch(endpoints, 'web', { subsets: [{ addresses: [{ ip: '10.1.1.3' }], ports: [{ name: 'p', port: 90 }] }] });
  t.match(slices(stage), [{ metadata: { name: v4?.metadata.name }, endpoints: [{ addresses: ['10.1.1.3'] }] }]);
  stage.patch(endpoints, 'web', { metadata: { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } } });
  t.strictSame(slices(stage), []);
});

t.test('dropping a selector leaves the stale slice and adds a mirrored one', async (t) => {
  const stage = stageWith('endpoints-controller', 'endpointslice-mirroring-controller');
  service(stage);
  up(stage, 'p');
  t.equal(slices(stage).length, 1);
  stage.patch(services, 'web', { spec: { selector: null } });
  const managers = slices(stage).map(({ metadata }) => metadata.labels?.['endpointslice.kubernetes.io/managed-by']);
  t.same(new Set(managers), new Set(['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io']));
  t.equal(stage.names(nodes).length, 1);
});
