import fc from 'fast-check';
import t from 'tap';
import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { applyJsonPatch } from '../../../engine/apimachinery/patch/json-patch.js';
import { applyMergePatch } from '../../../engine/apimachinery/patch/merge-patch.js';
import { alongJsonPatch, alongMergePatch, consumed } from '../../../engine/apiserver/verbs/patched-text.js';

const KEYS = ['a', 'b', 'c', 'd'];
const scalar = fc.constantFrom<unknown>(null, 0, 1, true, 'x');
const { value: json } = fc.letrec<{ readonly value: unknown; readonly object: JsonObject }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));
const object = fc.dictionary(fc.constantFrom(...KEYS), json, { maxKeys: 4, noNullPrototype: true });

t.test('a merge patch gives the same whether keys are put in order on the way or not', (t) => {
  fc.assert(
    fc.property(object, object, (document, patch) => {
      const applied = applyMergePatch(document, patch);
      t.ok(applied.ok);
      if (applied.ok) t.same(alongMergePatch(document, patch), applied.value);
    }),
  );
  t.end();
});

const path = fc
  .array(fc.constantFrom(...KEYS, '0', '1', '-1', '-'), { minLength: 1, maxLength: 3 })
  .map((keys) => `/${keys.join('/')}`);
const operation = fc.record({
  op: fc.constantFrom('add', 'replace', 'remove', 'move', 'copy', 'test'),
  path,
  from: path,
  value: json,
});

t.test('a JSON patch that can be applied gives the same either way', (t) => {
  let applied = 0;
  fc.assert(
    fc.property(object, fc.array(operation, { minLength: 1, maxLength: 4 }), (document, patch) => {
      const result = applyJsonPatch(document, patch);
      if (!result.ok) return;
      applied += 1;
      t.same(alongJsonPatch(document, patch), result.value);
    }),
    { numRuns: 2_000 },
  );
  t.ok(applied > 30, `${applied} patches could be applied`);
  t.end();
});

const order = (value: unknown): unknown => (isObject(value) ? Object.keys(value) : value);

t.test('objects that a patch looked into are written with sorted keys, others as they came', (t) => {
  const document = { z: 1, b: { z: 1, a: { z: 1, a: 2 } }, a: { z: 1, a: 2 } };
  const rows: readonly (readonly [string, unknown, string, unknown])[] = [
    ['the root always', [], '', ['a', 'b', 'z']],
    ['an object on the way', [{ op: 'add', path: '/b/c', value: 1 }], 'b', ['a', 'c', 'z']],
    ['not the one at the end', [{ op: 'replace', path: '/b', value: { z: 1, a: 2 } }], 'b', ['z', 'a']],
    ['a copy before its source is looked into', [{ op: 'copy', path: '/c', from: '/b' }], 'c', ['z', 'a']],
    ['a copy into its own source', [{ op: 'copy', path: '/b/c', from: '/b' }], 'b', ['a', 'c', 'z']],
    ['what is compared', [{ op: 'test', path: '/b', value: { a: { a: 2, z: 1 }, z: 1 } }], 'b', ['a', 'z']],
  ];
  for (const [claim, patch, at, keys] of rows) {
    const written = alongJsonPatch(document, patch);
    t.same(order(at === '' || !isObject(written) ? written : written[at]), keys, claim);
  }
  const merged = alongMergePatch(document, { a: { b: 1 }, c: { z: [{ z: 1, a: 2 }], a: 1 } });
  t.equal(
    JSON.stringify(merged),
    '{"a":{"a":2,"b":1,"z":1},"b":{"z":1,"a":{"z":1,"a":2}},"c":{"a":1,"z":[{"a":2,"z":1}]},"z":1}',
  );
  t.end();
});

t.test('a strategic merge patch is printed without the directives that were followed', (t) => {
  const patch = { $retainKeys: ['a'], a: { '$setElementOrder/l': [{ name: 'x' }], l: [{ name: 'x' }], m: 1 } };
  t.same(consumed(patch), { a: { m: 1 } });
  t.same(consumed({ l: [{ $patch: 'delete', name: 'x' }] }), { l: [{ $patch: 'delete', name: 'x' }] });
  t.end();
});
