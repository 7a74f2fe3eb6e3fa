import type { Failure } from '../../../conformance/runner/result.js';
import { failurePieces, type Piece } from '../failure-text.js';
import { markup, type Markup } from './markup.js';

const CLASSES: Readonly<Record<string, string>> = { red: 'failed', green: 'passed', yellow: 'warn', dim: 'dim' };

/** The story of a failure as other reports tell it. Steps in it lead to their rows, where those are on the page. */
export function failureMarkup(failure: Failure, rows: ReadonlySet<number>, id: string): Markup {
  const piece = ({ text, paint }: Piece): Markup =>
    paint === undefined
      ? markup`${linked(text, rows, id)}`
      : markup`<span class="${CLASSES[paint] ?? paint}">${linked(text, rows, id)}</span>`;
  const lines = failurePieces(failure).map((line) => [...line.map(piece), '\n']);
  return markup`<pre class="failure">${lines}</pre>`;
}

function linked(text: string, rows: ReadonlySet<number>, id: string): readonly (string | Markup)[] {
  return text.split(/(#\d+)/).map((part) => {
    const step = /^#(\d+)$/.exec(part)?.[1];
    return step !== undefined && rows.has(Number(step)) ? markup`<a href="#${id}-${step}">${part}</a>` : part;
  });
}
