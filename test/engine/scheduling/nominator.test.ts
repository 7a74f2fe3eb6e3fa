import fc from 'fast-check';
import t from 'tap';
import { pods } from '../../../engine/apis/generated/resources.js';
import {
  NOBODY_NOMINATED,
  nominated,
  nomineeUpdated,
  notNominated,
} from '../../../engine/scheduling/queue/nominator.js';
import { pod, World } from './world.js';

const NAMES = ['a', 'b', 'c'] as const;
const change = fc.record({
  name: fc.constantFrom(...NAMES),
  type: fc.constantFrom('nominated', 'updated', 'gone'),
  node: fc.constantFrom('n1', 'n2', ''),
});

void t.test('a pod is nominated to one node, the last that was told, after those that came before', (t) => {
  const world = new World();
  for (const name of NAMES) world.apply(pods, pod(name, {}, { schedulerName: 'nobody' }));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      let nominator = NOBODY_NOMINATED;
      let expected: readonly (readonly [string, string])[] = [];
      for (const { name, type, node } of changes) {
        const one = world.pod(name);
        const others = expected.filter(([other]) => other !== name);
        const known = expected.find(([other]) => other === name);
        if (type === 'nominated') {
          nominator = nominated(nominator, one, node, world.view);
          expected = node === '' ? others : [...others, [name, node]];
        } else if (type === 'gone') {
          nominator = notNominated(nominator, one);
          expected = others;
        } else {
          nominator = nomineeUpdated(nominator, one, { ...one }, world.view);
          expected = known === undefined ? expected : [...others, known];
        }
      }
      for (const node of ['n1', 'n2']) {
        const there = (nominator.byNode.get(node) ?? []).map(({ metadata }) => metadata.name).join();
        const wanted = expected.filter(([, target]) => target === node).map(([name]) => name);
        if (there !== wanted.join()) throw new Error(`${node}: ${there}, not ${wanted.join()}`);
      }
      const nodes = NAMES.map((name) => nominator.nodeOf.get(world.pod(name).metadata.uid));
      const wanted = NAMES.map((name) => expected.find(([other]) => other === name)?.[1]);
      if (nodes.join() !== wanted.join()) throw new Error(`${nodes.join()}, not ${wanted.join()}`);
    }),
    { numRuns: 500 },
  );
  t.end();
});
