import fc from 'fast-check';
import stringWidth from 'string-width';
import t from 'tap';
import { widthOf } from '../../cli/tui/canvas/width.js';
import { objectTree } from '../../cli/tui/step/object-tree.js';
import { openScenario } from '../../cli/tui/step/open.js';
import { rowsOf } from '../../cli/tui/step/rows.js';
import { traceOf, type StepState } from '../../cli/tui/step/state.js';
import { load } from '../conformance/files.js';

const SPEC = `apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: much comes and goes }
spec:
  cluster: { nodes: [{ count: 2 }], images: { "crash:1": { exits: [{ after: 5s, code: 1 }] } } }
  steps:
    - create: { resource: { apiVersion: v1, kind: Pod, metadata: { name: alone, labels: { app: web } }, spec: { containers: [{ name: c, image: "a:1" }] } } }
    - create:
        resource:
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: 3
            selector: { matchLabels: { app: web } }
            template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: "crash:1" }] } }
    - create: { resource: { apiVersion: v1, kind: Pod, metadata: { name: adopted, labels: { app: solo } }, spec: { containers: [{ name: c, image: "a:1" }] } } }
    - create:
        resource:
          apiVersion: apps/v1
          kind: ReplicaSet
          metadata: { name: solo }
          spec:
            replicas: 1
            selector: { matchLabels: { app: solo } }
            template: { metadata: { labels: { app: solo } }, spec: { containers: [{ name: c, image: "a:1" }] } }
    - advance: 2m
    - kubectl: label pod/alone app-
    - node: { cordon: node-1 }
    - kubectl: set image deployment/web c=b:1
    - kubectl: delete pod/alone
    - advance: 1m
    - assert: "pods().size() == 4"
`;

const [plan] = load({ 'a.yaml': SPEC }).scenarios;
if (plan === undefined) throw new Error('the spec does not load');
const opened = openScenario(plan, { skip: [], screen: 'step' });
const { length } = traceOf(opened);

t.test('the tree is the same from whichever step one comes', (t) => {
  const visit = fc.record({
    step: fc.oneof(fc.nat(length), fc.constant(-1)),
    all: fc.boolean(),
    filter: fc.constantFrom('', '', 'web', 'node'),
  });
  fc.assert(
    fc.property(fc.array(visit, { maxLength: 30 }), (visits) => {
      let state: StepState = opened;
      for (const { step, all, filter } of visits) {
        // Mostly one step on: that is how people walk.
        state = { ...state, step: step < 0 ? Math.min(length, state.step + 1) : step, all, filter };
        const trace = traceOf(state);
        const anew = objectTree(trace.stateAt(state.step), trace.stateAt(0), state);
        const rows = rowsOf(state).slice(0, anew.length);
        if (JSON.stringify(rows) !== JSON.stringify(anew)) throw new Error(`at step ${state.step}`);
      }
    }),
    { numRuns: 60, seed: 5 },
  );
  t.end();
});

t.test('walking one step at a time, forwards and backwards, shows each state', (t) => {
  for (const all of [false, true]) {
    const there = Array.from({ length: length + 1 }, (_, step) => step);
    for (const step of [...there, ...[...there].reverse()]) {
      const state = { ...opened, step, all };
      const trace = traceOf(state);
      const anew = objectTree(trace.stateAt(step), trace.stateAt(0), state);
      const rows = rowsOf(state).slice(0, anew.length);
      if (JSON.stringify(rows) !== JSON.stringify(anew)) t.fail(`step ${step}`);
    }
  }
  t.pass(`${length} steps`);
  t.end();
});

t.test('a text is as wide as terminals show it', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const shown = text.replace(/\p{Cc}/gu, '');
      return widthOf(shown) === stringWidth(shown);
    }),
    { numRuns: 300, seed: 5 },
  );
  for (let code = 0x20; code < 0x3000; code++) {
    const sign = String.fromCodePoint(code);
    if (/\p{Cc}/u.test(sign)) continue;
    if (widthOf(sign) !== stringWidth(sign)) t.fail(`U+${code.toString(16)}`);
  }
  t.pass('every sign below U+3000');
  t.end();
});
