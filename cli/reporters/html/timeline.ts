import { formatDuration } from '../../../engine/apimachinery/duration.js';
import type { Change, StepRecord } from '../../../engine/index.js';
import { changeKey, type Trace } from '../../../conformance/runner/trace.js';
import { stepText } from '../../tui/step/fork.js';
import { labelOf } from '../../tui/step/tree-item.js';
import { markup, type Markup } from './markup.js';

/** Of a long run, so many steps at its start and so many before its failure or its end. */
const FIRST_STEPS = 60;
const LAST_STEPS = 240;
const WIDTH = 1000;
const MAX_CHANGES = 6;
const SIGNS: Readonly<Record<Change['type'], string>> = { ADDED: '+', MODIFIED: '~', DELETED: '-' };

/** The steps whose rows are on the page: all of a short run, the start and the end of a long one. */
export function shownSteps(trace: Trace): ReadonlySet<number> {
  const end = trace.failure?.step ?? trace.length;
  const all = Array.from({ length: trace.length }, (_, index) => index + 1);
  return new Set(all.filter((step) => step <= FIRST_STEPS || (step > end - LAST_STEPS && step <= end + FIRST_STEPS)));
}

/** The run as a line with what stands out on it. */
export function track(trace: Trace): Markup {
  const x = (step: number): string => ((step / Math.max(1, trace.length)) * (WIDTH - 20) + 10).toFixed(1);
  const { failure } = trace;
  return markup`<svg viewBox="0 0 ${WIDTH} 46" preserveAspectRatio="none" role="img">
    <line x1="10" x2="${WIDTH - 10}" y1="28" y2="28"></line>
    ${trace.marks.map(
      ({ plan, after }) =>
        markup`<line x1="${x(after)}" x2="${x(after)}" y1="24" y2="32"><title>${stepText(plan)}</title></line>`,
    )}${trace.disruptions.map(
      ({ plan, step }) =>
        markup`<text class="warn" x="${x(step)}" y="18">▲<title>#${step} ${stepText(plan)}</title></text>`,
    )}${
      failure === undefined
        ? ''
        : markup`<text class="failed" x="${x(failure.step)}" y="18">✗<title>#${failure.step}</title></text>`
    }
  </svg>`;
}

/** What happened, a row for each step that is shown. */
export function stepTable(trace: Trace, rows: ReadonlySet<number>, id: string): Markup {
  const left = trace.length - rows.size;
  const disturbing = new Set(trace.disruptions.map(({ step }) => step));
  const lines = [...rows].flatMap((step): readonly Markup[] => {
    const record = trace.record(step);
    if (record === undefined) return [];
    const gap =
      rows.has(step - 1) || step === 1
        ? []
        : [
            markup`<tr>
              <td class="dim" colspan="5">…</td>
            </tr>`,
          ];
    const tone = trace.failure?.step === step ? 'failed' : disturbing.has(step) ? 'warn' : '';
    return [...gap, stepRow(record, rows, id, tone)];
  });
  const note =
    left > 0 ? markup`<p class="dim">${left} of ${trace.length} steps are left out; kspec step shows them.</p>` : '';
  return markup`${note}
    <table>
      ${lines}
    </table>`;
}

function stepRow(record: StepRecord, rows: ReadonlySet<number>, id: string, tone: string): Markup {
  const { seq, at, who, what, type, cause } = record;
  const because =
    cause === 0 ? '' : rows.has(cause) ? markup`<a href="#${id}-${cause}">#${cause}</a>` : markup`#${cause}`;
  return markup`<tr id="${id}-${seq}" class="${tone}">
    <td>#${seq}</td>
    <td>${formatDuration(at)}</td>
    <td>${because}</td>
    <td>${who}${type === 'work' ? ` (${what})` : ` ${what}`}</td>
    <td>${didText(record)}</td>
  </tr> `;
}

function didText({ changes, refused }: StepRecord): string {
  const did = [
    ...changes
      .filter(({ resource }) => resource !== 'events')
      .map((change) => `${SIGNS[change.type]}${labelOf(changeKey(change))}`),
    ...refused.map(({ code, message }) => `refused ${code}: ${message}`),
  ];
  const more = did.length - MAX_CHANGES;
  return did.slice(0, MAX_CHANGES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
