import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { page } from '../../cli/reporters/html/page.js';
import { summarize } from '../../cli/reporters/reporter.js';
import { traceScenario } from '../../conformance/runner/trace.js';
import { load } from '../conformance/files.js';
import { runCli } from '../support/cli.js';

/** What somebody could write to make a page do something. */
const HOSTILE = `<img src=x onerror="document.title='owned'"> </pre><script>document.title='owned'</script> & "quoted" 'single'`;

const SPEC = `apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: ${JSON.stringify(`it fails ${HOSTILE}`)} }
spec:
  cluster: { images: { "web:1": { ready: 2s } } }
  steps:
    - create:
        resource:
          apiVersion: v1
          kind: Pod
          metadata: { name: web, annotations: { note: ${JSON.stringify(HOSTILE)}, turned: "a\\u202Eb\\u0007" } }
          spec: { containers: [{ name: c, image: "web:1" }] }
    - settle: {}
    - fault: { stop: node/node-1 }
    - assert: { resource: { apiVersion: v1, kind: Pod, metadata: { name: web }, status: { phase: Failed } }, within: 1m }
---
apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: it passes }
spec:
  steps: [{ assert: "nodes().size() == 1" }]
`;

async function written(t: { teardown(undo: () => void): void }) {
  const cwd = mkdtempSync(join(tmpdir(), 'kspec-'));
  t.teardown(() => rmSync(cwd, { recursive: true }));
  writeFileSync(join(cwd, 'a.yaml'), SPEC);
  const run = await runCli(['run', 'a.yaml', '--html', 'out/report.html'], { cwd });
  return { ...run, path: join(cwd, 'out/report.html'), text: readFileSync(join(cwd, 'out/report.html'), 'utf8') };
}

/** Tags that are opened and not closed, or closed and not opened. */
function unbalanced(text: string): readonly string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, slash, name = '', end] of text.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/gi)) {
    if (end === '/' || name === 'meta') continue;
    if (slash !== '/') open.push(name);
    else if (open.at(-1) === name) open.pop();
    else wrong.push(`</${name}> after <${open.at(-1) ?? ''}>`);
  }
  return [...wrong, ...open];
}

t.test('one page tells story, timeline, steps, objects and differences of what failed', async (t) => {
  const { code, out, text } = await written(t);
  t.equal(code, 1);
  t.match(out, /1 passed, 1 failed/, 'the terminal is told as ever');
  t.match(text, /<title>kspec: 1 passed, 1 failed<\/title>/);
  t.match(text, /a\.yaml:1\d:\d+[^]*expected[^]*phase[^]*reproduce/, 'the story');
  t.match(text, /<svg[^]*▲<title>#\d+ fault: \{ stop: node\/node-1 \}[^]*✗<title>/, 'the timeline with its marks');
  t.match(text, /<tr id="s1-4"[^]*\+pod\/web/, 'the steps');
  const [, linked = ''] = /href="#(s1-\d+)"/.exec(text) ?? [];
  t.match(text, new RegExp(`id="${linked}"`), 'a step that the story names leads to its row');
  t.match(text, /<details[^>]* open>\s*<summary class="mono">pod\/web/, 'the object that failed is open');
  t.match(text, /<span class="add">\+ {3}phase: Running<\/span>|<span class="add">\+.*phase/, 'what changed in it');
  t.match(text, /whole, at #\d+/);
});

t.test('texts of specs and objects do nothing on the page, and nothing is fetched', async (t) => {
  const { text } = await written(t);
  t.notMatch(text, /<script|<img|onerror="|<link|@import|url\(|\bsrc=(?!x)|href="(?!#)/i);
  t.match(text, /&lt;img src=x onerror=&quot;document\.title=&#39;owned&#39;&quot;&gt;/);
  t.match(text, /default-src 'none'/);
  t.notMatch(text, /[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/, 'nothing that turns or hides text');
  t.match(text, /a\\u202eb/i, 'it is shown instead');
  t.same(unbalanced(text), []);
});

const PROPERTY = `apiVersion: kspec.dev/v1
kind: Property
metadata: { name: few pods }
spec:
  forall: { count: { integer: { min: 1, max: 5 } } }
  cluster: { images: { "web:1": {} } }
  runs: 10
  properties: [{ always: "pods().size() < 3" }]
  steps: [{ apply: { file: web.yaml } }, { scale: { for: deployment/web, replicas: "\${{ forall.count }}" } }, { settle: {} }]
`;

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: "web:1" }] } }
`;

t.test(
  'a Property that breaks shows the steps and objects of its counterexample, found now or saved before',
  async (t) => {
    const cwd = mkdtempSync(join(tmpdir(), 'kspec-'));
    t.teardown(() => rmSync(cwd, { recursive: true }));
    mkdirSync(join(cwd, 'specs'));
    writeFileSync(join(cwd, 'specs/few.yaml'), PROPERTY);
    writeFileSync(join(cwd, 'specs/web.yaml'), DEPLOYMENT);
    for (const when of ['found', 'saved']) {
      const { code } = await runCli(['run', 'specs/few.yaml', '--html', 'report.html'], { cwd });
      t.equal(code, 1, when);
      const text = readFileSync(join(cwd, 'report.html'), 'utf8');
      t.match(text, /<h3>Timeline of \.kspec\/failures\/few-pods\.yaml<\/h3>[^]*✗<title>/, 'its timeline');
      t.match(text, /values[^]*count: 3/, 'below its story');
      const linked = [...text.matchAll(/href="#(s1-\d+)"/g)].map(([, row = '']) => row);
      t.ok(
        linked.length > 0 && linked.every((row) => text.includes(`<tr id="${row}"`)),
        'steps of the story are there',
      );
      t.match(
        text,
        /<tr id="s1-\d+" class="failed">[^]*?replicaset-controller \(default\/web-\w+\)[^]*?\+pod\/web-/,
        'the one that broke it',
      );
      t.match(
        text,
        /<h3>Objects at #\d+<\/h3>[^]*<summary class="mono">deployment\/web[^]*<span class="add">\+ {3}replicas: 3/,
      );
      t.same(unbalanced(text), []);
    }
  },
);

const LIMIT = 200_000;

t.test('a page does not grow without end, and says what it leaves out', (t) => {
  const [plan] = load({ 'a.yaml': SPEC }).scenarios;
  const [trace] = plan === undefined ? [] : traceScenario(plan, { update: 'none' });
  if (trace === undefined) throw new Error('the spec does not run');
  const results = Array.from({ length: 20 }, () => trace.result);
  const info = { scenarios: 20, files: 1, version: '1', kubernetes: 'v1.35' };
  const text = page(info, summarize(results, 20, 1, false), results, () => trace, LIMIT);
  t.ok(text.length < LIMIT * 1.5, `${text.length} characters`);
  const cut = Number(/Of (\d+) scenarios, steps and objects are left out/.exec(text)?.[1]);
  t.equal(text.split('<h3>Timeline</h3>').length - 1, 20 - cut, 'the others have them');
  t.equal(text.split('class="failure"').length - 1, 20, 'each tells its story');
  t.end();
});

t.test('a browser shows it as it is meant', { timeout: 120_000 }, async (t) => {
  const browser = ['chromium', 'chromium-browser', 'google-chrome'].find(
    (name) => spawnSync(name, ['--version']).status === 0,
  );
  if (browser === undefined) {
    t.comment('SKIPPED: there is no Chromium here; the page was parsed only');
    t.pass('no browser');
    return;
  }
  const { path } = await written(t);
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--virtual-time-budget=2000', '--dump-dom'];
  const { stdout } = spawnSync(browser, [...options, `file://${path}`], { encoding: 'utf8', timeout: 100_000 });
  t.match(stdout, /<title>kspec: 1 passed, 1 failed<\/title>/, 'no text of a spec has run');
  t.notMatch(stdout, /<img|<script/);
  t.equal(stdout.split('<details').length, readFileSync(path, 'utf8').split('<details').length, 'it nests as written');
  t.match(stdout, /<summary class="mono">pod\/web/);
});
