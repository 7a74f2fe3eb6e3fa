import { skipText } from './skip.js';
import { tabOf, type StepState } from './state.js';

/** The command line that comes back to what is shown. */
export function commandFor(state: StepState): string {
  const { trace, plan, skipped } = tabOf(state);
  const { result } = trace;
  const { file, line } = plan.source;
  const parts = ['npx kspec step', quoted(`${file}:${line}`), `--at ${state.step}`, `--seed ${result.seed}`];
  if (plan.matrix !== undefined) parts.push(`--matrix ${quoted(JSON.stringify(plan.matrix))}`);
  if (result.branch !== undefined) parts.push(`--branch ${quoted(result.branch)}`);
  for (const step of skipped) parts.push(`--skip ${quoted(skipText(plan, step))}`);
  return parts.join(' ');
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
