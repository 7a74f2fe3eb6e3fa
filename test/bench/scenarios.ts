import { Library, loadSpec } from '../../conformance/language/load.js';
import type { ScenarioPlan } from '../../conformance/language/plan.js';

/** A Deployment of two comes up. */
const COMES_UP = `    - wait: { for: deployment/web, condition: Available, within: 30s }
`;

/** And goes on to another image: three of four scenarios in `specs/` have fewer steps of the cluster. */
const ROLLS_OUT = `${COMES_UP}    - kubectl: set image deployment/web c=web:2
    - settle: {}
`;

function scenario(at: number, steps: string): string {
  return `apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: small scenario ${at} }
spec:
  cluster: { nodes: [{ count: 2 }], images: { "web:1": { ready: 1s }, "web:2": { ready: 1s } } }
  always: ["pods('app=web').size() <= 5"]
  steps:
    - create:
        resource:
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: 2
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web } }
              spec: { containers: [{ name: c, image: "web:1" }] }
${steps}    - assert: "pods('app=web').all(p, p.ready)"
`;
}

/** That many scenarios with a rollout, read as the runner reads them. */
export function parseScenarios(count: number): readonly ScenarioPlan[] {
  return plansIn(Array.from({ length: count }, (_, at) => scenario(at, ROLLS_OUT)).join('---\n'));
}

/** That many small ones. */
export function smallScenarios(count: number): readonly ScenarioPlan[] {
  return plansIn(Array.from({ length: count }, (_, at) => scenario(at, COMES_UP)).join('---\n'));
}

function planIn(text: string): ScenarioPlan {
  const [plan] = plansIn(text);
  if (plan === undefined) throw new Error('there is a scenario');
  return plan;
}

function plansIn(text: string): readonly ScenarioPlan[] {
  const files = {
    read: (path: string) => (path === 'many.yaml' ? text : undefined),
    list: () => undefined,
    isInside: () => true,
  };
  const { scenarios, problems } = loadSpec('many.yaml', new Library(files));
  const [problem] = problems;
  if (problem !== undefined) throw new Error(`${problem.position.line}: ${problem.message}`);
  return scenarios;
}

/** A Deployment of two behind a Service and a budget: with two nodes, what it reads and what is made of it, ten objects. */
const TEN_OBJECTS = `apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: ten objects }
spec:
  cluster: { nodes: [{ count: 2 }], images: { "web:1": { ready: 1s } } }
  always: ["pods('app=web').size() <= 2"]
  steps:
    - apply:
        resources:
          - { apiVersion: v1, kind: ConfigMap, metadata: { name: web }, data: { mode: fast } }
          - { apiVersion: v1, kind: Service, metadata: { name: web }, spec: { selector: { app: web }, ports: [{ port: 80 }] } }
          - apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: { name: web }
            spec: { minAvailable: 1, selector: { matchLabels: { app: web } } }
          - apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web }
            spec:
              replicas: 2
              selector: { matchLabels: { app: web } }
              template:
                metadata: { labels: { app: web } }
                spec:
                  containers: [{ name: c, image: "web:1", envFrom: [{ configMapRef: { name: web } }] }]
    - settle: {}
    - assert: "pods('app=web').all(p, p.ready)"
`;

/** A scenario of ten objects, counted at its end: what the search through orders of events is measured with. */
export function tenObjects(): ScenarioPlan {
  return planIn(TEN_OBJECTS);
}
