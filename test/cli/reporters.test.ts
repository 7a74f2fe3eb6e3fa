import t from 'tap';
import { Parser } from 'tap-parser';
import type { ScenarioResult } from '../../conformance/runner/result.js';
import { github } from '../../cli/reporters/github.js';
import { json, jsonl } from '../../cli/reporters/json.js';
import { junit } from '../../cli/reporters/junit.js';
import { pretty } from '../../cli/reporters/pretty.js';
import { summarize, titleOf, type MakeReporter, type Sink } from '../../cli/reporters/reporter.js';
import { tap } from '../../cli/reporters/tap.js';
import { styleFor } from '../../cli/style.js';
import type { Terminal } from '../../cli/terminal.js';

const terminal: Terminal = {
  cwd: '/',
  env: {},
  isTTY: false,
  columns: 60,
  out() {},
  error() {},
  interrupted: new AbortController().signal,
};

function result(name: string, status: ScenarioResult['status'], given: Partial<ScenarioResult> = {}): ScenarioResult {
  return {
    file: 'specs/a.yaml',
    line: 1,
    name,
    labels: {},
    covers: [],
    status,
    warnings: [],
    steps: 2,
    events: 9,
    turns: 0,
    seed: 1,
    virtualMillis: 61_000,
    wallMillis: 12,
    logHash: 'abc',
    snapshots: [],
    ...given,
  };
}

const source = { file: 'specs/a.yaml', line: 7, column: 9, text: 'assert:\n  cel: "a < b & c"' };

const FAILED = result('it <fails> # 1', 'failed', {
  failure: {
    position: source,
    source,
    expectation: 'deployment/web with status.replicas: 3',
    message: 'deployment/web: status.replicas is 2, expected 3\u0007',
    nearest: { object: 'deployment/web', note: '4 of 5 asserted fields agree' },
    diff: ['  status:', '-   replicas: 3', '+   replicas: 2'],
    story: ['0s #1 kubectl created deployment/web', '2s #9 kubelet changed pod/web-a'],
    at: 61_000,
    reproduce: 'npx kspec run specs/a.yaml:1 --seed 1',
  },
});

const RESULTS = [
  result('it passes', 'passed', { matrix: { surge: '25%', nodes: 3 } }),
  FAILED,
  result('it is skipped', 'skipped', { file: 'specs/b.yaml', warnings: ['later'] }),
];

function report(
  make: MakeReporter,
  results: readonly ScenarioResult[] = RESULTS,
  given: Partial<Sink> = {},
  total = results.length,
): string {
  let text = '';
  const reporter = make({
    write: (part) => void (text += part),
    style: styleFor(terminal, { color: true, ascii: false }),
    live: false,
    cwd: process.cwd(),
    columns: 60,
    ...given,
  });
  reporter.begin({ scenarios: total, files: 2, seed: 5, version: '1.2.3', kubernetes: 'v1.35' }, []);
  for (const [index, one] of results.entries()) {
    reporter.progress?.(index, one.name);
    reporter.result(one);
  }
  reporter.end(summarize(results, total, 34, false), results);
  return text;
}

t.test('pretty tells a failure with place, difference, story and how to see it again', (t) => {
  t.equal(
    report(pretty),
    `kspec 1.2.3 · Kubernetes v1.35 · 3 scenarios in 2 files · seed 5

specs/a.yaml
  ✓ it passes (surge=25%, nodes=3)  1m1s in 12 ms
  ✗ it <fails> # 1  1m1s in 12 ms

specs/b.yaml
  ↓ it is skipped skipped: later

1) it <fails> # 1
   specs/a.yaml:7:9
   expected   deployment/web with status.replicas: 3
   but        deployment/web: status.replicas is 2, expected 3\u0007
   nearest    deployment/web (4 of 5 asserted fields agree)

       assert:
         cel: "a < b & c"

   difference
       status:
     -   replicas: 3  (expected)
     +   replicas: 2  (actual)
   story
     0s #1 kubectl created deployment/web
     2s #9 kubelet changed pod/web-a
   reproduce  npx kspec run specs/a.yaml:1 --seed 1

1 passed, 1 failed, 1 skipped  0.03 s · 3m3s of virtual time
`,
  );
  t.end();
});

t.test('pretty of many scenarios has a line for each file, and names what did not pass', (t) => {
  const many = [
    ...Array.from({ length: 50 }, (_, index) => result(`n ${index}`, 'passed')),
    { ...FAILED, file: 'specs/b.yaml' },
  ];
  const text = report(pretty, many);
  t.match(text, /^✓ specs\/a\.yaml \(50\)$/m);
  t.match(text, /^✗ specs\/b\.yaml \(1\)\n  ✗ it <fails>/m);
  t.notMatch(text, /n 17/);
  t.end();
});

t.test('pretty shows progress only where a line can be written over', (t) => {
  const live = report(pretty, RESULTS, { live: true });
  t.match(live, /  0\/3  it passes\r\u001b\[2K/);
  t.notMatch(report(pretty), /\u001b/);
  t.end();
});

t.test('--ascii has ASCII signs, colours only when wanted', (t) => {
  const ascii = styleFor(terminal, { color: true, ascii: true });
  const text = report(pretty, RESULTS, { style: ascii });
  t.notMatch(text.replace('\u0007', ''), /[^\n\u0020-\u007e]/);
  const colored = (env: Readonly<Record<string, string>>, isTTY: boolean, color = true): boolean =>
    styleFor({ ...terminal, env, isTTY }, { color, ascii: false }).paint('red', 'x') !== 'x';
  t.equal(colored({}, false), false);
  t.equal(colored({}, true), true);
  t.equal(colored({ NO_COLOR: '1' }, true), false);
  t.equal(colored({ NO_COLOR: '' }, true), true);
  t.equal(colored({ FORCE_COLOR: '1' }, false), true);
  t.equal(colored({ FORCE_COLOR: '0' }, true), false);
  t.equal(colored({ FORCE_COLOR: '1', NO_COLOR: '1' }, false), true);
  t.equal(colored({ TERM: 'dumb' }, true), false);
  t.equal(colored({ FORCE_COLOR: '1' }, true, false), false);
  t.end();
});

t.test('TAP is what a TAP parser reads', (t) => {
  const text = report(tap);
  const parsed = Parser.parse(text);
  const tests = parsed.flatMap(([type, detail]) =>
    type === 'assert' ? [detail as unknown as { ok: boolean; name: string; skip: unknown; diag: unknown }] : [],
  );
  t.match(tests, [
    { ok: true, name: 'specs/a.yaml: it passes (surge=25%, nodes=3)' },
    {
      ok: false,
      name: 'specs/a.yaml: it <fails> # 1',
      diag: {
        at: { file: 'specs/a.yaml', line: 7, column: 9 },
        expected: 'deployment/web with status.replicas: 3',
        diff: ['  status:', '-   replicas: 3', '+   replicas: 2'],
        seed: 1,
      },
    },
    { ok: true, skip: 'later' },
  ]);
  t.match(text, /^TAP version 14\n1\.\.3\n/);
  t.match(report(tap, RESULTS.slice(0, 1), {}, 3), /Bail out! too many failures/);
  t.end();
});

t.test('JUnit counts, escapes and leaves out what XML cannot hold', (t) => {
  const text = report(junit);
  t.match(text, /<testsuites name="kspec" tests="3" failures="1" errors="0" skipped="1" time="0\.034">/);
  t.match(text, /<testsuite name="specs\/a\.yaml" tests="2" failures="1"/);
  t.match(
    text,
    /<testcase name="it &lt;fails&gt; # 1" classname="specs\/a\.yaml" file="specs\/a\.yaml" line="1" time="0\.012">\n +<failure message="[^"]*expected 3\uFFFD" type="failed">/,
  );
  t.match(text, /<skipped message="later"\/>/);
  t.notMatch(text, /\u0007/);
  t.match(report(junit, [{ ...FAILED, status: 'error' }]), /errors="1"[^]*<error message/);
  t.end();
});

t.test('json is one document, jsonl a line for each thing', (t) => {
  t.match(JSON.parse(report(json)), {
    version: 1,
    run: { seed: 5 },
    summary: { passed: 1, failed: 1, skipped: 1, notRun: 0 },
    scenarios: [{ name: 'it passes' }, {}, {}],
  });
  const lines = report(jsonl)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
  t.same(
    lines.map(({ type }) => type),
    ['run', 'scenario', 'scenario', 'scenario', 'summary'],
  );
  t.end();
});

t.test('GitHub gets an annotation at the line of each failure', (t) => {
  t.equal(
    report(github),
    '::error file=specs/a.yaml,line=7,col=9,title=it <fails> # 1::deployment/web: status.replicas is 2, expected 3\u0007%0Aexpected: deployment/web with status.replicas: 3%0A  status:%0A-   replicas: 3%0A+   replicas: 2%0Areproduce: npx kspec run specs/a.yaml:1 --seed 1\n',
  );
  t.equal(report(github, [result('a', 'passed')]), '::notice title=kspec::1 passed\n');
  t.end();
});

t.test('a title has the combination of the matrix', (t) => {
  t.equal(titleOf({ name: 'a', matrix: { x: 'y', z: [1] } }), 'a (x=y, z=[1])');
  t.equal(titleOf({ name: 'a' }), 'a');
  t.end();
});
