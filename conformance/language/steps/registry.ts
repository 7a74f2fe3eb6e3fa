import { controlSteps } from './control.js';
import type { StepDefinition } from './definition.js';
import { deviceSteps } from './device.js';
import { execSteps } from './exec.js';
import { explainSteps } from './explain.js';
import { kubectlSteps } from './kubectl.js';
import { observeSteps } from './observe.js';
import { temporalSteps } from './temporal.js';
import { timeSteps } from './time.js';
import { usageSteps } from './usage.js';
import { worldSteps } from './world.js';
import { writeSteps } from './write.js';

/** The steps of the language by family, in the order of the reference. */
export const families: Readonly<Record<string, readonly StepDefinition[]>> = {
  write: [...writeSteps, ...kubectlSteps],
  time: timeSteps,
  world: [...worldSteps, ...usageSteps, ...deviceSteps],
  observe: [...observeSteps, ...execSteps, ...explainSteps],
  temporal: temporalSteps,
  control: controlSteps,
};

const all = Object.values(families).flat();

/** Every step by its key. */
export const stepDefinitions: ReadonlyMap<string, StepDefinition> = new Map(all.map((step) => [step.key, step]));

/** Steps of the language that are not there yet: refused by name, never ignored. */
export const refusedSteps: ReadonlySet<string> = new Set(['metric', 'connect']);

/** What steps of other tools are called here. */
export const foreignSteps: Readonly<Record<string, string>> = {
  sleep: 'write advance: 30s',
  error: 'write assert with match: none, or expect: {error: true} beside a write',
  script: 'write kubectl: …',
  command: 'write kubectl: …',
  podLogs: 'write logs: {for: pod/NAME, contains: …}',
  describe: 'write kubectl: describe …',
  get: 'write kubectl: get …',
  update: 'write apply or replace',
};
