import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import { Worker } from 'node:worker_threads';
import t, { type Test } from 'tap';
import { load } from '../../cli/compiled/load.js';

// In one process V8 remembers scripts by itself.
v8.setFlagsFromString('--no-compilation-cache');

interface Exports {
  readonly answer: () => number;
  readonly from: string;
}

const SCRIPT = `(function (exports, require, module, url, load) {
  "use strict";
  module.exports = { answer() { return require('node:path').basename('/6') * 7; }, from: url, path: () => load('node:path') };
})`;

function script(t: Test, text = SCRIPT): { readonly folder: string; readonly file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'kspec-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'script.cjs');
  writeFileSync(file, text);
  return { folder, file };
}

function cachesIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name !== 'script.cjs');
}

t.test('a script runs, knows where it lies, and can require and import', async (t) => {
  const { file } = script(t);
  const { exports } = load<Exports & { readonly path: () => Promise<object> }>(file);
  t.equal(exports.answer(), 42);
  t.equal(exports.from, pathToFileURL(file).href);
  t.ok('basename' in (await exports.path()));
});

t.test('it is compiled once: what is kept is taken the next time', (t) => {
  const { folder, file } = script(t);
  t.same(cachesIn(folder), []);
  const first = load<Exports>(file);
  t.notOk(first.fromCache);
  first.exports.answer();
  first.keep();
  t.equal(cachesIn(folder).length, 1);
  const second = load<Exports>(file);
  t.ok(second.fromCache);
  t.equal(second.exports.answer(), 42);
  second.keep();
  t.equal(cachesIn(folder).length, 1);
  t.end();
});

t.test('a thread takes what the main thread has kept', async (t) => {
  const { file } = script(t);
  load(file).keep();
  const code = `
    const { parentPort } = require('node:worker_threads');
    import(${JSON.stringify(pathToFileURL(resolve('dist/cli/compiled/load.js')).href)})
      .then(({ load }) => parentPort.postMessage(load(${JSON.stringify(file)}).fromCache));`;
  const thread = new Worker(code, { eval: true });
  t.equal(await new Promise((settle) => thread.once('message', settle)), true);
});

t.test('what is broken is not taken, and does no harm', (t) => {
  const { folder, file } = script(t);
  load(file).keep();
  const [name = ''] = cachesIn(folder);
  const whole = readFileSync(join(folder, name));
  for (const broken of [Buffer.alloc(0), whole.subarray(0, 40), whole.subarray(0, -64), Buffer.alloc(whole.length)]) {
    writeFileSync(join(folder, name), broken);
    const { exports, fromCache } = load<Exports>(file);
    t.notOk(fromCache, `${broken.length} bytes`);
    t.equal(exports.answer(), 42);
  }
  t.end();
});

t.test(
  'where nothing can be written, nothing is kept',
  { skip: process.getuid?.() === 0 && 'root writes anywhere' },
  (t) => {
    const { folder, file } = script(t);
    chmodSync(folder, 0o555);
    t.teardown(() => chmodSync(folder, 0o755));
    load(file).keep();
    t.same(cachesIn(folder), []);
    t.end();
  },
);
