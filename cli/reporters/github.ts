import { titleOf, type Reporter, type Sink } from './reporter.js';

/** Annotations for GitHub Actions: each failure at its line (workflow commands). */
export function github(sink: Sink): Reporter {
  return {
    begin() {},
    result(result) {
      const { failure } = result;
      if (failure === undefined) return;
      const { file, line, column } = failure.position;
      const place = `file=${property(file)},line=${line},col=${column},title=${property(titleOf(result))}`;
      const text = [
        failure.message,
        `expected: ${failure.expectation}`,
        ...(failure.diff ?? []),
        `reproduce: ${failure.reproduce}`,
      ];
      sink.write(`::error ${place}::${data(text.join('\n'))}\n`);
    },
    end({ failed, errors, passed }) {
      if (failed + errors === 0) sink.write(`::notice title=kspec::${passed} passed\n`);
    },
  };
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
