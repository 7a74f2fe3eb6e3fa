import { performance } from 'node:perf_hooks';
import { Library, loadSpec } from '../../conformance/language/load.js';
import { lookFor } from '../../cli/tui/canvas/signs.js';
import { drawScreen } from '../../cli/tui/screens/screen.js';
import { openScenario } from '../../cli/tui/step/open.js';
import type { ScreenName, StepState } from '../../cli/tui/step/state.js';
import { press } from '../../cli/tui/step/update.js';
import type { Bench } from './registry.js';

const CONFIG_MAPS = 4_000;
const PODS = 500;
const FRAMES = 120;
const SIZE = { columns: 120, rows: 40 };

const SPEC = `apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: five thousand objects }
spec:
  cluster: { nodes: [{ count: 10 }] }
  steps:
    - apply: { file: maps.yaml }
    - create:
        resource:
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: ${PODS}
            selector: { matchLabels: { app: web } }
            template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: "web:1" }] } }
    - settle: {}
    - assert: "pods('app=web').size() == ${PODS}"
`;

let made: StepState | undefined;

function manyObjects(): StepState {
  if (made !== undefined) return made;
  const maps = Array.from(
    { length: CONFIG_MAPS },
    (_, index) => `{ apiVersion: v1, kind: ConfigMap, metadata: { name: map-${index} } }`,
  ).join('\n---\n');
  const texts: Readonly<Record<string, string>> = { 'many.yaml': SPEC, 'maps.yaml': maps };
  const files = { read: (path: string) => texts[path], list: () => undefined, isInside: () => true };
  const [plan] = loadSpec('many.yaml', new Library(files)).scenarios;
  if (plan === undefined) throw new Error('the scenario does not load');
  made = openScenario(plan, { skip: [], screen: 'step' });
  return made;
}

/** Milliseconds from a key to its frame, sorted: steps back through the end of the run, each with another selection. */
function frames(screen: ScreenName): readonly number[] {
  let state: StepState = { ...manyObjects(), screen };
  const look = lookFor(false);
  const times: number[] = [];
  for (let frame = 0; frame < FRAMES; frame++) {
    const start = performance.now();
    state = press(press(state, 'left'), 'down');
    drawScreen(state, SIZE, look);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}

function nineteenOfTwenty(times: readonly number[]): number {
  return times[Math.floor(times.length * 0.95) - 1] ?? Infinity;
}

export const screenBenches: readonly Bench[] = [
  {
    name: 'a step and its frame at 120x40, 5,000 objects, 19 of 20 within',
    bar: 16,
    unit: 'ms',
    measure: () => nineteenOfTwenty(frames('step')),
  },
  {
    name: 'the same on the screen of nodes',
    bar: 16,
    unit: 'ms',
    measure: () => nineteenOfTwenty(frames('nodes')),
  },
];
