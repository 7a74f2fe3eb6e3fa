import { Library, loadSpec } from '../../conformance/language/load.js';
import type { ScenarioPlan } from '../../conformance/language/plan.js';
import { runProperty } from '../../conformance/properties/run-property.js';
import type { ScenarioResult } from '../../conformance/runner/result.js';
import { filesOf } from '../conformance/files.js';
import type { Bench } from './registry.js';
import { millis } from './worlds.js';

const RUNS = 300;

/** A Deployment that is scaled by chance: it never has more pods than its largest scale, `most`. */
const spec = (most: number): string => `apiVersion: kspec.dev/v1
kind: Property
metadata: { name: never more than ${most} }
spec:
  forall:
    ready: { duration: { min: 0s, max: 5s } }
    scales:
      steps:
        max: 3
        each: { replicas: { integer: { min: 0, max: 3 } } }
        of:
          - scale: { for: deployment/web, replicas: "\${{ each.replicas }}" }
          - advance: 2s
  cluster: { nodes: [{ count: 2 }], images: { "web:1": { ready: "\${{ forall.ready }}" } } }
  runs: ${RUNS}
  properties:
    - always: "pods('app=web').size() <= ${most}"
    - settles: {}
  steps:
    - create:
        resource:
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: 1
            selector: { matchLabels: { app: web } }
            template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: "web:1" }] } }
    - steps: "\${{ forall.scales }}"
`;

function judged(most: number): ScenarioResult {
  const library = new Library(filesOf({ 'specs/a.yaml': spec(most) }));
  const [plan]: readonly (ScenarioPlan | undefined)[] = loadSpec('specs/a.yaml', library).scenarios;
  if (plan === undefined) throw new Error('the property has problems');
  return runProperty(plan, { update: 'none' }, library);
}

/** 300 runs of a property that holds, and the search and shrinking of one that does not. */
function manyRuns(): number {
  return millis(() => {
    const [holds, breaks] = [judged(3), judged(2)];
    if (holds.status !== 'passed' || holds.property?.runs !== RUNS) throw new Error('it holds');
    const scales = breaks.property?.values?.['scales'];
    if (!Array.isArray(scales) || scales.length !== 1) throw new Error('one scale to three breaks it');
  });
}

export const propertyBenches: readonly Bench[] = [
  { name: '300 runs of a property, and one shrunk', bar: 3, unit: 's', measure: () => manyRuns() / 1_000 },
];
