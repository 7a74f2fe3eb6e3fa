import fc from 'fast-check';
import t from 'tap';
import type { Node, Pod } from '../../../engine/apis/generated/core.v1.js';
import { nodes, pods } from '../../../engine/apis/generated/resources.js';
import { Dice, seeded } from '../../../engine/core/rng.js';
import { EMPTY_CACHE, nodeSeen, podSeen, type Cache } from '../../../engine/scheduling/cache/cache.js';
import { nodeInfo, withPod, type NodeInfo } from '../../../engine/scheduling/cache/node-info.js';
import { hostPorts, podUsage } from '../../../engine/scheduling/cache/pod-facts.js';
import { Slots } from '../../../engine/scheduling/cache/slots.js';
import { allNodes, snapshotOf } from '../../../engine/scheduling/cache/snapshot.js';
import { findNodesThatFitPod, numFeasibleNodesToFind } from '../../../engine/scheduling/cycle/find-nodes.js';
import { podTerms } from '../../../engine/scheduling/matching/affinity-terms.js';
import { NOBODY_NOMINATED, nominatedOf } from '../../../engine/scheduling/queue/nominator.js';
import type { SchedulingQueue } from '../../../engine/scheduling/queue/scheduling-queue.js';
import { defaultSettings, profileOf } from '../../../engine/scheduling/settings.js';
import { TopologySums, type Contribution } from '../../../engine/scheduling/topology/topology-sums.js';
import { anOp, perform } from './operations.js';
import { node, pod, World } from './world.js';

/** What is kept up to date is what one would compute anew; shared-verdicts.test.ts has the list of all fast paths. */

const RUNS = Number(process.env['SOAK'] ?? 1);
const seed = process.env['SOAK'] === undefined ? 1 : undefined;

/** Thousands of comparisons are one claim. */
function mustBe(actual: unknown, expected: unknown, what = 'it'): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${what} is ${is}, not ${should}`);
}

function fresh<T>(object: T): T {
  return structuredClone(object);
}

/** The cache that the objects of the store make, and pods that are only assumed. */
function rebuilt({ view, memory }: World): Cache {
  const assumed = memory.cache.assumed.values().map(({ pod: one, node: nodeName }) => {
    const copy: Pod = fresh(one);
    return { ...copy, spec: { ...copy.spec, nodeName } };
  });
  const bound = view.list(pods).filter(({ spec, status }) => spec.nodeName && !isOver(status?.phase));
  const uids = new Set(bound.map(({ metadata }) => metadata.uid));
  const all = [...bound, ...assumed.filter(({ metadata }) => !uids.has(metadata.uid))];
  const empty = view.list(nodes).reduce((cache: Cache, one: Node) => nodeSeen(cache, fresh(one)), EMPTY_CACHE);
  return all.reduce((cache, one) => podSeen(cache, fresh(one)), empty);
}

function isOver(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** What plugins read of a node, with pods in no order. */
function facts(info: NodeInfo): unknown {
  const uids = (all: Iterable<Pod>) => [...all].map(({ metadata }) => metadata.uid).sort();
  const { name, requested, nonZeroCpu, nonZeroMemory, allocatable, allowedPods, claims } = info;
  return {
    name,
    pods: uids(info.pods),
    affinity: uids(info.podsWithAffinity),
    antiAffinity: uids(info.podsWithRequiredAntiAffinity),
    usage: { requested, nonZeroCpu, nonZeroMemory, allocatable, allowedPods, claims },
    ports: info.usedPorts.map(({ ip, protocol, port }) => `${ip} ${protocol} ${port}`).sort(),
    taints: info.node.spec.taints,
    unschedulable: info.node.spec.unschedulable,
    labels: info.node.metadata.labels,
    images: info.node.status?.images,
  };
}

function contents(cache: Cache): unknown {
  const { images, hasAffinity, hasAntiAffinity, ...snapshot } = snapshotOf(cache);
  const infos = allNodes({ images, hasAffinity, hasAntiAffinity, ...snapshot });
  return {
    nodes: infos.map(facts).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    // The first node that reports an image says how large it is, as upstream: the size depends on who came first.
    images: [...images].map(([image, state]) => [image, state.nodes]),
    hasAffinity,
    hasAntiAffinity,
    strays: [...cache.strays].map(([name, all]) => [name, [...all].map(({ metadata }) => metadata.uid).sort()]),
  };
}

/** Plugin → how many of the parked pods it refused, counted anew. */
function rejections({ unschedulable, gated }: SchedulingQueue): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { unschedulablePlugins, pendingPlugins } of [...unschedulable.values(), ...gated.values()]) {
    const names = [...unschedulablePlugins, ...pendingPlugins];
    for (const name of names.length > 0 ? names : ['']) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

t.test('the cache and the counts of the queue are those that the objects make', (t) => {
  fc.assert(
    fc.property(fc.array(anOp, { minLength: 4, maxLength: 25 }), (ops) => {
      const world = new World();
      for (const op of ops) {
        perform(world, op);
        world.run();
        const [kept, anew] = [contents(world.memory.cache), contents(rebuilt(world))].map((one) => JSON.stringify(one));
        if (kept !== anew) throw new Error(`kept ${kept}\nanew ${anew}`);
        const counted = Object.fromEntries([...rejections(world.memory.queue)].sort());
        const known = Object.fromEntries(Object.entries(world.memory.queue.rejections).sort());
        if (JSON.stringify(known) !== JSON.stringify(counted))
          throw new Error(`${JSON.stringify(known)} of ${JSON.stringify(counted)}`);
      }
    }),
    { numRuns: 300 * RUNS, seed },
  );
  t.end();
});

t.test('facts of a pod that are remembered are those of an equal pod that was never seen', (t) => {
  fc.assert(
    fc.property(anOp, (op) => {
      if (op.type !== 'pod') return;
      const one = new World().apply(pods, op.pod);
      for (const factOf of [podUsage, hostPorts]) {
        mustBe(factOf(one), factOf(fresh(one)));
        if (factOf(one) !== factOf(one)) throw new Error('computed twice');
      }
      // Selectors are functions: what they were made of is compared.
      const [known, anew] = [podTerms(one), podTerms(fresh(one))].map((terms) => JSON.stringify(terms));
      if (known !== anew) throw new Error(`${known} of ${anew}`);
    }),
    { numRuns: 200 * RUNS, seed },
  );
  t.end();
});

const amount = fc.integer({ min: 0, max: 3 });
const contribution = fc.record({ key: fc.constant('zone'), value: fc.constantFrom('a', 'b', 'c'), amount });
/** Each slot's contributions, or a node that goes. */
const change = fc.record({ slot: fc.nat(70), gives: fc.option(fc.array(contribution, { maxLength: 2 })) });

t.test(
  'sums by domain are the sums over all nodes, and so is their lowest, with and without changes in thought',
  (t) => {
    const deltas = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 2 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.array(change, { maxLength: 6 }), deltas), { maxLength: 8 }), (rounds) => {
        const given = new Map<NodeInfo, readonly Contribution[]>();
        const sums = new TopologySums((info) => given.get(info) ?? []);
        // The object of a test is of its collection's type.
        const template = nodeInfo(node('n') as Node);
        let slots = Slots.empty<NodeInfo>();
        for (const [changes, thought] of rounds) {
          for (const { slot, gives } of changes) {
            const info = { ...template, slot };
            if (gives !== null) given.set(info, gives);
            slots = gives === null ? slots.delete(slot) : slots.set(slot, info);
          }
          const version = sums.version;
          const before = plainSums(sums);
          sums.sync(slots);
          const expected = new Map<string, number>();
          for (let slot = 0; slot < slots.length; slot++) {
            const info = slots.get(slot);
            for (const { value, amount: more } of info === undefined ? [] : (given.get(info) ?? []))
              expected.set(value, (expected.get(value) ?? 0) + more);
          }
          mustBe(plainSums(sums), [...expected].sort());
          if (sums.size !== expected.size) throw new Error(`${sums.size} of ${expected.size} domains`);
          if (sums.version === version) mustBe(plainSums(sums), before, 'the same version means the same sums');
          if (sums.min() !== Math.min(...expected.values())) throw new Error(`lowest ${sums.min()}`);
          const changed = new Map(expected);
          for (const [value, more] of Object.entries(thought)) changed.set(value, (changed.get(value) ?? 0) + more);
          const lowest = sums.minWith('zone', new Map(Object.entries(thought)));
          if (lowest !== Math.min(...changed.values())) throw new Error(`lowest in thought ${lowest}`);
        }
      }),
      { numRuns: 400 * RUNS, seed },
    );
    t.end();
  },
);

function plainSums(sums: TopologySums): readonly (readonly [string, number])[] {
  return ['a', 'b', 'c', 'd'].flatMap((value) => {
    const sum = sums.sum('zone', value);
    return sum === undefined ? [] : [[value, sum] as const];
  });
}

t.test('slots hold what was put there, and tell how two versions differ', (t) => {
  const put = fc.tuple(fc.nat(200), fc.option(fc.nat(5)));
  fc.assert(
    fc.property(fc.array(put, { maxLength: 30 }), fc.array(put, { maxLength: 30 }), (first, then) => {
      const plain = new Map<number, number>();
      const apply = (slots: Slots<number>, changes: typeof first) =>
        changes.reduce((next, [slot, value]) => {
          if (value === null) plain.delete(slot);
          else plain.set(slot, value);
          return value === null ? next.delete(slot) : next.set(slot, value);
        }, slots);
      const old = apply(Slots.empty<number>(), first);
      const before = new Map(plain);
      const now = apply(old, then);
      const told: number[] = [];
      now.changes(old, (slot, value, was) => {
        told.push(slot);
        if (value !== plain.get(slot) || was !== before.get(slot)) throw new Error(`slot ${slot}: ${was} → ${value}`);
      });
      const differ = Array.from({ length: 201 }, (_, slot) => slot).filter(
        (slot) => plain.get(slot) !== before.get(slot),
      );
      mustBe(told, differ);
      if (plain.has(now.vacancy)) throw new Error(`slot ${now.vacancy} is taken`);
    }),
    { numRuns: 300 * RUNS, seed },
  );
  t.end();
});

t.test(
  'a search looks at nodes in turn from where the last one stopped, until enough fit, and scores no others',
  (t) => {
    fc.assert(
      fc.property(fc.integer({ min: 95, max: 260 }), fc.integer({ min: 1, max: 7 }), fc.nat(), (count, each, from) => {
        const world = new World();
        for (let at = 0; at < count; at++) world.apply(nodes, node(`n${at}`, { unschedulable: at % each === 1 }));
        const one = world.apply(pods, pod('p'));
        const settings = defaultSettings();
        const profile = profileOf(settings.profiles, one);
        if (profile === undefined) throw new Error('no profile');
        const snapshot = snapshotOf(world.memory.cache);
        const { volumes } = world.memory;
        const cycle = { view: world.view, now: 0, dice: new Dice(seeded(1)), snapshot, volumes };
        const start = from % count;
        const all = allNodes(snapshot);
        const nominated = nominatedOf(NOBODY_NOMINATED, snapshot.slots);
        const { feasible, nextStart } = findNodesThatFitPod(one, { profile, cycle, start, nodes: all, nominated });
        // Written down from numFeasibleNodesToFind: 50 in a hundred less one for each 125 nodes, but a hundred at least.
        const enough = count < 100 ? count : Math.max(100, Math.trunc((count * (50 - Math.trunc(count / 125))) / 100));
        if (numFeasibleNodesToFind(0, count) !== enough) throw new Error(`${enough} nodes are enough of ${count}`);
        const turned = [...all.slice(start), ...all.slice(0, start)];
        const fitting = turned.filter(({ node: { spec } }) => spec.unschedulable !== true);
        mustBe(
          feasible.map(({ name }) => name),
          fitting.slice(0, enough).map(({ name }) => name),
        );
        const next = fitting[enough];
        const looked = next === undefined ? count : turned.indexOf(next);
        if (nextStart !== (start + looked) % count)
          throw new Error(`next ${nextStart}, not ${(start + looked) % count}`);
      }),
      { numRuns: 25 * RUNS, seed },
    );
    t.end();
  },
);

t.test('an equal node or pod leaves the cache as it was', (t) => {
  const world = new World();
  const one = world.apply(pods, pod('p', { cpu: '1' }, { nodeName: 'n1' }));
  const empty = nodeInfo(world.apply(nodes, node('n1')));
  t.not(withPod(empty, one), empty);
  t.equal(
    nodeSeen(world.memory.cache, fresh(world.apply(nodes, node('n1')))),
    world.memory.cache,
    'an equal node changes nothing',
  );
  t.equal(podSeen(world.memory.cache, fresh(one)), world.memory.cache, 'nor does an equal pod');
  t.end();
});
