import { formatDuration } from '../../../engine/apimachinery/duration.js';
import type { ScenarioPlan } from '../../../conformance/language/plan.js';
import type { Failure, ScenarioResult } from '../../../conformance/runner/result.js';
import { failurePieces, reproducePieces, wrongPieces, type Piece } from '../../reporters/failure-text.js';
import { lineWidth, plain, span, type Line, type Look, type Size } from '../canvas/line.js';
import { drawPane } from '../canvas/pane.js';
import { wrap } from '../canvas/width.js';
import type { RunRow, RunState } from '../run/state.js';

/**
 * What became of a scenario; of a failure all that is told.
 * @param apart its story is told beside it
 */
export function resultPane(
  state: RunState,
  row: RunRow | undefined,
  size: Size,
  look: Look,
  apart = false,
): readonly Line[] {
  const lines = row === undefined ? [] : resultLines(row, size.columns, apart);
  return scrolled(row === undefined ? 'Story' : row.title, state.focus === 'story', lines, state.scroll, size, look);
}

/** How a failure came about. */
export function storyPane({ focus, scroll }: RunState, { story }: Failure, size: Size, look: Look): readonly Line[] {
  const lines = story.flatMap((line) => wrapLine(storyLine(line), size.columns));
  return scrolled('Story', focus === 'story', lines, scroll, size, look);
}

/** When, and what: '   10s  #51 kubelet/node-2 changed node/node-2'. */
function storyLine(line: string): Line {
  const [, when, what] = /^( *\S+ {2})(.*)$/.exec(line) ?? [];
  return when === undefined || what === undefined ? plain(line) : [span(when, 'dim'), span(what)];
}

/** Panes that scroll together each stop at their own end. */
function scrolled(
  title: string,
  focused: boolean,
  all: readonly Line[],
  scroll: number,
  size: Size,
  look: Look,
): readonly Line[] {
  const visible = Math.max(0, size.rows - 1);
  const start = Math.max(0, Math.min(scroll, all.length - visible));
  const note = all.length > visible ? `${start + 1}-${Math.min(all.length, start + visible)}/${all.length}` : '';
  return drawPane({ title, focused, lines: all.slice(start, start + visible), note }, size, look);
}

function resultLines({ result, plan }: RunRow, columns: number, apart: boolean): readonly Line[] {
  if (result === undefined) return [plain('it has not run yet', 'dim')];
  const { failure } = result;
  const warnings = result.warnings.flatMap((warning) => wrap(warning, columns).map((line) => plain(line, 'yellow')));
  if (failure === undefined) return [...quietLines(result, plan, columns), ...warnings];
  const pieces = apart ? [...wrongPieces(failure), [], reproducePieces(failure)] : failurePieces(failure);
  const lines = pieces.map((line: readonly Piece[]): Line => line.map(({ text, paint }) => span(text, paint)));
  return [...lines.flatMap((line) => wrapLine(line, columns)), ...warnings];
}

/** Of what did not fail: how long it took, what it covers, and what was done. */
function quietLines(result: ScenarioResult, plan: ScenarioPlan, columns: number): readonly Line[] {
  const { status, covers, events, virtualMillis, seed, property } = result;
  const verdict = plain(status, status === 'passed' ? 'green' : 'yellow');
  if (status === 'skipped') return [verdict];
  const count = property === undefined ? `${events} steps` : `${property.runs} runs`;
  const facts = `${count}, ${formatDuration(Math.round(virtualMillis))} of virtual time, seed ${seed}`;
  const steps = plan.steps.map(({ source }) => `- ${source.text.split('\n')[0] ?? ''}`);
  const told = [facts, ...(covers.length === 0 ? [] : [`covers ${covers.join(', ')}`])];
  return [
    verdict,
    ...told.flatMap((text) => wrap(text, columns)).map((line) => plain(line, 'dim')),
    [],
    ...steps.flatMap((step) => wrapLine([span('- ', 'dim'), span(step.slice(2))], columns)),
  ];
}

/** A line that is too long goes on below, as far in as its last piece began. */
function wrapLine(line: Line, columns: number): readonly Line[] {
  const last = line.at(-1);
  if (last === undefined || lineWidth(line) <= columns) return [line];
  const text = last.text.trimStart();
  const before = [...line.slice(0, -1), { text: ' '.repeat(last.text.length - text.length) }];
  const indent = Math.min(lineWidth(before), columns - 8);
  return wrap(text, columns - indent).map((part, index) => [
    ...(index === 0 ? before : [{ text: ' '.repeat(indent) }]),
    { ...last, text: part },
  ]);
}
