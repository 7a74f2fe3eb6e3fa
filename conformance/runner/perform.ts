import type { GroupStep, IntentsStep, RepeatStep, StepPlan, TryStep, UseStep, WatchStep } from '../language/plan.js';
import { formatDuration } from '../../engine/apimachinery/duration.js';
import { problem, type Problem } from './problem.js';
import type { Run } from './run.js';
import { apply, kubectlStep } from './steps/kubectl.js';
import { explain } from './steps/explain.js';
import { logs } from './steps/logs.js';
import { assertThat, events, waitFor } from './steps/observe.js';
import { snapshot } from './steps/snapshot.js';
import { exec } from './steps/exec.js';
import { load, usage } from './steps/usage.js';
import { device } from './steps/device.js';
import { advance, fault, node, settle } from './steps/world.js';
import { drive, isWaiting, type Begun } from './waiting.js';
import { create, evict, patch, remove, replace, scale } from './steps/write.js';

/** Performs steps in order; the first problem, or the first violated expectation, ends them. */
export function performAll(run: Run, steps: readonly StepPlan[]): Problem | undefined {
  for (const [index, step] of steps.entries()) {
    prepare(run, step, steps[index + 1]);
    const wrong = perform(run, step);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Performs what is to be done although something went wrong. What goes wrong in it counts only when nothing did before. */
export function performAfter(run: Run, steps: readonly StepPlan[]): Problem | undefined {
  run.goOn();
  return performAll(run, steps);
}

/** Before a step: whether it may be cut short depends on the one after it. */
export function prepare(run: Run, step: StepPlan, next: StepPlan | undefined): void {
  run.isCut = false;
  run.canCut = waits(step) && isDisruption(next);
}

/** Steps that only let time pass. */
function waits({ type }: StepPlan): boolean {
  return type === 'advance' || type === 'settle';
}

/** Steps that disturb what runs: they may come at any time. */
function isDisruption(step: StepPlan | undefined): boolean {
  return step !== undefined && step.at === undefined && DISRUPTIONS.has(step.type);
}

const DISRUPTIONS: ReadonlySet<StepPlan['type']> = new Set(['fault', 'node', 'delete', 'evict', 'scale', 'device']);

function perform(run: Run, step: StepPlan): Problem | undefined {
  const mark = run.recorder?.begin(step, run.cluster) ?? 0;
  const begun = beginStep(run, step);
  const wrong = isWaiting(begun) ? drive(run, begun) : begun;
  // A violated expectation is the root of what came after it.
  const root = run.violation ?? wrong;
  run.recorder?.end(mark, run.cluster);
  if (root !== undefined) run.recorder?.fail(root, run.cluster);
  return root;
}

/** Begins a step of the spec when its time has come; what it waits for then is the caller's to let happen. */
export function beginStep(run: Run, step: StepPlan): Begun {
  run.steps += 1;
  run.source = step.source;
  return reachTime(run, step) ?? run.violation ?? dispatch(run, step);
}

function reachTime(run: Run, { at, source }: StepPlan): Problem | undefined {
  if (at === undefined) return undefined;
  if (at < run.now)
    return problem(
      source,
      `runs at ${formatDuration(at)}`,
      `it is ${formatDuration(run.now)} already: the steps before took longer`,
    );
  run.runUntil(at);
  return undefined;
}

function dispatch(run: Run, step: StepPlan): Begun {
  switch (step.type) {
    case 'advance':
      return advance(run, step);
    case 'settle':
      return settle(run, step);
    case 'fault':
      return fault(run, step);
    case 'device':
      return device(run, step);
    case 'node':
      return node(run, step);
    case 'exec':
      return exec(run, step);
    case 'usage':
      return usage(run, step);
    case 'load':
      return load(run, step);
    case 'assert':
      return assertThat(run, step);
    case 'wait':
      return waitFor(run, step);
    case 'events':
      return events(run, step);
    case 'logs':
      return logs(run, step);
    case 'explain':
      return explain(run, step);
    case 'snapshot':
      return snapshot(run, step);
    case 'watch':
    case 'intents':
      return expectFromHere(run, step);
    case 'fork':
      // The last step there is; its branches are followed by who runs the scenario.
      return undefined;
    case 'use':
    case 'group':
    case 'repeat':
    case 'try':
      return block(run, step);
    default:
      return write(run, step);
  }
}

function expectFromHere(run: Run, step: WatchStep | IntentsStep): Problem | undefined {
  if (step.type === 'intents') run.intend(step.intents);
  else for (const temporal of step.watches) run.watch(temporal);
  return run.violation;
}

/** Steps that hold steps. */
function block(run: Run, step: UseStep | GroupStep | RepeatStep | TryStep): Problem | undefined {
  switch (step.type) {
    case 'use':
    case 'group':
      return performAll(run, step.steps);
    case 'repeat':
      return repeat(run, step);
    case 'try':
      return attempt(run, step);
  }
}

function repeat(run: Run, { steps, every, times, source }: RepeatStep): Problem | undefined {
  const began = run.now;
  for (let time = 0; time < times; time++) {
    const start = began + time * every;
    if (start < run.now)
      return problem(
        source,
        `runs again at ${formatDuration(start)}`,
        `it is ${formatDuration(run.now)} already: the steps took longer than ${formatDuration(every)}`,
      );
    run.runUntil(start);
    const wrong = run.violation ?? performAll(run, steps);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function attempt(run: Run, step: TryStep): Problem | undefined {
  const wrong = performAll(run, step.try);
  if (wrong === undefined) return performAll(run, step.finally);
  performAfter(run, step.catch);
  performAfter(run, step.finally);
  return wrong;
}

type Write = Extract<StepPlan, { readonly as?: unknown; readonly namespace: string }>;

function write(run: Run, step: Write): Problem | undefined {
  switch (step.type) {
    case 'apply':
      return apply(run, step);
    case 'create':
      return create(run, step);
    case 'replace':
      return replace(run, step);
    case 'patch':
      return patch(run, step);
    case 'delete':
      return remove(run, step);
    case 'scale':
      return scale(run, step);
    case 'evict':
      return evict(run, step);
    case 'kubectl':
      return kubectlStep(run, step);
  }
}
