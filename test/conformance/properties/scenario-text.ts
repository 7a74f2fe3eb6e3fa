import type { Dice } from '../../../engine/core/rng.js';
import { Library, loadSpec } from '../../../conformance/language/load.js';
import type { ScenarioPlan } from '../../../conformance/language/plan.js';
import { filesOf } from '../files.js';

/** A scenario of the steps and the fields given, each a YAML list or mapping without indentation. */
export function scenarioText(steps: readonly string[], spec: string): string {
  const indented = (text: string, by: string): string =>
    text
      .split('\n')
      .map((line) => `${by}${line}\n`)
      .join('');
  const head = 'apiVersion: kspec.dev/v1\nkind: Scenario\nmetadata: { name: a scenario }\nspec:\n';
  return `${head}${indented(spec, '  ')}  steps:\n${steps.map((step) => indented(step, '    ')).join('')}`;
}

export function planOf(steps: readonly string[], spec: string): ScenarioPlan {
  const library = new Library(filesOf({ 'specs/a.yaml': scenarioText(steps, spec) }));
  const { scenarios, problems } = loadSpec('specs/a.yaml', library);
  const [plan] = scenarios;
  if (plan === undefined || problems.length > 0) throw new Error(problems.map(({ message }) => message).join('; '));
  return plan;
}

export const TWO_NODES = 'cluster: { nodes: [{ count: 2 }], images: { "web:1": { ready: 1s } } }';

/** Two nodes, and controllers that soon have to wait for their clients. */
export const SLOW_CLIENTS = TWO_NODES.replace(
  'cluster: {',
  'cluster: { controllerManager: { kubeAPIQPS: 5, kubeAPIBurst: 8 },',
);

export function pod(name: string): string {
  return `- create: { resource: { apiVersion: v1, kind: Pod, metadata: { name: ${name} }, spec: { containers: [{ name: c, image: "web:1" }] } } }`;
}

export function deployment(replicas: number): string {
  const template = 'metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: "web:1" }] }';
  return `- create: { resource: { apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, spec: { replicas: ${replicas}, selector: { matchLabels: { app: web } }, template: { ${template} } } } }`;
}

export const SETTLED: readonly string[] = ['- settle: {}', '- assert: "pods().all(p, p.ready)"'];

/** One of several, by chance. */
export function oneOf<T>(from: readonly T[], dice: Dice): T {
  const one = from[dice.below(from.length)];
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
}
