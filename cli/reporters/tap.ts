import { yamlLines } from '../../conformance/expectations/yaml-text.js';
import type { ScenarioResult } from '../../conformance/runner/result.js';
import { titleOf, type Reporter, type Sink } from './reporter.js';

/** The Test Anything Protocol, version 14 (https://testanything.org). */
export function tap(sink: Sink): Reporter {
  let number = 0;
  return {
    begin({ scenarios }) {
      sink.write(`TAP version 14\n1..${scenarios}\n`);
    },
    result(result) {
      number += 1;
      sink.write(`${testLine(result, number)}\n${diagnostics(result)}`);
    },
    end({ interrupted, passed, failed, errors, skipped, notRun }) {
      if (notRun > 0) sink.write(`Bail out! ${interrupted ? 'interrupted' : 'too many failures'}\n`);
      sink.write(`# passed ${passed}, failed ${failed + errors}, skipped ${skipped}\n`);
    },
  };
}

function testLine(result: ScenarioResult, number: number): string {
  const name = `${result.file}: ${titleOf(result)}`.replace(/[\\#]/g, '\\$&').replace(/[\r\n]+/g, ' ');
  if (result.status === 'skipped') return `ok ${number} - ${name} # SKIP ${result.warnings.join('; ')}`.trimEnd();
  return `${result.status === 'passed' ? 'ok' : 'not ok'} ${number} - ${name}`;
}

function diagnostics({ failure, seed }: ScenarioResult): string {
  if (failure === undefined) return '';
  const { position, expectation, message, nearest, diff = [], values, story, reproduce } = failure;
  const { file, line, column } = position;
  const shown = {
    message,
    at: { file, line, column },
    expected: expectation,
    ...(nearest === undefined ? {} : { nearest }),
    diff,
    ...(values === undefined ? {} : { values }),
    story,
    seed,
    reproduce,
  };
  return `  ---\n${yamlLines(shown, '  ').join('\n')}\n  ...\n`;
}
