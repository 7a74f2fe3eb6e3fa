import type { Disruption } from '../../../conformance/runner/disruptions.js';
import { withoutStep } from '../../../conformance/runner/disruptions.js';
import type { StepPlan } from '../../../conformance/language/plan.js';
import { traceScenario, type Trace } from '../../../conformance/runner/trace.js';
import { say } from './move.js';
import { tabOf, traceOf, type StepState, type Tab } from './state.js';

/** The disruption that a step makes, or that came last before it. */
export function disruptionAt({ disruptions }: Trace, step: number): Disruption | undefined {
  return disruptions.findLast((one) => one.step <= step);
}

/** A step of a spec in one line, as it is written there. */
export function stepText({ name, source, type }: StepPlan): string {
  if (name !== undefined) return name;
  const text = source.text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join(' ')
    .replace(/^- /, '');
  return text === '' ? type : text;
}

/** Runs the scenario once more, without the disruption at hand, and shows what becomes of it. */
export function forkHere(state: StepState): StepState {
  const trace = traceOf(state);
  const found = disruptionAt(trace, state.step);
  if (found === undefined) return say(state, 'there is no disruption at or before this step');
  const tab = tabWithout(tabOf(state), found.plan);
  if (tab === undefined) return say(state, 'without it there is nothing left to run', 'problem');
  const tabs = [...state.tabs, tab];
  const step = Math.min(found.step - 1, tab.trace.length);
  const forked = { ...state, tabs, tab: tabs.length - 1, step, scroll: {}, breakpoints: [], mark: undefined };
  return say(forked, `${tab.title}: ${tab.trace.result.status}; [ goes back`);
}

/** A run that leaves out one more step. */
export function tabWithout(tab: Tab, step: StepPlan): Tab | undefined {
  const { result } = tab.trace;
  const skipped = [...tab.skipped, step];
  const pruned = withoutStep(tab.plan, ...skipped);
  const traces = traceScenario(pruned, { seed: result.seed, update: 'none' }, () => performance.now());
  const trace = traces.find((one) => one.result.branch === result.branch) ?? traces[0];
  if (trace === undefined) return undefined;
  return { trace, plan: tab.plan, title: `without ${stepText(step)}`, skipped };
}
