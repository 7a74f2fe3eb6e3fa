import { formatDuration } from '../../../engine/apimachinery/duration.js';
import { plain, span, type Line, type Look, type Size } from '../canvas/line.js';
import { drawPane } from '../canvas/pane.js';
import { traceOf, type StepState } from '../step/state.js';

/** What is due, when, and which of it can happen next. */
export function pendingPane(state: StepState, size: Size, look: Look): readonly Line[] {
  const trace = traceOf(state);
  const cluster = trace.stateAt(state.step);
  const count = cluster.queue.size;
  const visible = Math.max(0, size.rows - 1);
  const start = Math.max(0, Math.min(state.scroll['pending'] ?? 0, count - visible));
  const pending = trace.pendingAt(state.step, start + visible);
  const first = pending[0]?.at;
  const lines = pending.slice(start).map(({ at, component, item, retry, suspended }): Line => {
    const enabled = at === first;
    const wait = at <= cluster.now ? 'now' : `+${formatDuration(at - cluster.now)}`;
    return [
      span(enabled ? look.signs.pointer : ' ', 'cyan'),
      span(`${wait.padStart(8)} `, enabled ? 'bold' : 'dim'),
      span(component, enabled ? 'cyan' : undefined),
      span(item === '' ? '' : ` ${item}`),
      span(suspended ? ' waits for the API server' : retry ? ' retry' : '', 'yellow'),
    ];
  });
  const shown = lines.length === 0 ? [plain(' nothing is due any more', 'dim')] : lines;
  return drawPane({ title: 'Due', focused: state.focus === 'pending', lines: shown, note: String(count) }, size, look);
}
