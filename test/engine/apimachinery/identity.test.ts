import fc from 'fast-check';
import t from 'tap';
import { deepEqual, semanticEqual } from '../../../engine/apimachinery/equality.js';
import { fnv32a, hashObject, podTemplateHash, safeEncodeString, uid } from '../../../engine/apimachinery/hash.js';
import {
  getScaledValueFromIntOrPercent,
  intOrPercentValue,
  isNotMoreThan100Percent,
  scaledIntOrPercent,
  validatePositiveIntOrPercent,
} from '../../../engine/apimachinery/intstr.js';
import { canonicalJson } from '../../../engine/apimachinery/json-text.js';
import { generatedName, randomSuffix } from '../../../engine/apimachinery/random-names.js';
import { Dice, seeded } from '../../../engine/core/rng.js';

t.test('FNV-1a of UTF-8, as Go computes it', (t) => {
  t.equal(fnv32a(''), 2_166_136_261);
  t.equal(fnv32a('hello'), 1_335_831_723);
  t.equal(fnv32a('héllo€😀'), 0x3dbc432d);
  t.equal(fnv32a('b', fnv32a('a')), fnv32a('ab'));
  t.match(safeEncodeString('4294967295'), /^[bcdfghjklmnpqrstvwxz2456789]{10}$/);
  t.end();
});

t.test('a pod template’s hash', (t) => {
  const template = { spec: { containers: [{ name: 'c', image: 'i' }] } };
  const same = { spec: { containers: [{ image: 'i', name: 'c' }] } };
  t.equal(podTemplateHash(template), podTemplateHash(same), 'does not depend on the order of keys');
  t.not(podTemplateHash(template), podTemplateHash({ spec: {} }));
  t.not(podTemplateHash(template), podTemplateHash(template, 1), 'changes with a collision');
  t.not(podTemplateHash(template, 0), podTemplateHash(template, 1));
  t.match(podTemplateHash(template), /^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
  t.equal(hashObject(template), hashObject(same));
  t.end();
});

t.test('random names', (t) => {
  const dice = new Dice(seeded(7));
  t.match(randomSuffix(dice), /^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  t.match(generatedName('web-', dice), /^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  t.equal(generatedName('x'.repeat(70), dice).length, 63, 'a long prefix is cut');
  t.match(uid(dice), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  t.equal(uid(new Dice(seeded(1))), uid(new Dice(seeded(1))), 'follow from the seed');
  t.end();
});

t.test('equality of JSON values', (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const copy: unknown = JSON.parse(JSON.stringify(a));
      return deepEqual(a, copy) && deepEqual(a, b) === (canonicalJson(a) === canonicalJson(b));
    }),
  );
  t.equal(deepEqual({ a: undefined, b: 1 }, { b: 1 }), true, 'undefined counts as missing');
  t.equal(deepEqual({ a: null }, {}), false);
  t.equal(semanticEqual({ a: null, c: {} }, { b: [] }), true, 'nothing, null and empty are alike');
  t.equal(semanticEqual({ a: [{}] }, { a: [] }), false);
  t.equal(semanticEqual({ a: 0 }, {}), false);
  t.end();
});

t.test('numbers and percentages', (t) => {
  for (const [value, total, up, expected] of [
    [3, 10, true, 3],
    ['25%', 3, true, 1],
    ['25%', 3, false, 0],
    ['100%', 7, false, 7],
    ['0%', 7, true, 0],
    ['7', 10, true, undefined],
    ['x%', 10, true, undefined],
  ] as const)
    t.equal(getScaledValueFromIntOrPercent(value, total, up), expected, `${value} of ${total}`);
  t.same(scaledIntOrPercent('7', 1, true), {
    ok: false,
    error: 'invalid value for IntOrString: invalid type: string is not a percentage',
  });
  t.same(scaledIntOrPercent('x%', 1, true), {
    ok: false,
    error: 'invalid value for IntOrString: invalid value "x%": strconv.Atoi: parsing "x": invalid syntax',
  });
  t.equal(intOrPercentValue('30%'), 30);
  t.equal(intOrPercentValue('8'), 8);
  t.equal(intOrPercentValue('x'), 0);
  t.match(validatePositiveIntOrPercent('5', 'f'), [{ type: 'Invalid', field: 'f', badValue: '5' }]);
  t.match(validatePositiveIntOrPercent(-5, 'f'), [{ detail: 'must be greater than or equal to 0' }]);
  t.same(validatePositiveIntOrPercent('5%', 'f'), []);
  t.match(isNotMoreThan100Percent('101%', 'f'), [{ detail: 'must not be greater than 100%' }]);
  t.same(isNotMoreThan100Percent(500, 'f'), []);
  t.end();
});
