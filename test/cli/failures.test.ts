import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { runCli } from '../support/cli.js';

const FOLDER = 'test/cli/failures';
const GOLDEN = `${FOLDER}/failures.txt`;

/** What is printed, without the time that it took. `GOLDEN=write` takes what is printed now for right. */
async function told(): Promise<string> {
  const { code, out } = await runCli(['run', `${FOLDER}/failures.yaml`, '--workers', '1'], { env: { CI: '1' } });
  t.equal(code, 1);
  const text = out
    .replace(/^kspec .*$/m, 'kspec')
    .replace(/ in [\d.]+ m?s$/gm, '')
    .replace(/failed {2}[\d.]+ m?s/, 'failed');
  if (process.env['GOLDEN'] === 'write') writeFileSync(GOLDEN, text);
  return text;
}

const text = await told();
const failures = text.split(/^(?=\d+\) )/m).slice(1);

t.test('a failure of each family of steps reads as it did', (t) => {
  t.equal(text, readFileSync(GOLDEN, 'utf8'));
  t.end();
});

t.test('none passes, and each failure has its place, expectation, reason and command', (t) => {
  t.match(text, /^0 passed, 24 failed/m);
  t.equal(failures.length, 24);
  for (const failure of failures) {
    const [title = ''] = failure.split('\n');
    t.match(failure, /^ {3}test\/cli\/failures\/failures\.yaml:\d+:\d+$/m, title);
    t.match(failure, /^ {3}expected {3}\S/m, title);
    t.match(failure, /^ {3}but {8}\S/m, title);
    t.match(failure, /^ {3}reproduce {2}npx kspec run test\/cli\/failures\/failures\.yaml:\d+ --seed 1$/m, title);
  }
  t.end();
});

t.test('the place is that of the field, not only of the step', (t) => {
  const partial = failures.find((failure) => failure.includes('assert a partial object')) ?? '';
  const [, line = '', column = ''] = /failures\.yaml:(\d+):(\d+)/.exec(partial) ?? [];
  const source = readFileSync(`${FOLDER}/failures.yaml`, 'utf8').split('\n')[Number(line) - 1] ?? '';
  t.match(source.slice(Number(column) - 1), /^readyReplicas: 4/);
  t.end();
});

t.test('a difference shows asserted fields only', (t) => {
  const [, difference = ''] = failures[0]?.split('   difference\n') ?? [];
  t.match(difference, /-.* readyReplicas: 4 +\(expected\)\n.*\+.* readyReplicas: [23] +\(actual\)/);
  t.notMatch(difference.split('   story')[0], /observedGeneration|strategy|uid/);
  t.end();
});
