import fc from 'fast-check';
import t from 'tap';
import { pods, replicasets } from '../../../engine/apis/generated/resources.js';
import type { Resource } from '../../../engine/apis/resource.js';
import { resourceKey } from '../../../engine/apis/resource.js';
import { indexTerms } from '../../../engine/apiserver/indexes.js';
import { EMPTY_STORE, put, remove, type Store } from '../../../engine/apiserver/store.js';

/** What versions of an object share, as writes that change something else leave it. */
const LABELS: readonly (Readonly<Record<string, string>> | undefined)[] = [
  undefined,
  {},
  { app: 'web' },
  { app: 'web', tier: 'front' },
  { app: 'db' },
];
const owner = (uid: string, controller: boolean) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  name: uid,
  uid,
  controller,
});
const OWNERS = [undefined, [owner('a', true)], [owner('a', false)], [owner('a', true), owner('b', false)]];
const RESOURCES = [pods, replicasets] as readonly Resource[];

/** A write of an object; absent: its deletion. */
const write = fc.record({
  resource: fc.constantFrom(...RESOURCES),
  name: fc.constantFrom('x', 'y'),
  object: fc.option(
    fc.record({
      labels: fc.constantFrom(...LABELS),
      ownerReferences: fc.constantFrom(...OWNERS),
      nodeName: fc.constantFrom(undefined, 'n1', 'n2'),
    }),
  ),
});
type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;

function after(store: Store, { resource, name, object }: Write): Store {
  const known = store.objects.get(`${resourceKey(resource)}/default/${name}`);
  if (object === null) return known === undefined ? store : remove(store, resource, known).store;
  const { labels, ownerReferences, nodeName } = object;
  const version = { creationTimestamp: '2026-01-01T00:00:00Z', resourceVersion: '1' };
  const metadata = { name, namespace: 'default', uid: name, labels, ownerReferences, ...version };
  const written = { apiVersion: 'v1', kind: 'Any', metadata, spec: { nodeName } };
  return put(store, resource, written).store;
}

/** The entries of the index, computed from the objects alone. */
function computedIndex({ objects }: Store): readonly string[] {
  const entries: string[] = [];
  for (const [key, object] of objects) {
    const collection = key.slice(0, key.indexOf('/default/'));
    for (const term of indexTerms(collection, object)) entries.push(term + key);
  }
  return entries.sort();
}

void t.test('after any writes the index is the one that the objects make', (t) => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 20 }), (writes) => {
      const store = writes.reduce(after, EMPTY_STORE);
      const entries = JSON.stringify(store.index.keys());
      if (entries !== JSON.stringify(computedIndex(store))) throw new Error(entries);
    }),
    { numRuns: 1_000 },
  );
  t.end();
});
