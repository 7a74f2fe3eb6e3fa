import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import stringWidth from 'string-width';
import t, { type Test } from 'tap';
import { hasTmux, quoted, Tmux } from '../support/tmux.js';

const SPEC = `apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: a pod that gets no company }
spec:
  cluster: { images: { "web:1": { ready: 2s } } }
  steps:
    - create: { resource: { apiVersion: v1, kind: Pod, metadata: { name: web }, spec: { containers: [{ name: c, image: "web:1" }] } } }
    - settle: {}
    - fault: { stop: node/node-1 }
    - assert: { cel: "pods().size() == 2", within: 1m }
`;

const PASSES = SPEC.replace('gets no company', 'is there').replace('size() == 2', 'size() == 1');

const MAIN = `node ${quoted(resolve('dist/bin/main.js'))}`;
const CRASHING = `node ${quoted(resolve('dist/test/support/crashing-app.js'))}`;
/** Says how the program ended, and whether the terminal takes lines and shows what is typed. */
const AFTERWARDS = 'echo "code=$?"; stty -a | grep -oE -- "-?icanon|-?echo " | tr "\\n" " "';

interface Teardown {
  teardown(undo: () => void): void;
}

function open(t: Teardown, command: string, files: Readonly<Record<string, string>> = { 'fail.yaml': SPEC }) {
  const cwd = mkdtempSync(join(tmpdir(), 'kspec-'));
  const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
  mkdirSync(join(cwd, 'specs'));
  for (const [name, text] of Object.entries(files)) write(name, text);
  const tmux = new Tmux(`${command}; ${AFTERWARDS}`, cwd);
  t.teardown(() => {
    tmux.close();
    rmSync(cwd, { recursive: true });
  });
  return { tmux, write, cwd };
}

/** The terminal is as it was: lines and echo, the first screen, a cursor. */
async function isGivenBack(t: Test, tmux: Tmux, code: number): Promise<string> {
  const screen = await tmux.until(/code=\d+[^]*icanon/);
  t.match(screen, new RegExp(`code=${code}\n`), 'the exit code');
  t.match(screen, /(?<!-)icanon (?<!-)echo/, 'it is not raw');
  t.equal(tmux.value('alternate_on'), '0', 'the screen from before is there');
  t.equal(tmux.value('cursor_flag'), '1', 'the cursor is seen');
  return screen;
}

const stepOf = (screen: string): number => Number(/#(\d+)\/\d+/.exec(screen)?.[1]);

if (!hasTmux) {
  t.comment('SKIPPED: there is no tmux here, so nothing of the terminal screens was tested end to end');
  t.pass('tmux is missing');
} else {
  t.jobs = 3;

  t.test('stepping: open at the failure, go back, fork, resize, quit', async (t) => {
    const { tmux } = open(t, `${MAIN} step fail.yaml`);
    const failing = await tmux.until(/✗ fails here: pods\(\)\.size\(\) is 1/);
    t.match(failing, /a pod that gets no company.*✗ failed/);
    t.match(failing, /← → step/, 'the keys are told');
    const last = stepOf(failing);
    tmux.keys('Left');
    await tmux.until(new RegExp(`#${last - 1}/${last} `));
    tmux.keys('C');
    const disrupted = await tmux.until(/spec 9: fault: \{ stop: node\/node-1 \}/);
    t.ok(stepOf(disrupted) < last, 'back to the disruption');
    tmux.keys('H');
    await tmux.until(new RegExp(`#${Math.max(0, stepOf(disrupted) - 10)}/`));
    tmux.keys('!');
    await tmux.until(/✗ fails here/);
    tmux.keys('x');
    const forked = await tmux.until(/\[2\/2 without fault/);
    t.match(forked, /without fault: .*; \[ goes back/, 'what became of it is told');
    tmux.keys('y');
    await tmux.until(/npx kspec step fail\.yaml:1 --at \d+ --seed 1 --skip 9/);
    tmux.resize(60, 20);
    const narrow = await tmux.until(/^(?![^]*│)[^]*Objects/);
    const lines = narrow.trimEnd().split('\n');
    t.ok(lines.length <= 20 && lines.every((line) => stringWidth(line) <= 60), 'it fits the smaller terminal');
    t.match(lines[0] ?? '', /\[2\/2/, 'the first line is the first');
    tmux.resize(130, 40);
    const wide = await tmux.until(/Objects.*│.*│.*Events/);
    t.match(wide.split('\n')[0] ?? '', /a pod that gets no company/);
    tmux.keys('q');
    t.match(await isGivenBack(t, tmux, 0), /npx kspec step fail\.yaml:1 --at/, 'the copied command stays');
  });

  t.test('watching: verdicts follow the file, a mistake is shown, a failure can be stepped through', async (t) => {
    const files = { 'specs/fail.yaml': SPEC, 'specs/pass.yaml': PASSES };
    const { tmux, write } = open(t, `${MAIN} run --watch`, files);
    const first = await tmux.until(/watching[^]*2\/2 {2}1 passed 1 failed/);
    t.match(first, /✗ a pod.*│[^]*expected {3}pods\(\)\.size\(\) == 2/, 'the failure tells its story');
    write('specs/fail.yaml', SPEC.replace('kind: Scenario', 'kind: Scenari'));
    await tmux.until(/specs\/fail\.yaml:2:7: .*Scenari/);
    write('specs/fail.yaml', SPEC.replace('size() == 2', 'size() == 1'));
    await tmux.until(/1\/1 {2}2 passed/);
    write('specs/fail.yaml', SPEC);
    await tmux.until(/✗ a pod/);
    tmux.keys('t', 'is there', 'Enter');
    await tmux.until(/only name is there[^]*1\/1/);
    tmux.keys('a');
    await tmux.until(/watching\n[^]*2\/2/);
    tmux.keys('h');
    await tmux.until(/run all again, without filters/);
    tmux.keys('h');
    await tmux.until(/Scenarios/);
    tmux.keys('s');
    await tmux.until(/✗ fails here: pods/);
    tmux.keys('q');
    await tmux.until(/Scenarios/);
    tmux.keys('q');
    t.match(await isGivenBack(t, tmux, 1), /1 passed, 1 failed/, 'what came of it stays');
  });

  t.test('a run that takes a moment is a tree while it goes on, and lines at its end', async (t) => {
    const files = { 'specs/pass.yaml': PASSES };
    const { tmux } = open(t, `${MAIN} run --repeat-each 200 --workers 1`, files);
    await tmux.until(/· running\n.* \d+\/200 /);
    const done = await isGivenBack(t, tmux, 0);
    t.match(done, /✓ specs\/pass\.yaml \(200\)\n200 passed, 0 failed/, 'no line of the tree is left');
    t.notMatch(done, /running|Scenarios/);
  });

  t.test('Ctrl-C ends a run with 130 and tells what has run', async (t) => {
    const { tmux } = open(t, `${MAIN} run --repeat-each 3000 --workers 1`, { 'specs/pass.yaml': PASSES });
    await tmux.until(/· running\n.* \d+\/3000 /);
    tmux.keys('C-c');
    t.match(await isGivenBack(t, tmux, 130), /\d+ passed, 0 failed, \d+ not run .*interrupted/);
  });

  t.test('Ctrl-C ends a watch with 130 and gives the terminal back', async (t) => {
    const { tmux } = open(t, `${MAIN} run --watch specs/pass.yaml`, { 'specs/pass.yaml': PASSES });
    await tmux.until(/watching[^]*1 passed/);
    tmux.keys('C-c');
    await isGivenBack(t, tmux, 130);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    t.test(`${signal} ends stepping with 130 and gives the terminal back`, async (t) => {
      const { tmux, cwd } = open(t, `sh -c 'echo $$ > pid; exec "$@"' sh ${MAIN} step fail.yaml`);
      await tmux.until(/✗ fails here/);
      t.equal(tmux.value('alternate_on'), '1');
      if (signal === 'SIGINT') tmux.keys('C-c');
      else process.kill(Number(readFileSync(join(cwd, 'pid'), 'utf8')), signal);
      await isGivenBack(t, tmux, 130);
    });
  }

  for (const when of ['first', 'later'] as const) {
    t.test(
      `what throws in its ${when === 'first' ? 'first' : 'second'} frame is told on a terminal given back`,
      async (t) => {
        const { tmux } = open(t, `${CRASHING} ${when}`);
        t.match(await isGivenBack(t, tmux, 3), /told: Error: it cannot be drawn/);
      },
    );
  }
}
