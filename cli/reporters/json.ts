import type { RunInfo, Reporter, Sink } from './reporter.js';

/** One JSON document at the end: {version, run, summary, scenarios}. */
export function json(sink: Sink): Reporter {
  return wholeRun(sink, 1, 2);
}

/** A run as one JSON document: `version` says of which format, `indent` how far its levels are set in. */
export function wholeRun(sink: Sink, version: number | string, indent?: number): Reporter {
  let run: RunInfo | undefined;
  return {
    begin(info) {
      run = info;
    },
    result() {},
    end(summary, scenarios) {
      sink.write(`${JSON.stringify({ version, run, summary, scenarios }, undefined, indent)}\n`);
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
