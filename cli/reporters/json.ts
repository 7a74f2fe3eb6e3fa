import type { RunInfo, Reporter, Sink } from './reporter.js';

/** One JSON document at the end: {version, run, summary, scenarios}. */
export function json(sink: Sink): Reporter {
  let run: RunInfo | undefined;
  return {
    begin(info) {
      run = info;
    },
    result() {},
    end(summary, scenarios) {
      sink.write(`${JSON.stringify({ version: 1, run, summary, scenarios }, undefined, 2)}\n`);
    },
  };
}

/** A JSON object per line as things happen: {type: 'run' | 'scenario' | 'summary', …}. */
export function jsonl(sink: Sink): Reporter {
  const line = (type: string, value: object): void => sink.write(`${JSON.stringify({ type, ...value })}\n`);
  return {
    begin: (info) => line('run', info),
    result: (result) => line('scenario', result),
    end: (summary) => line('summary', summary),
  };
}
