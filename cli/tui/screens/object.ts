import { formatDuration } from '../../../engine/apimachinery/duration.js';
import type { KubeObject } from '../../../engine/apimachinery/object.js';
import { plain, type Line, type Look, type Size } from '../canvas/line.js';
import { drawPane } from '../canvas/pane.js';
import { labelOf } from '../step/tree-item.js';
import { traceOf, type StepState } from '../step/state.js';
import { objectDiff, yamlOf } from './object-diff.js';

/** The selected object: how it differs from what it was at the mark or a step ago, else how it is. */
export function objectPane(state: StepState, size: Size, look: Look): readonly Line[] {
  const { selected, scroll } = state;
  const focused = state.focus === 'object';
  if (selected === undefined || selected.startsWith('namespace '))
    return drawPane({ title: 'Object', focused, lines: [plain('up and down select an object', 'dim')] }, size, look);
  const base = state.mark ?? state.step - 1;
  const before = objectAt(state, base);
  const now = objectAt(state, state.step);
  const differs = base >= 0 && !isSame(before, now) && !(state.whole && now !== undefined);
  const lines = differs ? diffLines(before, now) : wholeLines(state, now);
  const start = Math.max(0, Math.min(scroll['object'] ?? 0, lines.length - (size.rows - 1)));
  const from = differs ? `#${base} ${look.ascii ? '->' : '→'} #${state.step}` : `#${state.step}`;
  const title = `${labelOf(selected)} ${from}`;
  const note =
    lines.length > size.rows - 1 ? `${start + 1}-${Math.min(lines.length, start + size.rows - 1)}/${lines.length}` : '';
  return drawPane({ title, focused, lines: lines.slice(start, start + size.rows), note }, size, look);
}

/** Whether it is the same version of one object: two states of a trace need not share their objects. */
function isSame(a: KubeObject | undefined, b: KubeObject | undefined): boolean {
  return (
    a === b || (a?.metadata.uid === b?.metadata.uid && a?.metadata.resourceVersion === b?.metadata.resourceVersion)
  );
}

function objectAt(state: StepState, step: number): KubeObject | undefined {
  return traceOf(state)
    .stateAt(step)
    .server.store.objects.get(state.selected ?? '');
}

function diffLines(before: KubeObject | undefined, now: KubeObject | undefined): readonly Line[] {
  return objectDiff(before, now).map((line) =>
    plain(line, line.startsWith('+') ? 'green' : line.startsWith('-') ? 'red' : undefined),
  );
}

function wholeLines(state: StepState, object: KubeObject | undefined): readonly Line[] {
  if (object !== undefined) return yamlOf(object).map((line) => plain(`  ${line}`));
  const trace = traceOf(state);
  const writers = trace.writersOf(state.selected ?? '');
  const next = writers.find((step) => step > state.step);
  const last = writers.findLast((step) => step <= state.step);
  return [
    plain('not there at this step', 'dim'),
    ...(last === undefined ? [] : [plain(`deleted by #${last} at ${timeOf(state, last)}`, 'dim')]),
    ...(next === undefined ? [] : [plain(`created by #${next} at ${timeOf(state, next)}`, 'dim')]),
  ];
}

function timeOf(state: StepState, step: number): string {
  return formatDuration(traceOf(state).record(step)?.at ?? 0);
}
