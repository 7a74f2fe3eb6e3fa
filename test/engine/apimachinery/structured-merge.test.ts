import fc from 'fast-check';
import t from 'tap';
import { Types } from '../../../engine/apimachinery/structured-merge/atom.js';
import { compare } from '../../../engine/apimachinery/structured-merge/compare.js';
import {
  difference,
  equalSets,
  fieldSet,
  hasPath,
  intersection,
  isEmptySet,
  pathsOf,
  pathText,
  recursiveDifference,
  union,
  type FieldPath,
} from '../../../engine/apimachinery/structured-merge/field-set.js';
import { fromFieldsV1, toFieldsV1 } from '../../../engine/apimachinery/structured-merge/fields-v1.js';
import { merge } from '../../../engine/apimachinery/structured-merge/merge.js';
import { fieldElement, keyElement, valueElement } from '../../../engine/apimachinery/structured-merge/path-element.js';
import { removeItems } from '../../../engine/apimachinery/structured-merge/remove-items.js';
import { toFieldSet } from '../../../engine/apimachinery/structured-merge/to-field-set.js';
import { typeErrors } from '../../../engine/apimachinery/structured-merge/validate.js';
import { schemas } from '../../../engine/apis/generated/schemas.js';

const types = new Types(schemas);
const POD = types.of(schemas['io.k8s.api.core.v1.Pod'] ?? {});
const SERVICE = types.of(schemas['io.k8s.api.core.v1.Service'] ?? {});

const elements = fc.oneof(
  fc.constantFrom('a', 'b', 'c').map(fieldElement),
  fc.constantFrom(1, 2).map((port) => keyElement({ port })),
  fc.constantFrom('x', 1, true).map(valueElement),
);
const paths: fc.Arbitrary<FieldPath> = fc.array(elements, { minLength: 1, maxLength: 3 });
const sets = fc.array(paths, { maxLength: 8 }).map((list) => fieldSet(...list));

function textsOf(set: Parameters<typeof pathsOf>[0]): readonly string[] {
  return [...pathsOf(set)].map(pathText);
}

t.test('sets of fields are sets', (t) => {
  fc.assert(
    fc.property(sets, sets, paths, (a, b, path) => {
      const [inA, inB] = [hasPath(a, path), hasPath(b, path)];
      return (
        hasPath(union(a, b), path) === (inA || inB) &&
        hasPath(intersection(a, b), path) === (inA && inB) &&
        hasPath(difference(a, b), path) === (inA && !inB)
      );
    }),
  );
  fc.assert(fc.property(sets, sets, (a, b) => equalSets(union(a, b), union(b, a))));
  fc.assert(fc.property(sets, (a) => equalSets(union(a, a), a) && isEmptySet(difference(a, a))));
  fc.assert(
    fc.property(sets, sets, sets, (a, b, c) => equalSets(difference(difference(a, b), c), difference(a, union(b, c)))),
  );
  t.end();
});

t.test('what is below a field goes with it', (t) => {
  fc.assert(
    fc.property(sets, sets, paths, (a, b, path) => {
      const isBelow = path.some((_, at) => hasPath(b, path.slice(0, at + 1)));
      return hasPath(recursiveDifference(a, b), path) === (hasPath(a, path) && !isBelow);
    }),
  );
  t.end();
});

t.test('FieldsV1 gives back the set that it was written from', (t) => {
  fc.assert(
    fc.property(sets, (set) => {
      const read = fromFieldsV1(JSON.parse(JSON.stringify(toFieldsV1(set))));
      return read.ok && equalSets(read.value, set);
    }),
  );
  t.strictSame(toFieldsV1(fieldSet(['f:a'], ['f:a', 'f:b'], ['k:{"port":80}', 'f:c'])), {
    'f:a': { '.': {}, 'f:b': {} },
    'k:{"port":80}': { 'f:c': {} },
  });
  for (const wrong of [{ x: {} }, { fa: {} }, { 'v:{': {} }, { 'i:x': {} }, { 'f:a': 1 }])
    t.notOk(fromFieldsV1(wrong).ok, JSON.stringify(wrong));
  t.ok(fromFieldsV1({ 'z:new': {} }).ok, 'a kind of step that nobody knows is passed over');
  t.end();
});

t.test('paths read as kubectl prints them, members before what is below', (t) => {
  const set = fieldSet(
    ['f:spec', 'f:containers', keyElement({ name: 'c' }), 'f:image'],
    ['f:spec', 'f:replicas'],
    ['f:metadata', 'f:finalizers', valueElement('a.b/c')],
    ['f:spec', 'f:ports', keyElement({ containerPort: 80, protocol: 'TCP' })],
  );
  t.strictSame(textsOf(set), [
    '.metadata.finalizers[="a.b/c"]',
    '.spec.replicas',
    '.spec.containers[name="c"].image',
    '.spec.ports[containerPort=80,protocol="TCP"]',
  ]);
  t.end();
});

/** A pod with containers of these names, each with its image. */
function pod(...containers: readonly (readonly [string, string])[]): object {
  return { spec: { containers: containers.map(([name, image]) => ({ name, image })) } };
}

t.test('merged lists stand as they stood, shared items in the order that the configuration has', (t) => {
  const order = (...names: string[]) => pod(...names.map((name) => [name, name] as const));
  for (const [live, config, merged] of [
    ['abc', 'b', 'abc'],
    ['abc', 'd', 'abcd'],
    ['abc', 'ca', 'bca'],
    ['abcd', 'dxb', 'acdxb'],
    ['', 'ba', 'ba'],
    ['ab', '', 'ab'],
    ['abc', 'cba', 'cba'],
  ] as const)
    t.strictSame(merge(POD, order(...live), order(...config)), order(...merged), `${live} and ${config}`);
  t.end();
});

t.test('a merge keeps what the configuration does not mention, and everything that it does', (t) => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });
  const pods = names.chain((list) =>
    fc
      .array(fc.constantFrom('x', 'y'), { minLength: list.length, maxLength: list.length })
      .map((images) => pod(...list.map((name, at) => [name, images[at] ?? ''] as const))),
  );
  fc.assert(
    fc.property(pods, pods, (live, config) => {
      const merged = merge(POD, live, config);
      const { removed } = compare(POD, live, merged);
      const said = toFieldSet(POD, config);
      return isEmptySet(removed) && equalSets(intersection(said, toFieldSet(POD, merged)), said);
    }),
  );
  fc.assert(fc.property(pods, (live) => equalSets(toFieldSet(POD, merge(POD, live, live)), toFieldSet(POD, live))));
  t.end();
});

t.test('what is removed is no longer there, and nothing else is gone', (t) => {
  const live = {
    metadata: { labels: { a: '1', b: '2' }, finalizers: ['x.y/1', 'x.y/2'] },
    spec: { containers: [{ name: 'c', image: 'i', args: ['p'] }, { name: 'd' }], nodeSelector: { n: '1' } },
  };
  const gone = fieldSet(
    ['f:metadata', 'f:labels', 'f:a'],
    ['f:metadata', 'f:finalizers', valueElement('x.y/1')],
    ['f:spec', 'f:containers', keyElement({ name: 'c' }), 'f:args'],
    ['f:spec', 'f:containers', keyElement({ name: 'd' })],
  );
  t.strictSame(removeItems(POD, live, gone), {
    metadata: { labels: { b: '2' }, finalizers: ['x.y/2'] },
    spec: { containers: [{ name: 'c', image: 'i' }], nodeSelector: { n: '1' } },
  });
  t.end();
});

t.test('a comparison says what came, went and changed, by keys and not by places', (t) => {
  const before = { spec: { ports: [{ port: 80 }, { port: 81, name: 'a' }], selector: { a: 'b' } } };
  const after = {
    spec: {
      ports: [
        { port: 81, name: 'b' },
        { port: 82, protocol: 'UDP' },
      ],
      selector: { a: 'c' },
    },
  };
  const { removed, modified, added } = compare(SERVICE, before, after);
  t.strictSame(textsOf(removed), ['.spec.ports[port=80,protocol="TCP"]', '.spec.ports[port=80,protocol="TCP"].port']);
  t.strictSame(
    textsOf(modified),
    ['.spec.selector', '.spec.ports[port=81,protocol="TCP"].name'],
    'selectors are one thing',
  );
  t.strictSame(textsOf(added), [
    '.spec.ports[port=82,protocol="UDP"]',
    '.spec.ports[port=82,protocol="UDP"].port',
    '.spec.ports[port=82,protocol="UDP"].protocol',
  ]);
  t.end();
});

t.test('doubles in a list come, go and change together', (t) => {
  const doubled = pod(['c', '1'], ['c', '2']);
  const single = pod(['c', '1']);
  const path = '.spec.containers[name="c"]';
  t.strictSame(textsOf(compare(POD, doubled, pod(['c', '1'], ['c', '3'])).modified), [path]);
  t.strictSame(textsOf(compare(POD, doubled, single).removed), [path]);
  t.strictSame(textsOf(compare(POD, single, doubled).added), [path]);
  t.strictSame(textsOf(toFieldSet(POD, doubled)), [path]);
  t.end();
});

t.test('what a type does not allow is told with its path', (t) => {
  for (const [value, errors] of [
    [{ spec: { foo: 1 } }, ['.spec.foo: field not declared in schema']],
    [
      { metadata: { labels: { a: 1 } } },
      ['.metadata.labels.a: expected string, got &value.valueUnstructured{Value:1}'],
    ],
    [{ spec: { priority: 'x' } }, ['.spec.priority: expected numeric (int or float), got string']],
    [{ spec: { hostNetwork: 'x' } }, ['.spec.hostNetwork: expected boolean, got &{x}']],
    [{ spec: { containers: {} } }, ['.spec.containers: expected list, got &{map[]}']],
    [{ spec: [1] }, ['.spec: expected map, got &{[1]}']],
    [
      { spec: { containers: [null] } },
      ['.spec.containers: element 0: associative list with keys may not have a null element'],
    ],
    [{ spec: { volumes: [{ name: 'v' }, { name: 'v' }] } }, ['.spec.volumes: duplicate entries for key [name="v"]']],
    [{ spec: { containers: [{ name: 'c', resources: { limits: { cpu: 1, memory: '1Gi' } } }] } }, []],
    [{ spec: { nodeName: null } }, []],
  ] as const)
    t.strictSame(typeErrors(POD, value), errors, JSON.stringify(value));
  t.end();
});
