import type { ScenarioResult } from '../../conformance/runner/result.js';
import { styleFor } from '../style.js';
import { failureLines } from './failure-text.js';
import { titleOf, type Reporter, type Sink, type Summary } from './reporter.js';

/** JUnit XML as CI servers read it: a suite per file, a case per scenario. */
export function junit(sink: Sink): Reporter {
  return {
    begin() {},
    result() {},
    end(summary, results) {
      sink.write(document(summary, results));
    },
  };
}

const PLAIN = styleFor(
  { cwd: '', env: {}, isTTY: false, columns: 80, out() {}, error() {}, interrupted: new AbortController().signal },
  { color: false, ascii: true },
);

function document(summary: Summary, results: readonly ScenarioResult[]): string {
  const files = [...new Set(results.map(({ file }) => file))];
  const suites = files.map((file) =>
    suite(
      file,
      results.filter((result) => result.file === file),
    ),
  );
  const attributes = counts(results, summary.wallMillis);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="kspec" ${attributes}>\n${suites.join('')}</testsuites>\n`;
}

function counts(results: readonly ScenarioResult[], wallMillis: number): string {
  const of = (status: ScenarioResult['status']): number => results.filter((result) => result.status === status).length;
  return `tests="${results.length}" failures="${of('failed')}" errors="${of('error')}" skipped="${of('skipped')}" time="${seconds(wallMillis)}"`;
}

function seconds(millis: number): string {
  return (millis / 1000).toFixed(3);
}

function suite(file: string, results: readonly ScenarioResult[]): string {
  const wall = results.reduce((sum, { wallMillis }) => sum + wallMillis, 0);
  return `  <testsuite name="${escapeXml(file)}" ${counts(results, wall)}>\n${results.map(testCase).join('')}  </testsuite>\n`;
}

function testCase(result: ScenarioResult): string {
  const { file, line, wallMillis, status, failure, warnings } = result;
  const head = `    <testcase name="${escapeXml(titleOf(result))}" classname="${escapeXml(file)}" file="${escapeXml(file)}" line="${line}" time="${seconds(wallMillis)}"`;
  if (status === 'skipped')
    return `${head}>\n      <skipped message="${escapeXml(warnings.join('; '))}"/>\n    </testcase>\n`;
  if (failure === undefined) return `${head}/>\n`;
  const element = status === 'error' ? 'error' : 'failure';
  const text = failureLines(failure, PLAIN).join('\n');
  return `${head}>\n      <${element} message="${escapeXml(failure.message)}" type="${status}">${escapeXml(text)}</${element}>\n    </testcase>\n`;
}

/** Also leaves out what XML 1.0 cannot hold. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
