import t from 'tap';
import { createCluster, turnOf, type Step } from '../../../engine/index.js';
import { EMPTY_STORE } from '../../../engine/apiserver/store.js';
import { StoreView } from '../../../engine/apiserver/store-view.js';
import type { WatchEvent } from '../../../engine/apiserver/watch-event.js';
import { SortedMap } from '../../../engine/core/sorted-map.js';
import { erase, type Process } from '../../../engine/client/erase.js';
import { Access, ToldMap } from '../../../conformance/properties/exploration/exhaustive/access.js';
import { Observed, type Effect } from '../../../conformance/properties/exploration/exhaustive/effect.js';
import { KnownNews } from '../../../conformance/properties/exploration/exhaustive/known-news.js';
import { KnownTurns } from '../../../conformance/properties/exploration/exhaustive/known-turns.js';
import { Looks } from '../../../conformance/properties/exploration/exhaustive/looks.js';
import { afterOther } from '../../../conformance/properties/exploration/exhaustive/independence.js';
import { Sleepers } from '../../../conformance/properties/exploration/exhaustive/sleepers.js';
import { NOBODY } from '../../../conformance/properties/exploration/exhaustive/visited.js';

type Memory = readonly string[];

/** A component that remembers the names that it hears, in their order or sorted. */
function listener(sorted: boolean): Process {
  const added = (memory: Memory, name: string): Memory => (sorted ? [...memory, name].sort() : [...memory, name]);
  return erase<Memory, { readonly key: string; readonly cause: number }>({
    name: 'listener',
    watches: [],
    start: () => [],
    observe: (memory, event) => added(memory, event.object.metadata.name),
    due: () => undefined,
    take: (memory) => ({ work: { key: '', cause: 0 }, memory }),
    *work(_work, memory) {
      return yield* done(memory);
    },
  }).start(0);
}

function* done(memory: Memory): Generator<never, Memory> {
  return memory;
}

function written(name: string): WatchEvent {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', uid: name, creationTimestamp: '', resourceVersion: '1' },
  };
  return { type: 'ADDED', revision: 1, resource: 'configmaps', object };
}

/** A turn that writes one object, of which the listener is told. */
function turn(component: string, ear: Process, parts: Partial<Effect> = {}): Effect {
  const event = written(component);
  const looks = new Looks(false);
  looks.objects.wrote(`configmaps/default/${component}`);
  const heard = ear.observe(event, { view: new StoreView(EMPTY_STORE), now: 0, cause: 0 });
  return {
    component,
    looks: [looks],
    events: [],
    told: new Map([['listener', [event]]]),
    changed: new Map([['listener', heard]]),
    store: EMPTY_STORE,
    now: 0,
    chance: false,
    quiet: true,
    visible: false,
    variants: [],
    ...parts,
  };
}

function alike(a: Process, b: Process): boolean {
  return JSON.stringify(a.memory) === JSON.stringify(b.memory);
}

t.test('turns of which one component hears are independent when it makes the same of them in either order', (t) => {
  const set = listener(true);
  const after = afterOther(turn('b', set), turn('a', set), alike);
  t.same(after?.changed.get('listener')?.memory, ['a', 'b'], 'and is known as it is after both');
  const queue = listener(false);
  t.equal(afterOther(turn('b', queue), turn('a', queue), alike), undefined, 'a queue tells who came first');
  t.end();
});

t.test('what makes two turns depend on one another', (t) => {
  const ear = listener(true);
  const listing = new Looks(false);
  listing.objects.readRange('configmaps/default/', 'configmaps/default0');
  const object = new Looks(false);
  object.objects.wrote('configmaps/default/shared');
  const place = new Looks(false);
  place.index.wrote('configmaps/default/shared');
  const prefix = new Looks(false);
  prefix.drawn.wrote('configmaps/default/shared');
  const rows: readonly (readonly [string, Partial<Effect>, Partial<Effect>])[] = [
    ['one ends a step of the spec', { quiet: false }, {}],
    ['both draw by chance', { chance: true }, { chance: true }],
    ['the spec sees both', { visible: true }, { visible: true }],
    ['one lists what the other writes', { looks: [listing] }, {}],
    ['whom one tells of it lists what the other writes', { looks: [new Looks(false), listing] }, {}],
    ['both write one object', { looks: [object] }, { looks: [object] }],
    ['both write one place of an index', { looks: [place] }, { looks: [place] }],
    ['both take the next name of one prefix', { looks: [prefix] }, { looks: [prefix] }],
    ['a third hears of one only once the other has spoken to it', {}, { changed: new Map() }],
    ['a third hears of the other only once the one has spoken to it', { changed: new Map() }, {}],
    ['one changes the component whose turn the other is', { changed: new Map([['a', ear]]) }, {}],
  ];
  for (const [name, late, taken] of rows)
    t.equal(afterOther(turn('b', ear, late), turn('a', ear, taken), alike), undefined, name);
  t.not(afterOther(turn('b', ear, { chance: true }), turn('a', ear, { visible: true }), alike), undefined, 'not these');
  t.end();
});

const MAP = SortedMap.from([
  ['a', 1],
  ['b', 2],
  ['c', 3],
]);

function told(use: (map: SortedMap<string, number>) => unknown): Access {
  const access = new Access();
  use(ToldMap.of(MAP, access));
  return access;
}

t.test('whoever asks a map for something depends on who writes it, and not on others who ask', (t) => {
  const uses: readonly (readonly [use: string, (map: SortedMap<string, number>) => unknown])[] = [
    ['get', (map) => map.get('b')],
    ['has', (map) => map.has('b')],
    ['size', (map) => map.size],
    ['first', (map) => map.first()],
    ['last', (map) => map.last()],
    ['upTo', (map) => map.upTo('bb')],
    ['at', (map) => map.at(1)],
    ['after', (map) => map.after('a')],
    ['entries', (map) => [...map.entries('b')]],
    ['iteration', (map) => [...map]],
    ['keys', (map) => map.keys()],
    ['values', (map) => map.values()],
    ['range', (map) => map.range('b', 'c')],
    ['count', (map) => map.count('b', 'c')],
    ['changesSince', (map) => map.changesSince(MAP)],
    ['set to what it is', (map) => map.set('b', 2)],
    ['delete of what is not there', (map) => map.delete('bb')],
    ['set', (map) => map.set('b', 5)],
    ['delete', (map) => map.delete('b')],
    ['edit', (map) => map.edit([['b', 5]])],
    ['a use after a write', (map) => map.set('a', 5).get('b')],
  ];
  for (const [use, ask] of uses) {
    const asked = told(ask);
    const writers = [
      told((map) => map.set('b', 4).set('bb', 4)),
      told((map) =>
        map.edit([
          ['b', 4],
          ['bb', 4],
        ]),
      ),
    ];
    for (const writer of writers) t.notOk(asked.isApartFrom(writer) || writer.isApartFrom(asked), use);
    const elsewhere = told((map) => map.get('x'));
    t.ok(asked.isApartFrom(elsewhere) && elsewhere.isApartFrom(asked), use);
  }
  const [all, others] = [told((map) => map.keys()), told((map) => map.size)];
  t.ok(all.isApartFrom(others), 'to look at everything disturbs nobody');
  t.ok(
    told((map) => map.range('c', 'd')).isApartFrom(told((map) => map.set('d', 1))),
    'the end of a range is not in it',
  );
  t.end();
});

t.test('sets of 64 components are kept apart in two words; beyond them nobody is left out', (t) => {
  const ids = Array.from({ length: 70 }, (_, index) => `kubelet/n${index}`);
  const sleepers = new Sleepers();
  sleepers.mask(ids);
  const ear = listener(true);
  for (const [index, id] of ids.entries()) {
    const mask = sleepers.mask([id]);
    t.same(sleepers.without(mask, NOBODY), index < 64 ? [id] : []);
    t.same(sleepers.without(mask, mask), []);
    const others = sleepers.mask(ids.filter((other) => other !== id));
    t.same(sleepers.common(mask, others), NOBODY);
    t.same(sleepers.common(sleepers.mask(ids), mask), mask);
    const asleep = new Map(ids.map((name) => [name, turn(name, ear)]));
    t.same([...sleepers.among(asleep, mask).keys()], index < 64 ? [id] : []);
  }
  t.end();
});

t.test('a turn is quiet unless it changes what is broken, or who runs', (t) => {
  const cluster = createCluster({ nodes: [{ name: 'n1' }], seed: 1 });
  const isQuiet = (step: Step): boolean => {
    const observed = new Observed({ turns: new KnownTurns(), news: new KnownNews() }, false);
    observed.reduce(cluster, step);
    return observed.effect({ component: 'kubelet/n1', quiet: true, visible: false, variants: [] }).quiet;
  };
  t.equal(isQuiet(turnOf('kubelet/n1')), true);
  t.equal(isQuiet({ type: 'fault', fault: { type: 'api-delay', match: {}, delay: 1 } }), false);
  t.equal(isQuiet({ type: 'node', node: { name: 'n2' } }), false);
  t.end();
});
