import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import { ALL_MUTATIONS } from './all.js';

/** What is compiled, seen from this test as it is compiled. */
const DIST = new URL('../../', import.meta.url);

void t.test('every rule that is to be broken stands in the code once, where its mutation says', (t) => {
  for (const mutation of ALL_MUTATIONS)
    for (const { file, is } of [mutation, ...(mutation.also === undefined ? [] : [mutation.also])]) {
      const path = new URL(file, DIST);
      const found = existsSync(path) ? readFileSync(path, 'utf8').split(is).length - 1 : 0;
      t.equal(found, 1, `${mutation.rule}: ${file}`);
    }
  t.end();
});
