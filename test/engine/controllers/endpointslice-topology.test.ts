import t from 'tap';
import { endpointslices, nodes, services } from '../../../engine/apis/generated/resources.js';
import { allocationsOf, isOverloaded } from '../../../engine/controllers/endpointslice/zone-shares.js';
import { running, Stage } from '../../support/stage.js';

const AUTO = { 'service.kubernetes.io/topology-mode': 'Auto' };

/** Zones 'a', 'b', … of one node each, with so many cpus. */
function zones(...cpus: readonly number[]): Stage {
  const stage = new Stage('endpointslice-controller');
  cpus.forEach((cpu, i) => {
    const zone = 'abcdef'.charAt(i);
    stage.node(`n-${zone}`, { 'topology.kubernetes.io/zone': zone });
    stage.patch(nodes, `n-${zone}`, { status: { allocatable: { cpu: String(cpu) } } }, 'status');
  });
  stage.create(services, {
    metadata: { name: 'web', annotations: AUTO },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  });
  return stage;
}

function up(stage: Stage, zone: string, count: number, prefix = 'p'): void {
  for (let i = 0; i < count; i++) {
    stage.pod(`${prefix}-${zone}-${i}`, { labels: { app: 'web' }, spec: { nodeName: `n-${zone}` }, status: running() });
  }
}

/** 'zone>hint' → how many endpoints. */
function hints(stage: Stage): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { endpoints } of stage.settle().view.list(endpointslices)) {
    for (const { zone, hints: given } of endpoints ?? []) {
      const key = `${zone}>${given?.forZones?.map(({ name }) => name).join() ?? ''}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
  }
  return counts;
}

const told = (stage: Stage): readonly string[] =>
  stage.told().map((text) => text.replace(/^Service\/web | \(\d+\)$/g, ''));

t.test('endpoints are for their own zone while zones have their shares', async (t) => {
  const stage = zones(4, 4);
  up(stage, 'a', 3);
  up(stage, 'b', 3);
  t.strictSame(hints(stage), { 'a>a': 3, 'b>b': 3 });
  t.ok(
    told(stage).includes('Normal TopologyAwareHintsEnabled: Topology Aware Hints has been enabled, addressType: IPv4'),
  );
  stage.patch(services, 'web', { metadata: { annotations: { 'service.kubernetes.io/topology-mode': 'Disabled' } } });
  t.strictSame(hints(stage), { 'a>': 3, 'b>': 3 });
  t.ok(
    told(stage).includes(
      'Warning TopologyAwareHintsDisabled: Topology Aware Hints has been disabled, addressType: IPv4',
    ),
  );
});

t.test('a zone with more endpoints than cpu gives some away', async (t) => {
  const stage = zones(4, 4);
  up(stage, 'a', 6);
  up(stage, 'b', 2);
  t.strictSame(hints(stage), { 'a>a': 4, 'a>b': 2, 'b>b': 2 });
});

t.test('why there are no hints', async (t) => {
  const cases: readonly {
    readonly name: string;
    readonly cpus: readonly number[];
    readonly pods: number;
    readonly message: string;
  }[] = [
    {
      name: 'one zone',
      cpus: [4],
      pods: 3,
      message:
        'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes, addressType: IPv4',
    },
    {
      name: 'fewer endpoints than zones',
      cpus: [4, 4, 4],
      pods: 2,
      message: 'Insufficient number of endpoints (2 endpoints, 3 zones), addressType: IPv4',
    },
    {
      name: 'minimums that do not fit',
      cpus: [4, 4, 4],
      pods: 4,
      message:
        'Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (4 endpoints, 3 zones), addressType: IPv4',
    },
  ];
  for (const { name, cpus, pods, message } of cases) {
    const stage = zones(...cpus);
    up(stage, 'a', pods);
    t.strictSame(hints(stage), { 'a>': pods }, name);
    t.ok(told(stage).includes(`Warning TopologyAwareHintsDisabled: ${message}`), `${name}: it is told`);
  }
});

t.test('a node that is lost changes the shares of the services that have hints', async (t) => {
  const stage = zones(4, 4);
  up(stage, 'a', 3);
  up(stage, 'b', 3);
  t.strictSame(hints(stage), { 'a>a': 3, 'b>b': 3 });
  stage.nodeReady('n-b', 'False');
  t.strictSame(hints(stage), { 'a>': 3, 'b>': 3 });
});

t.test('shares', async (t) => {
  const shares = new Map([
    ['a', 0.25],
    ['b', 0.75],
  ]);
  t.strictSame(
    allocationsOf(shares, 8),
    new Map([
      ['a', { minimum: 2, maximum: 3, desired: 2 }],
      ['b', { minimum: 5, maximum: 6, desired: 6 }],
    ]),
  );
  t.notOk(isOverloaded({}, shares));
  t.notOk(isOverloaded({ a: 2, b: 6 }, shares));
  t.ok(isOverloaded({ a: 6, b: 2 }, shares));
  t.ok(isOverloaded({ a: 6 }, shares), 'a zone without any');
  t.ok(isOverloaded({ a: 6 }, undefined));
});
