import type { ScenarioPlan } from '../../conformance/language/plan.js';
import { formatDuration } from '../../engine/apimachinery/duration.js';
import { explainIn, type Explained, type PodName } from '../../conformance/runner/explain-scenario.js';
import { explanationLines } from '../../conformance/runner/explanation-text.js';
import { selectScenarios } from '../select.js';
import { loadSpecs, tellProblems } from '../specs.js';
import { EXIT, UsageError, type Terminal } from '../terminal.js';

/** The options of `kspec explain`, as the command line gives them. */
export interface ExplainFlags {
  readonly namespace?: string;
  readonly output: 'text' | 'json';
  readonly seed?: number;
}

/** Explains what the scheduler makes of a pod at the step of a spec's line, or at the end of its scenario. */
export function explainCommand(object: string, spec: string, flags: ExplainFlags, terminal: Terminal): number {
  const pod = podOf(object, flags.namespace);
  const loaded = loadSpecs(terminal.cwd, [spec]);
  if (loaded.problems.length > 0) return tellProblems(loaded.problems, terminal);
  const line = loaded.specs.flatMap(({ lines }) => lines)[0];
  const plans = selectScenarios(loaded.plans, {
    lines: new Map(loaded.specs.map(({ path, lines }) => [path, lines])),
  });
  const tried = plans.map((plan) => ({ plan, result: explainIn(plan, pod, line, flags.seed) }));
  const found = tried.filter(({ result }) => result.type === 'explained');
  const [first, second] = found;
  if (first === undefined) throw new UsageError(whyNot(object, tried));
  if (second !== undefined && line === undefined) throw new UsageError(several(object, found));
  show(object, first.plan, first.result, flags, terminal);
  return EXIT.passed;
}

function podOf(object: string, namespace: string | undefined): PodName {
  const [, name] = /^(?:pods?|po)\/([a-z0-9][-a-z0-9.]*)$/.exec(object) ?? [];
  if (name === undefined) throw new UsageError(`explain ${object}: write pod/NAME; only pods are scheduled`);
  return namespace === undefined ? { name } : { name, namespace };
}

interface Tried {
  readonly plan: ScenarioPlan;
  readonly result: Explained;
}

function whyNot(object: string, tried: readonly Tried[]): string {
  const [one] = tried;
  if (one === undefined) return 'the spec holds no scenario';
  if (one.result.type === 'no-scheduler') return `no scheduler runs in "${one.plan.name}"`;
  const others = [...new Set(tried.flatMap(({ result }) => (result.type === 'no-pod' ? result.others : [])))].sort();
  const there = others.length === 0 ? 'there are no pods then' : `there are ${others.slice(0, 20).join(', ')}`;
  return `there is no ${object}: ${there}; SPEC:LINE names another moment, -n another namespace`;
}

function several(object: string, found: readonly Tried[]): string {
  const places = found.map(({ plan }) => `\n  ${plan.source.file}:${plan.source.line}  ${plan.name}`);
  return `${object} is in several scenarios; name one by its line:${places.join('')}`;
}

function show(object: string, plan: ScenarioPlan, result: Explained, flags: ExplainFlags, terminal: Terminal): void {
  if (result.type !== 'explained') return;
  const { explanation, at } = result;
  if (flags.output === 'json') {
    const told = { scenario: plan.name, file: plan.source.file, line: plan.source.line, pod: object, atMillis: at };
    terminal.out(`${JSON.stringify({ ...told, ...explanation }, undefined, 2)}\n`);
    return;
  }
  terminal.out(`${plan.source.file}:${plan.source.line}  ${plan.name}  at ${formatDuration(at)}\n\n`);
  for (const text of explanationLines(object, explanation)) terminal.out(`${text}\n`);
}
