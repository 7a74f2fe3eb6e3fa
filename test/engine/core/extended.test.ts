import fc from 'fast-check';
import t from 'tap';
import { extended } from '../../../engine/core/extended.js';

// Names are those of fields that the engine writes: what `Object.assign` makes of a prototype does not come up.
const name = fc.string().filter((text) => text !== '__proto__');
const record = fc.dictionary(name, fc.integer());

void t.test('an extended object is what spreading would give, its fields in the same order', (t) => {
  fc.assert(
    fc.property(record, record, record, (object, more, most) => {
      t.same(Object.entries(extended(object, more)), Object.entries({ ...object, ...more }));
      t.same(Object.entries(extended(object, more, most)), Object.entries({ ...object, ...more, ...most }));
    }),
    { numRuns: 30 },
  );
  t.end();
});

void t.test('the object that is extended stays as it was', (t) => {
  const object = { a: 1 };
  extended(object, { a: 2, b: 3 });
  t.same(object, { a: 1 });
  t.end();
});
