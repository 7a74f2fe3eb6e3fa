import { formatDuration } from '../../../engine/apimachinery/duration.js';
import type { ScenarioResult } from '../../../conformance/runner/result.js';
import type { Trace } from '../../../conformance/runner/trace.js';
import { titleOf, type RunInfo, type Summary } from '../reporter.js';
import { failureMarkup } from './failure.js';
import { markup, Markup } from './markup.js';
import { objectsMarkup } from './objects.js';
import { STYLE } from './style.js';
import { shownSteps, stepTable, track } from './timeline.js';

/** A page is never much longer, in characters: what comes after is told without its steps and objects. */
const MAX_PAGE_LENGTH = 5_000_000;

/** A run on one page, without a script and without anything that is fetched. */
export function page(
  info: RunInfo,
  summary: Summary,
  results: readonly ScenarioResult[],
  traceOf: (result: ScenarioResult) => Trace | undefined,
  limit = MAX_PAGE_LENGTH,
): string {
  let room = limit;
  let cut = 0;
  const sections = results.map((result, index) => {
    const trace = room > 0 ? traceOf(result) : undefined;
    const whole = scenario(result, trace, `s${index + 1}`);
    const fits = whole.text.length <= room;
    const section = fits ? whole : scenario(result, undefined, `s${index + 1}`);
    if (!fits || (room <= 0 && result.failure !== undefined)) cut += 1;
    room -= section.text.length;
    return section;
  });
  const note =
    cut === 0
      ? ''
      : markup`<p class="warn">
          Of ${cut} scenarios, steps and objects are left out: the page would be too large. Run them alone.
        </p>`;
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width" />
        <title>kspec: ${verdict(summary)}</title>
        <style>
          ${new Markup(STYLE)}
        </style>
      </head>
      <body>
        <h1>kspec ${info.version} <span class="dim">Kubernetes ${info.kubernetes}</span></h1>
        ${bar(summary)}
        <p>
          ${verdict(summary)}
          <span class="dim"
            >${(summary.wallMillis / 1000).toFixed(2)} s, ${formatDuration(Math.round(summary.virtualMillis))} of
            virtual time${info.seed === undefined ? '' : `, seed ${info.seed}`}</span
          >
        </p>
        ${note} ${byFile(results, sections)}
      </body>
    </html> `.text;
}

function verdict({ passed, failed, errors, skipped, notRun, interrupted }: Summary): string {
  const parts = [
    `${passed} passed`,
    `${failed} failed`,
    ...(errors > 0 ? [`${errors} could not be judged`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
    ...(interrupted ? ['interrupted'] : []),
  ];
  return parts.join(', ');
}

function bar({ passed, failed, errors, skipped }: Summary): Markup {
  const parts = [
    [failed + errors, 'failed'],
    [skipped, 'skipped'],
    [passed, 'passed'],
  ] as const;
  return markup`<div class="bar">
    ${parts.map(([count, name]) => markup`<span class="${name}" style="flex: ${count}"></span>`)}
  </div>`;
}

function byFile(results: readonly ScenarioResult[], sections: readonly Markup[]): readonly Markup[] {
  const files = [...new Set(results.map(({ file }) => file))];
  return files.map(
    (file) =>
      markup`<h2 class="mono">${file}</h2>
        ${sections.filter((_, index) => results[index]?.file === file)}`,
  );
}

function scenario(result: ScenarioResult, trace: Trace | undefined, id: string): Markup {
  const { status, failure, warnings, seed, line, virtualMillis, wallMillis } = result;
  const { counterexample } = result.property ?? {};
  const sign = status === 'passed' ? '✓' : status === 'skipped' ? '↓' : '✗';
  const times =
    status === 'skipped' ? status : `${formatDuration(Math.round(virtualMillis))} in ${Math.round(wallMillis)} ms`;
  const title = markup`<span class="${status}">${sign}</span> ${titleOf(result)}
    <span class="dim">${times}, line ${line}, seed ${seed}</span>`;
  const told = warnings.map((warning) => markup`<p class="warn">${warning}</p>`);
  if (failure === undefined && trace === undefined)
    return markup`<p>${title}</p>
      ${told} `;
  const rows = trace === undefined ? new Set<number>() : shownSteps(trace);
  return markup`<details ${new Markup(failure === undefined ? '' : 'open')}>
    <summary>${title}</summary>
    ${told}${failure === undefined ? '' : failureMarkup(failure, rows, id)}${
      trace === undefined
        ? ''
        : markup`<h3>Timeline${counterexample === undefined ? '' : ` of ${counterexample.file}`}</h3>
            ${track(trace)}
            <details>
              <summary>${trace.length} steps</summary>
              ${stepTable(trace, rows, id)}
            </details>
            ${objectsMarkup(trace)}`
    }
  </details> `;
}
