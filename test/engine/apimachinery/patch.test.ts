import fc from 'fast-check';
import jsonPatch from 'fast-json-patch';
import t from 'tap';
import { deepEqual } from '../../../engine/apimachinery/equality.js';
import type { JsonObject } from '../../../engine/apimachinery/object.js';
import { applyJsonPatch } from '../../../engine/apimachinery/patch/json-patch.js';
import { applyMergePatch, createMergePatch } from '../../../engine/apimachinery/patch/merge-patch.js';
import { applyStrategicMergePatch } from '../../../engine/apimachinery/patch/strategic-merge-patch.js';
import {
  createThreeWayJsonMergePatch,
  createThreeWayMergePatch,
  createTwoWayMergePatch,
} from '../../../engine/apimachinery/patch/three-way-merge.js';
import { schemas } from '../../../engine/apis/generated/schemas.js';

const POD = schemas['io.k8s.api.core.v1.Pod'] ?? {};

/** No patch may write into its arguments. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

t.test('JSON patches', (t) => {
  const document = frozen({ a: { b: [1, 2, 3] }, c: 'x', 'd/e': 1 });
  for (const [patch, expected] of [
    [[{ op: 'add', path: '/a/b/-', value: 4 }], { a: { b: [1, 2, 3, 4] }, c: 'x', 'd/e': 1 }],
    [[{ op: 'add', path: '/a/b/1', value: 9 }], { a: { b: [1, 9, 2, 3] }, c: 'x', 'd/e': 1 }],
    [[{ op: 'remove', path: '/a/b/-1' }], { a: { b: [1, 2] }, c: 'x', 'd/e': 1 }],
    [[{ op: 'replace', path: '/d~1e', value: 2 }], { a: { b: [1, 2, 3] }, c: 'x', 'd/e': 2 }],
    [[{ op: 'replace', path: '/new', value: 2 }], { a: { b: [1, 2, 3] }, c: 'x', 'd/e': 1, new: 2 }],
    [[{ op: 'move', from: '/c', path: '/a/c' }], { a: { b: [1, 2, 3], c: 'x' }, 'd/e': 1 }],
    [[{ op: 'copy', from: '/a/b/0', path: '/c' }], { a: { b: [1, 2, 3] }, c: 1, 'd/e': 1 }],
    [[{ op: 'add', path: '/c' }], { a: { b: [1, 2, 3] }, c: null, 'd/e': 1 }],
    [[{ op: 'test', path: '/nothing' }], document],
  ] as const)
    t.same(applyJsonPatch(document, patch), { ok: true, value: expected }, JSON.stringify(patch));
  for (const patch of [
    [{ op: 'test', path: '/c', value: 'y' }],
    [{ op: 'remove', path: '/nope' }],
    [{ op: 'add', path: '/nope/x', value: 1 }],
    [{ op: 'add', path: '/a/b/9', value: 1 }],
    [{ op: 'odd', path: '/c' }],
    [{ op: 'add', value: 1 }],
  ])
    t.match(applyJsonPatch(document, patch), {
      ok: false,
      code: 422,
      status: {
        reason: 'Invalid',
        message: 'the server rejected our request due to an error in our request',
        details: {},
      },
    });
  t.match(applyJsonPatch(document, {}), {
    code: 400,
    error: 'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
  });
  t.match(applyJsonPatch(document, Array(10_001).fill({ op: 'test', path: '/x' })), {
    code: 413,
    error: 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
  });
  const same = applyJsonPatch(document, [{ op: 'replace', path: '/c', value: 'x' }]);
  t.ok(same.ok && same.value === document, 'what changes nothing gives the same object');
  t.end();
});

const trees = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('a', 'b', 1, true),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('x', 'y', 'z'), tie('tree'), { maxKeys: 3 }),
  ),
})).tree;
const documents = fc.dictionary(fc.constantFrom('x', 'y', 'z'), trees, { maxKeys: 3 }) as fc.Arbitrary<JsonObject>;

t.test('a JSON patch gives what fast-json-patch gives', (t) => {
  fc.assert(
    fc.property(documents, documents, (before, after) => {
      const patch = jsonPatch.compare(before, after);
      const patched = applyJsonPatch(frozen(before), patch);
      return patched.ok && deepEqual(patched.value, after);
    }),
  );
  t.end();
});

t.test('merge patches', (t) => {
  const document = frozen({ a: { b: 1, c: 2 }, l: [1, 2] });
  for (const [patch, expected] of [
    [{ a: { b: null } }, { a: { c: 2 }, l: [1, 2] }],
    [{ l: [3] }, { a: { b: 1, c: 2 }, l: [3] }],
    [{ a: 'x' }, { a: 'x', l: [1, 2] }],
    [{ n: { x: null, y: 1 } }, { a: { b: 1, c: 2 }, l: [1, 2], n: { y: 1 } }],
    [{ a: [{ x: null }] }, { a: [{ x: null }], l: [1, 2] }],
    [{ l: { x: null } }, { a: { b: 1, c: 2 }, l: {} }],
    [{ n: [{ x: null }] }, { a: { b: 1, c: 2 }, l: [1, 2], n: [{}] }],
  ] as const)
    t.same(applyMergePatch(document, patch), { ok: true, value: expected }, JSON.stringify(patch));
  t.match(applyMergePatch(document, null), { code: 400, error: 'Invalid JSON Patch' });
  t.match(applyMergePatch(document, []), {
    code: 400,
    error: 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
  });
  const same = applyMergePatch(document, { a: { b: 1 }, l: [1, 2], gone: null });
  t.ok(same.ok && same.value === document, 'what changes nothing gives the same object');
  fc.assert(
    fc.property(documents, documents, (before, after) => {
      const patched = applyMergePatch(frozen(before), createMergePatch(before, after));
      return patched.ok && deepEqual(patched.value, after);
    }),
  );
  t.end();
});

const container = (name: string, more: JsonObject = {}): JsonObject => ({ name, ...more });
const pod = (spec: JsonObject, metadata: JsonObject = {}): JsonObject => ({
  metadata: { name: 'p', ...metadata },
  spec,
});

/** Pod spec, patch of the spec, what comes out: as strategicpatch v0.35.4 gives them. */
const STRATEGIC: readonly (readonly [claim: string, before: JsonObject, patch: JsonObject, after: JsonObject])[] = [
  [
    'containers merge by name, new ones come where the patch has them',
    { containers: [container('a', { image: 'i' }), container('b')] },
    { containers: [container('c'), container('a', { image: 'j' })] },
    { containers: [container('c'), container('a', { image: 'j' }), container('b')] },
  ],
  [
    '$patch: delete takes one out',
    { containers: [container('a'), container('b')] },
    { containers: [container('a', { $patch: 'delete' })] },
    { containers: [container('b')] },
  ],
  [
    '$patch: replace replaces the whole list',
    { containers: [container('a'), container('b')] },
    { containers: [container('c'), { $patch: 'replace' }] },
    { containers: [container('c')] },
  ],
  [
    '$patch: replace replaces an object',
    { containers: [], securityContext: { runAsUser: 1, runAsGroup: 2 } },
    { securityContext: { runAsUser: 3, $patch: 'replace' } },
    { containers: [], securityContext: { runAsUser: 3 } },
  ],
  [
    '$setElementOrder orders what it names',
    { containers: [container('a'), container('b')] },
    { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] },
    { containers: [container('b'), container('a')] },
  ],
  [
    'a replaced item stays where the old one was',
    { containers: [container('sidecar'), container('old')] },
    {
      '$setElementOrder/containers': [{ name: 'new' }],
      containers: [container('new'), container('old', { $patch: 'delete' })],
    },
    { containers: [container('sidecar'), container('new')] },
  ],
  [
    '$retainKeys drops the other member of a union',
    { containers: [], volumes: [{ name: 'v', emptyDir: {} }] },
    { volumes: [{ name: 'v', configMap: { name: 'c' }, $retainKeys: ['name', 'configMap'] }] },
    { containers: [], volumes: [{ name: 'v', configMap: { name: 'c' } }] },
  ],
  [
    'lists without a merge strategy are replaced',
    { containers: [container('a', { args: ['x', 'y'] })] },
    { containers: [container('a', { args: ['z'] })] },
    { containers: [container('a', { args: ['z'] })] },
  ],
  [
    'null deletes, also inside what is new',
    { containers: [], nodeSelector: { a: '1', b: '2' } },
    { nodeSelector: { a: null }, securityContext: { runAsUser: null } },
    { containers: [], nodeSelector: { b: '2' }, securityContext: {} },
  ],
];

t.test('strategic merge patches', (t) => {
  for (const [claim, before, patch, after] of STRATEGIC) {
    const result = applyStrategicMergePatch(frozen(pod(before)), frozen({ spec: patch }), POD, schemas);
    t.same(result, { ok: true, value: pod(after) }, claim);
    t.equal(result.ok && JSON.stringify(result.value), JSON.stringify(pod(after)), `${claim}: in this order`);
  }
  const finalizers = applyStrategicMergePatch(
    pod({}, { finalizers: ['a', 'b', 'c'] }),
    { metadata: { '$deleteFromPrimitiveList/finalizers': ['b'] } },
    POD,
    schemas,
  );
  t.same(finalizers, { ok: true, value: pod({}, { finalizers: ['a', 'c'] }) });
  t.end();
});

t.test('strategic merges that fail say why, with upstream’s code', (t) => {
  const before = frozen(pod({ containers: [container('a')], volumes: [{ name: 'v', emptyDir: {} }] }));
  for (const [patch, code, error] of [
    [{ containers: [{ image: 'x' }] }, 500, 'map: map[image:x] does not contain declared merge key: name'],
    [
      { containers: [container('a', { $patch: 'odd' })] },
      500,
      'unknown patch type: odd in map: map[$patch:odd name:a]',
    ],
    [{ containers: [container('a', { $patch: 'merge' })] }, 500, 'merging lists cannot yet be specified in the patch'],
    [
      { securityContext: {}, $patch: 'odd' },
      500,
      'unknown patch type: odd in map: map[$patch:odd securityContext:map[]]',
    ],
    [{ volumes: [{ name: 'v', $retainKeys: 'x' }] }, 400, 'invalid patch format of retainKeys'],
    [{ volumes: [{ name: 'v', hostPath: {}, $retainKeys: ['name'] }] }, 400, 'invalid patch format of retainKeys'],
    [{ '$setElementOrder/containers': 'x' }, 500, 'expected a []interface {}, but received a string'],
    [{ containers: [[1]] }, 500, 'list element types are not identical: [[map[name:a]] [[1]]]'],
    [
      { '$setElementOrder/containers': [{ name: 'a' }], containers: [container('b')] },
      500,
      "The order in patch list:\n[map[name:b]]\n doesn't match $setElementOrder list:\n[map[name:a]]\n",
    ],
  ] as const) {
    const result = applyStrategicMergePatch(before, { spec: patch }, POD, schemas);
    t.match(result, { ok: false, code, error, status: { code, message: error } });
  }
  t.match(applyStrategicMergePatch(before, [], POD, schemas), { code: 400 });
  t.end();
});

const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 });
const environment = names.chain((list) =>
  fc.tuple(
    ...list.map((name) => fc.record({ name: fc.constant(name.toUpperCase()), value: fc.constantFrom('1', '2') })),
  ),
);
const optional = { requiredKeys: [] as [] };
const containers = names.chain((list) =>
  fc.tuple(
    ...list.map((name) =>
      fc
        .record(
          {
            image: fc.constantFrom('i', 'j'),
            env: environment,
            args: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
          },
          optional,
        )
        .map((fields) => ({ name, ...fields })),
    ),
  ),
);
const specs = fc
  .record(
    {
      containers,
      nodeSelector: fc.dictionary(fc.constantFrom('k', 'l'), fc.constantFrom('1', '2')),
      tolerations: fc.array(fc.record({ key: fc.constantFrom('m', 'n') }), { maxLength: 2 }),
      hostNetwork: fc.boolean(),
    },
    optional,
  )
  .map((spec): JsonObject => frozen(pod(spec)));

function must(result: ReturnType<typeof applyMergePatch>): JsonObject {
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

const strategic = (document: JsonObject, patch: JsonObject): JsonObject =>
  must(applyStrategicMergePatch(document, patch, POD, schemas));

t.test('a two-way patch leads from one object to the other', (t) => {
  fc.assert(
    fc.property(specs, specs, (before, after) => {
      const patch = must(createTwoWayMergePatch(before, after, POD, schemas));
      return deepEqual(strategic(before, patch), after);
    }),
  );
  t.end();
});

t.test('a patch that changes nothing gives the same object', (t) => {
  fc.assert(
    fc.property(specs, (document) => {
      const copy = JSON.parse(JSON.stringify(document)) as JsonObject;
      return (
        strategic(document, copy) === document &&
        Object.keys(must(createTwoWayMergePatch(document, copy, POD, schemas))).length === 0
      );
    }),
  );
  t.end();
});

t.test('what nobody else touched becomes what was applied', (t) => {
  fc.assert(
    fc.property(specs, specs, (original, modified) => {
      const patch = must(createThreeWayMergePatch(original, modified, original, POD, schemas));
      return deepEqual(strategic(original, patch), modified);
    }),
  );
  t.end();
});

t.test('applying the same again changes nothing', (t) => {
  fc.assert(
    fc.property(specs, specs, specs, (original, modified, current) => {
      const patched = strategic(current, must(createThreeWayMergePatch(original, modified, current, POD, schemas)));
      return strategic(patched, must(createThreeWayMergePatch(modified, modified, patched, POD, schemas))) === patched;
    }),
  );
  t.end();
});

t.test('what only others set is left alone', (t) => {
  const original = pod({ containers: [container('a', { image: 'i' })], hostNetwork: true });
  const modified = pod({ containers: [container('a', { image: 'j' })] });
  const current = pod({
    containers: [container('sidecar'), container('a', { image: 'i', args: ['x'] })],
    hostNetwork: true,
    nodeName: 'n',
  });
  const patch = must(createThreeWayMergePatch(original, modified, current, POD, schemas));
  t.same(patch, {
    spec: {
      '$setElementOrder/containers': [{ name: 'a' }],
      containers: [{ image: 'j', name: 'a' }],
      hostNetwork: null,
    },
  });
  t.same(
    strategic(current, patch),
    pod({ containers: [container('sidecar'), container('a', { image: 'j', args: ['x'] })], nodeName: 'n' }),
  );
  t.end();
});

t.test('kinds without a schema are merged field by field', (t) => {
  const original = { metadata: { name: 'x' }, spec: { a: 1, gone: { deep: 1 }, l: [1] } };
  const modified = { metadata: { name: 'x' }, spec: { a: 2, gone: {}, l: [1, 2] } };
  const current = {
    metadata: { name: 'x', uid: 'u' },
    spec: { a: 1, other: true, gone: { deep: 1, kept: 2 }, l: [1] },
  };
  const patch = must(createThreeWayJsonMergePatch(original, modified, current));
  t.same(patch, { spec: { gone: { deep: null }, a: 2, l: [1, 2] } });
  t.same(applyMergePatch(current, patch), {
    ok: true,
    value: { metadata: { name: 'x', uid: 'u' }, spec: { a: 2, other: true, gone: { kept: 2 }, l: [1, 2] } },
  });
  t.match(createThreeWayJsonMergePatch(original, { ...modified, metadata: { name: 'y' } }, current), {
    ok: false,
    error: 'At least one of apiVersion, kind and name was changed',
  });
  t.end();
});
