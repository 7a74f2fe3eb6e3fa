import t from 'tap';
import stringWidth from 'string-width';
import { runCli } from '../support/cli.js';

const SPEC = `apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: a pod that gets no company }
spec:
  cluster: { images: { "web:1": { ready: 1h } } }
  steps:
    - create: { resource: { apiVersion: v1, kind: Pod, metadata: { name: web }, spec: { containers: [{ name: c, image: "web:1", readinessProbe: { httpGet: { path: /, port: 80 } } }] } } }
    - settle: {}
    - fault: { stop: node/node-1 }
    - assert: { cel: "pods().size() == 2", within: 1m }
`;

const SIZES = ['60x20', '80x24', '120x40', '200x60'] as const;

async function printed(cwd: string, ...options: readonly string[]) {
  const { code, out, error } = await runCli(['step', 'a.yaml', '--print', ...options], { cwd });
  return { code, error, lines: out.trimEnd().split('\n') };
}

t.test('the screen of a failing scenario, at every size', async (t) => {
  const cwd = t.testdir({ 'a.yaml': SPEC });
  for (const size of SIZES) {
    const [columns = 0, rows = 0] = size.split('x').map(Number);
    const { code, lines } = await printed(cwd, '--size', size);
    t.equal(code, 0);
    t.ok(lines.length <= rows, `${size}: ${lines.length} rows`);
    t.ok(
      lines.every((line) => stringWidth(line) <= columns),
      `${size}: no line is too wide`,
    );
    t.match(lines[0] ?? '', /a pod that gets no company.*failed/, 'the title says how it ended');
    const panes = Math.max(...lines.map((line) => line.split('│').length));
    t.equal(panes, columns < 80 ? 1 : columns < 120 ? 2 : 3, `${size}: panes`);
  }
});

t.test('it opens where the scenario fails, and anywhere that is asked for', async (t) => {
  const cwd = t.testdir({ 'a.yaml': SPEC });
  const opened = (await printed(cwd)).lines.join('\n');
  const total = Number(/#(\d+)\/(\d+)/.exec(opened)?.[2]);
  t.match(opened, /fails here: pods\(\)\.size\(\) is 1/, 'what does not hold is said');
  const third = (await printed(cwd, '--at', '3')).lines.join('\n');
  t.match(third, new RegExp(`#3/${total}`));
});

t.test('--ascii prints nothing but ASCII', async (t) => {
  const cwd = t.testdir({ 'a.yaml': SPEC });
  for (const screen of ['step', 'nodes', 'explain', 'help']) {
    const { lines } = await printed(cwd, '--ascii', '--screen', screen);
    t.match(lines.join(''), /^[\x20-\x7e]*$/, screen);
  }
});

t.test('what cannot be shown is told', async (t) => {
  const cwd = t.testdir({ 'a.yaml': SPEC });
  const none = await runCli(['step', 'a.yaml'], { cwd });
  t.equal(none.code, 2);
  t.match(none.error, /needs a terminal.*--print/s);
  const unknown = await printed(cwd, '--select', 'pod/none');
  t.equal(unknown.code, 2);
  t.match(unknown.error, /--select pod\/none: nothing is called that/);
});
