import { performance } from 'node:perf_hooks';
import { Library, loadSpec } from '../../conformance/language/load.js';
import { traceScenario, type Trace } from '../../conformance/runner/trace.js';
import type { Bench } from './registry.js';
import { heapBytes } from './worlds.js';

const STEPS = 100_000;
const VISITS = 200;
/** Before the first that counts: code that has never run is compiled. */
const WARM_UP = 40;

/** Pods that crash for weeks. */
const SPEC = `apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: a hundred thousand steps }
spec:
  cluster: { nodes: [{ count: 3 }], images: { "crash:1": { exits: [{ after: 5s, code: 1 }] } } }
  steps:
    - create:
        resource:
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: crash }
          spec:
            replicas: 40
            selector: { matchLabels: { app: crash } }
            template: { metadata: { labels: { app: crash } }, spec: { containers: [{ name: c, image: "crash:1" }] } }
    - advance: 25h
    - assert: "pods('app=crash').size() == 40"
`;

let made: { readonly trace: Trace; readonly bytes: number } | undefined;

function longTrace(): { readonly trace: Trace; readonly bytes: number } {
  if (made !== undefined) return made;
  const files = { read: () => SPEC, list: () => undefined, isInside: () => true };
  const [plan] = loadSpec('long.yaml', new Library(files)).scenarios;
  if (plan === undefined) throw new Error('the scenario does not load');
  const before = heapBytes();
  const [trace] = traceScenario(plan, { update: 'none' }, () => performance.now());
  if (trace === undefined || trace.length < STEPS) throw new Error(`only ${trace?.length ?? 0} steps`);
  made = { trace, bytes: heapBytes() - before };
  return made;
}

/** Milliseconds of visits to steps all over a run, sorted. */
function visits(): readonly number[] {
  const { trace } = longTrace();
  const times: number[] = [];
  for (let visit = -WARM_UP; visit < VISITS; visit++) {
    const step = ((visit + WARM_UP) * 7_919 * 31) % STEPS;
    const start = performance.now();
    trace.stateAt(step);
    if (visit >= 0) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}

export const traceBenches: readonly Bench[] = [
  {
    name: 'going to any of 100,000 steps, 19 of 20 times within',
    bar: 16,
    unit: 'ms',
    measure: () => visits()[Math.floor(VISITS * 0.95) - 1] ?? Infinity,
  },
  {
    name: 'going to any of 100,000 steps, 99 of 100 within',
    bar: 16,
    unit: 'ms',
    measure: () => visits()[Math.floor(VISITS * 0.99) - 1] ?? Infinity,
  },
  {
    name: 'going to any of 100,000 steps, median',
    bar: 16,
    unit: 'ms',
    measure: () => visits()[VISITS / 2] ?? Infinity,
  },
  {
    name: 'a kept step of them, with its record',
    bar: 6,
    unit: 'KB',
    measure: () => longTrace().bytes / longTrace().trace.length / 1024,
  },
];
