import fc from 'fast-check';
import t from 'tap';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { nodes, pods } from '../../../engine/apis/generated/resources.js';
import { node, pod, World } from './world.js';

/** A node and a pod in the few words that the naive rules below know. */
interface Machine {
  readonly cpu: number;
  readonly disk: 'ssd' | 'hdd';
  readonly zone: 'a' | 'b';
  readonly tainted: boolean;
  readonly cordoned: boolean;
}

interface Wish {
  readonly cpu: number;
  readonly disk?: 'ssd' | 'hdd';
  readonly tolerant: boolean;
  readonly port: boolean;
  readonly app: 'web' | 'db';
  /** Must not share its zone with this app. */
  readonly hates?: 'web' | 'db';
}

const machine: fc.Arbitrary<Machine> = fc.record({
  cpu: fc.integer({ min: 1, max: 4 }),
  disk: fc.constantFrom('ssd', 'hdd'),
  zone: fc.constantFrom('a', 'b'),
  tainted: fc.boolean(),
  cordoned: fc.constantFrom(false, false, false, true),
});

const wish: fc.Arbitrary<Wish> = fc.record(
  {
    cpu: fc.integer({ min: 0, max: 3 }),
    disk: fc.constantFrom('ssd', 'hdd'),
    tolerant: fc.boolean(),
    port: fc.constantFrom(false, false, true),
    app: fc.constantFrom('web', 'db'),
    hates: fc.constantFrom('web', 'db'),
  },
  { requiredKeys: ['cpu', 'tolerant', 'port', 'app'] },
);

function nodeOf(name: string, { cpu, disk, zone, tainted, cordoned }: Machine): object {
  const taints = tainted ? [{ key: 'a', effect: 'NoSchedule' }] : [];
  return node(name, { capacity: { cpu: String(cpu) }, labels: { disk, zone }, taints, unschedulable: cordoned });
}

function podOf(name: string, { cpu, disk, tolerant, port, app, hates }: Wish): object {
  const term = { labelSelector: { matchLabels: { app: hates } }, topologyKey: 'zone' };
  const spec = {
    ...(disk === undefined ? {} : { nodeSelector: { disk } }),
    ...(tolerant ? { tolerations: [{ key: 'a', operator: 'Exists' }] } : {}),
    ...(hates === undefined
      ? {}
      : { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } }),
    ...(port
      ? {
          containers: [
            {
              name: 'c',
              image: 'app',
              resources: { requests: { cpu: String(cpu) } },
              ports: [{ containerPort: 80, hostPort: 80 }],
            },
          ],
        }
      : {}),
  };
  return pod(name, { cpu: String(cpu) }, spec, { labels: { app } });
}

interface Placed {
  readonly wish: Wish;
  readonly at: string;
}

/** Whether a pod may join those that run, written down from the documentation and nothing else. */
function wouldTake(
  name: string,
  machines: ReadonlyMap<string, Machine>,
  placed: readonly Placed[],
  want: Wish,
): boolean {
  const it = machines.get(name);
  if (it === undefined) return false;
  const here = placed.filter(({ at }) => at === name);
  const near = placed.filter(({ at }) => machines.get(at)?.zone === it.zone);
  const used = here.reduce((sum, { wish: { cpu } }) => sum + cpu, 0);
  return (
    !it.cordoned &&
    (!it.tainted || want.tolerant) &&
    (want.disk === undefined || want.disk === it.disk) &&
    (want.cpu === 0 || used + want.cpu <= it.cpu) &&
    !(want.port && here.some(({ wish: { port } }) => port)) &&
    near.every(({ wish: other }) => other.app !== want.hates && other.hates !== want.app)
  );
}

const MINUTES = 60_000;

/** Names of the pods in the order in which they were bound. */
function bindings(world: World): readonly string[] {
  return world.calls.flatMap((call) => /^POST pods\/(.*)\/binding$/.exec(call)?.[1] ?? []);
}

t.test('no bind breaks a hard rule, and no pod waits that a node would take', (t) => {
  const runs = Number(process.env['SOAK'] ?? 1) * 1500;
  fc.assert(
    fc.property(
      fc.array(machine, { minLength: 1, maxLength: 5 }),
      fc.array(wish, { minLength: 1, maxLength: 10 }),
      fc.array(fc.nat(9), { maxLength: 2 }),
      (all, wishes, gone) => {
        const world = new World();
        const machines = new Map(all.map((one, i) => [`n${i}`, one]));
        for (const [name, one] of machines) world.apply(nodes, nodeOf(name, one));
        const named = new Map(wishes.map((one, i) => [`p${i}`, one]));
        const placed: (Placed & { readonly pod: string })[] = [];
        let seen = 0;
        const look = (): void => {
          for (const bound of bindings(world).slice(seen)) {
            const want = named.get(bound);
            const at = world.nodeOf(bound) ?? '';
            if (want === undefined) throw new Error(`${bound} was never asked for`);
            if (!wouldTake(at, machines, placed, want)) throw new Error(`${bound} must not run on ${at}`);
            placed.push({ pod: bound, wish: want, at });
            seen += 1;
          }
        };
        for (const [name, one] of named) {
          world.apply(pods, podOf(name, one));
          world.run();
          look();
        }
        for (const index of gone) {
          const [leaving] = placed.splice(index % Math.max(1, placed.length), 1);
          if (leaving === undefined) continue;
          world.delete(pods, leaving.pod);
          world.run(world.now + 6 * MINUTES);
          look();
        }
        world.run(world.now + 12 * MINUTES);
        look();
        const waiting = world.view.list(pods, 'default').filter((one: Pod) => !one.spec.nodeName);
        for (const { metadata } of waiting) {
          const want = named.get(metadata.name);
          const takers = [...machines.keys()].filter((at) => want && wouldTake(at, machines, placed, want));
          if (takers.length > 0) throw new Error(`${metadata.name} waits, and ${takers.join(', ')} would take it`);
        }
      },
    ),
    { numRuns: runs, seed: process.env['SOAK'] === undefined ? 1 : undefined },
  );
  t.end();
});
