import { formatDuration } from '../../../engine/apimachinery/duration.js';
import type { Change, StepRecord } from '../../../engine/index.js';
import { changeKey } from '../../../conformance/runner/trace.js';
import type { Paint } from '../../style.js';
import { fitLine, span, type Line, type Look, type Span } from '../canvas/line.js';
import { stepText } from '../step/fork.js';
import { labelOf } from '../step/tree-item.js';
import { tabOf, traceOf, type StepState } from '../step/state.js';

/** What the spec is, and what became of it. */
export function headLine(state: StepState, columns: number, look: Look): Line {
  const { trace, title } = tabOf(state);
  const { plan, result } = trace;
  const failed = result.status === 'failed' || result.status === 'error';
  const verdict = failed ? `${look.signs.failure} ${result.status}` : `${look.signs.passed} ${result.status}`;
  const way = state.tabs.length > 1 ? ` [${state.tab + 1}/${state.tabs.length} ${title}]` : '';
  const right = [span(way, 'yellow'), span(` ${verdict}`, failed ? 'red' : 'green')];
  const width = right.reduce((sum, { text }) => sum + text.length, 0);
  const left = [span(plan.name, 'bold'), span(`  ${plan.source.file}:${plan.source.line}`, 'dim')];
  return width > columns / 2
    ? fitLine([...right.reverse(), span(' '), ...left], columns, look)
    : [...fitLine(left, columns - width, look), ...right];
}

/** Where on a track of so many cells a step lies. */
function cellOf(step: number, length: number, columns: number): number {
  return length === 0 ? 0 : Math.round((step / length) * (columns - 1));
}

/** The run from its first step to its last, and what stands out on it: two lines. */
export function trackLines(state: StepState, columns: number, { signs }: Look): readonly Line[] {
  const trace = traceOf(state);
  const cell = (step: number): number => cellOf(step, trace.length, columns);
  const above: Span[] = Array.from({ length: columns }, () => ({ text: ' ' }));
  const track: Span[] = Array.from({ length: columns }, () => ({ text: signs.horizontal, paint: 'dim' }));
  const put = (row: Span[], step: number, text: string, paint: Paint): void => {
    row[cell(step)] = { text, paint };
  };
  for (const { after } of trace.marks) put(track, after, signs.dot, 'dim');
  for (const { step } of trace.disruptions) put(above, step, signs.disruption, 'yellow');
  for (const { hits } of state.breakpoints) for (const step of hits) put(above, step, signs.breakpoint, 'cyan');
  if (state.mark !== undefined) put(above, state.mark, signs.mark, 'cyan');
  if (trace.failure !== undefined) put(above, trace.failure.step, signs.failure, 'red');
  put(track, state.step, signs.cursor, 'bold');
  return [above, track];
}

/** When it is, which step this is, and what it did. */
export function stepLines(state: StepState, columns: number, look: Look): readonly Line[] {
  const trace = traceOf(state);
  const { step } = state;
  const record = trace.record(step);
  const { failure } = trace;
  const at = record?.at ?? 0;
  const where = `#${step}/${trace.length} ${formatDuration(at)} `;
  const head = record === undefined ? [span('the cluster before its first step')] : didSpans(record);
  const spec = trace.specAt(step);
  const late =
    failure !== undefined && failure.step === step && failure.at > at ? ` at ${formatDuration(failure.at)}` : '';
  const doing: Line =
    failure?.step === step
      ? [
          span(`${look.signs.failure} fails here${late}: `, 'red'),
          span(failure.problem.message.split('\n')[0] ?? ''),
          span(`  ${failure.problem.expectation}`, 'dim'),
        ]
      : spec === undefined
        ? []
        : [
            span(`spec ${spec.plan.source.line}: `, 'dim'),
            span(stepText(spec.plan), disturbs(state) ? 'yellow' : 'dim'),
          ];
  return [fitLine([span(where, 'bold'), ...head], columns, look), fitLine(doing, columns, look)];
}

function disturbs(state: StepState): boolean {
  return traceOf(state).disruptions.some(({ step }) => step === state.step);
}

function didSpans({ who, what, type, changes, refused, cause }: StepRecord): readonly Span[] {
  const changed = changes.filter(({ resource }) => resource !== 'events').map(changeText);
  const said = refused.map(({ code }) => `refused ${code}`);
  const did = [...new Set([...changed, ...said])].join(', ');
  return [
    span(who, 'cyan'),
    span(type === 'work' ? ` (${what})` : ` ${what}`),
    ...(cause === 0 ? [] : [span(` because of #${cause}`, 'dim')]),
    span(did === '' ? ' changed nothing' : ` ${did}`, did === '' ? 'dim' : undefined),
  ];
}

const SIGNS: Readonly<Record<Change['type'], string>> = { ADDED: '+', MODIFIED: '~', DELETED: '-' };

function changeText(change: Change): string {
  return SIGNS[change.type] + labelOf(changeKey(change));
}
