import fc from 'fast-check';
import t from 'tap';
import { nodes, poddisruptionbudgets, pods } from '../../../engine/apis/generated/resources.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import type { Reconcile } from '../../../engine/client/reconcile.js';
import { Dice, seeded } from '../../../engine/core/rng.js';
import { allNodes, snapshotOf } from '../../../engine/scheduling/cache/snapshot.js';
import type { SearchContext } from '../../../engine/scheduling/cycle/find-nodes.js';
import { fitErrorMessage } from '../../../engine/scheduling/cycle/diagnosis.js';
import { schedulePod, type Scheduled } from '../../../engine/scheduling/cycle/schedule-pod.js';
import { SchedulerMemos } from '../../../engine/scheduling/cycle/signature-memo.js';
import { nominatedOf } from '../../../engine/scheduling/queue/nominator.js';
import {
  defaultSettings,
  profileOf,
  schedulerSettings,
  type SchedulerSettings,
} from '../../../engine/scheduling/settings.js';
import { node, pod, World } from './world.js';

/** What happens to a small cluster. */
type Op =
  | { readonly type: 'node'; readonly name: string; readonly node: object }
  | { readonly type: 'pod'; readonly pod: object }
  | { readonly type: 'drop-node'; readonly name: string }
  | { readonly type: 'drop-pod'; readonly index: number }
  | { readonly type: 'budget'; readonly app: string; readonly disruptionsAllowed: number }
  | { readonly type: 'wait'; readonly millis: number };

const nodeName = fc.constantFrom('n1', 'n2', 'n3', 'n4', 'n5');
const taint = fc.record({
  key: fc.constantFrom('a', 'b'),
  value: fc.constantFrom('x', 'y'),
  effect: fc.constantFrom('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
});
const image = fc.record({
  names: fc.constantFrom(['nginx:1.27'], ['big:latest', 'big:v1']),
  sizeBytes: fc.constantFrom(50_000_000, 900_000_000),
});

const aNode = nodeName.chain((name) =>
  fc
    .record({
      labels: fc.record(
        {
          'topology.kubernetes.io/zone': fc.constantFrom('z1', 'z2', 'z3'),
          disk: fc.constantFrom('ssd', 'hdd'),
        },
        { requiredKeys: [] },
      ),
      taints: fc.array(taint, { maxLength: 1 }),
      unschedulable: fc.boolean(),
      capacity: fc.record({ cpu: fc.constantFrom('1', '2', '4'), pods: fc.constantFrom('2', '10') }),
      images: fc.array(image, { maxLength: 2 }),
    })
    .map((extra): Op => ({
      type: 'node',
      name,
      node: node(name, { ...extra, unschedulable: extra.unschedulable && extra.taints.length > 0 }),
    })),
);

const app = fc.constantFrom('web', 'db');
const topologyKey = fc.constantFrom('kubernetes.io/hostname', 'topology.kubernetes.io/zone');
const podTerm = fc.record({ topologyKey, labelSelector: app.map((name) => ({ matchLabels: { app: name } })) });
const spread = fc.record(
  {
    maxSkew: fc.constantFrom(1, 2),
    topologyKey,
    whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'),
    labelSelector: app.map((name) => ({ matchLabels: { app: name } })),
  },
  { requiredKeys: ['maxSkew', 'topologyKey', 'whenUnsatisfiable', 'labelSelector'] },
);
const weighted = fc.record({ weight: fc.constantFrom(1, 50), podAffinityTerm: podTerm });
const terms = fc.record(
  {
    requiredDuringSchedulingIgnoredDuringExecution: fc.array(podTerm, { maxLength: 1 }),
    preferredDuringSchedulingIgnoredDuringExecution: fc.array(weighted, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const nodeTerms = fc.constantFrom(
  { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] },
  { matchExpressions: [{ key: 'disk', operator: 'DoesNotExist' }] },
  { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n2'] }] },
);
const nodeAffinity = fc.record(
  {
    requiredDuringSchedulingIgnoredDuringExecution: nodeTerms.map((term) => ({ nodeSelectorTerms: [term] })),
    preferredDuringSchedulingIgnoredDuringExecution: fc.array(
      fc.record({ weight: fc.constantFrom(10, 90), preference: nodeTerms }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

let named = 0;
const aPod = fc
  .record({
    app,
    requests: fc.constantFrom<Record<string, string>>(
      {},
      { cpu: '500m' },
      { cpu: '1', memory: '1Gi' },
      { memory: '3Gi' },
    ),
    priority: fc.constantFrom(0, 0, 0, 100),
    spec: fc.record(
      {
        nodeSelector: fc.constantFrom({ disk: 'ssd' }),
        tolerations: fc.constantFrom([{ key: 'a', operator: 'Exists' }], [{ operator: 'Exists' }]),
        topologySpreadConstraints: fc.array(spread, { minLength: 1, maxLength: 2 }),
        affinity: fc.record({ nodeAffinity, podAffinity: terms, podAntiAffinity: terms }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ),
    port: fc.constantFrom(0, 0, 8080),
  })
  .map(({ app: label, requests, priority, spec, port }): Op => {
    const container = { name: 'c', image: port === 0 ? 'nginx:1.27' : 'big', resources: { requests } };
    const containers = [port === 0 ? container : { ...container, ports: [{ hostPort: port, containerPort: port }] }];
    return {
      type: 'pod',
      pod: pod(`p${named++}`, requests, { ...spec, priority, containers }, { labels: { app: label } }),
    };
  });

const anOp = fc.oneof(
  { weight: 3, arbitrary: aNode },
  { weight: 6, arbitrary: aPod },
  { weight: 1, arbitrary: nodeName.map((name): Op => ({ type: 'drop-node', name })) },
  { weight: 1, arbitrary: fc.nat(20).map((index): Op => ({ type: 'drop-pod', index })) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('budget' as const), app, disruptionsAllowed: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.constantFrom(100, 5_000).map((millis): Op => ({ type: 'wait', millis })) },
);

function perform(world: World, op: Op): void {
  switch (op.type) {
    case 'node':
      world.apply(nodes, op.node);
      return;
    case 'pod':
      world.apply(pods, op.pod);
      return;
    case 'drop-node':
      if (world.view.get(nodes, '', op.name) !== undefined) world.delete(nodes, op.name);
      return;
    case 'budget': {
      const spec = { selector: { matchLabels: { app: op.app } } };
      const status = { disruptionsAllowed: op.disruptionsAllowed };
      world.apply(poddisruptionbudgets, { metadata: { name: op.app }, spec, status });
      return;
    }
    case 'wait':
      world.now += op.millis;
      return;
    case 'drop-pod': {
      const all = world.view.list(pods);
      const victim = all[op.index % Math.max(all.length, 1)];
      if (victim !== undefined) world.delete(pods, victim.metadata.name);
    }
  }
}

function outcome(result: Scheduled): unknown {
  switch (result.type) {
    case 'placed':
      return [result.host.name, result.nextStart];
    case 'unfit':
      return [fitErrorMessage(result.diagnosis, 0), result.diagnosis.unschedulablePlugins, result.nextStart];
    default:
      return result;
  }
}

/** What preemption comes to. */
function preemption(
  waiting: Pod,
  { diagnosis, filters }: Extract<Scheduled, { type: 'unfit' }>,
  search: SearchContext,
): unknown {
  const [, plugin] = search.profile.postFilter;
  const { statuses } = diagnosis;
  const { nominated, cycle } = search;
  const result = plugin?.postFilter?.(waiting, cycle, { statuses, filters, nominated, hasRun: () => true });
  const room = result?.makeRoom === undefined ? [] : requestsOf(result.makeRoom());
  return [result?.status, result?.nominatedNode, room];
}

function requestsOf(reconcile: Reconcile<boolean>): readonly string[] {
  const paths: string[] = [];
  for (let turn = reconcile.next(); turn.done !== true; turn = reconcile.next({ code: 200, body: {} })) {
    if (turn.value.type === 'request') paths.push(`${turn.value.method} ${turn.value.path}`);
  }
  return paths;
}

/** Fresh plugins remember nothing. */
function fresh(): SchedulerSettings {
  const made = schedulerSettings({});
  if (!made.ok) throw new Error('the defaults are wrong');
  return made.settings;
}

const shared = { settings: fresh(), memos: new SchedulerMemos() };

/** The next pod's outcome with everything that was remembered, and with nothing. */
function compare(world: World, seed: number): readonly [unknown, unknown] | undefined {
  const { work, memory } = world.component.take(world.memory, world.now);
  if (work.pod === undefined) return undefined;
  const { pod: waiting } = work.pod;
  const outcomes = [shared.settings, fresh()].map((settings, i) => {
    const profile = profileOf(settings.profiles, waiting);
    if (profile === undefined) throw new Error('no profile');
    const cycle = {
      view: world.view,
      now: world.now,
      dice: new Dice(seeded(seed)),
      snapshot: snapshotOf(memory.cache),
      volumes: memory.volumes,
    };
    const search = {
      profile,
      cycle,
      start: memory.nextStartNodeIndex,
      nominated: i === 0 ? shared.memos.nominations.of(memory.queue.nominator) : nominatedOf(memory.queue.nominator),
      nodes: i === 0 ? shared.memos.nodes.of(cycle.snapshot) : allNodes(cycle.snapshot),
    };
    const result = schedulePod(waiting, search, i === 0 ? shared.memos : undefined);
    return [outcome(result), result.type === 'unfit' ? preemption(waiting, result, search) : undefined];
  });
  return [outcomes[0], outcomes[1]];
}

t.test('what equal pods share never changes where a pod goes', (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(anOp, { minLength: 4, maxLength: 25 }), fc.integer(), (ops, seed) => {
        const world = new World(defaultSettings(), seed);
        for (const op of ops) {
          perform(world, op);
          for (;;) {
            const due = world.component.due(world.memory);
            if (due === undefined || due.at > world.now) break;
            const outcomes = compare(world, seed);
            const [sharing, alone] = (outcomes ?? []).map((result) => JSON.stringify(result));
            if (sharing !== alone) throw new Error(`with memory: ${sharing}\nwithout: ${alone}`);
            world.step();
          }
        }
      }),
      { numRuns: 800 },
    ),
  );
  t.end();
});
