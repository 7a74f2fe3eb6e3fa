import { formatDuration } from '../../../engine/apimachinery/duration.js';
import type { KubeObject } from '../../../engine/apimachinery/object.js';
import type { Trace } from '../../../conformance/runner/trace.js';
import { objectDiff, yamlOf } from '../../tui/screens/object-diff.js';
import { statusOf } from '../../tui/screens/object-status.js';
import { objectTree, type TreeRow } from '../../tui/step/object-tree.js';
import { splitStorageKey } from '../../tui/step/tree-item.js';
import { markup, Markup } from './markup.js';

const MAX_OBJECTS = 60;
const MAX_DIFFS = 4;
const MAX_LINES = 160;

const OPEN = new Markup('open');
const NONE: ReadonlySet<string> = new Set();

/** The objects as they were when it failed, or at the end: each with its last changes and as a whole. */
export function objectsMarkup(trace: Trace): Markup {
  const step = trace.failure?.step ?? trace.length;
  const rows = objectTree(trace.stateAt(step), trace.stateAt(0), { all: false, filter: '', collapsed: NONE });
  const objects = rows.filter(({ object }) => object !== undefined);
  const chosen = objects.slice(0, MAX_OBJECTS);
  const left = objects.length - chosen.length;
  return markup`<h3>Objects at #${step}</h3>
    ${chosen.map((row) => objectMarkup(row, trace, step))}${
      left > 0 ? markup`<p class="dim">${left} more objects are left out; kspec step shows them.</p>` : ''
    }`;
}

function objectMarkup({ key, label, object, depth }: TreeRow, trace: Trace, step: number): Markup {
  if (object === undefined) return markup``;
  const [resource] = splitStorageKey(key);
  const { text } = statusOf(resource, object);
  const failing = trace.failure?.problem.nearest?.object.split(' ')[0] === label;
  const writers = trace.writersOf(key).filter((one) => one <= step);
  return markup`<details style="margin-left: ${depth - 1}rem" ${failing ? OPEN : ''}>
    <summary class="mono">${label} <span class="dim">${text}</span></summary>
    ${writers.slice(-MAX_DIFFS).map((writer) => changeMarkup(key, writer, trace))}
    <details>
      <summary>whole, at #${step}</summary>
      ${lines(yamlOf(object).map((line) => `  ${line}`))}
    </details>
  </details>`;
}

function changeMarkup(key: string, writer: number, trace: Trace): Markup {
  const at = (step: number): KubeObject | undefined => trace.stateAt(step).server.store.objects.get(key);
  const record = trace.record(writer);
  return markup`<p class="mono">
      #${writer} <span class="dim">${formatDuration(record?.at ?? 0)} ${record?.who ?? ''}</span>
    </p>
    ${lines(objectDiff(at(writer - 1), at(writer)))}`;
}

function lines(all: readonly string[]): Markup {
  const left = all.length - MAX_LINES;
  const shown = all.slice(0, MAX_LINES).map((line) => [coloured(line), '\n']);
  return markup`<pre>${shown}${left > 0 ? markup`<span class="dim">… ${left} more lines</span>` : ''}</pre>`;
}

function coloured(line: string): string | Markup {
  if (line.startsWith('+')) return markup`<span class="add">${line}</span>`;
  return line.startsWith('-') ? markup`<span class="del">${line}</span>` : line;
}
