import { cli } from '../../cli/cli.js';
import type { Terminal } from '../../cli/terminal.js';

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly error: string;
  /** Both, in the order in which they were written. */
  readonly all: string;
}

/** Runs a kspec command line in this process, on a terminal of the test. */
export async function runCli(argv: readonly string[], given: Partial<Terminal> = {}): Promise<CliRun> {
  let out = '';
  let error = '';
  let all = '';
  const terminal: Terminal = {
    cwd: process.cwd(),
    env: {},
    isTTY: false,
    columns: 80,
    rows: 24,
    interactive: false,
    interrupted: new AbortController().signal,
    ...given,
    out(text) {
      out += text;
      all += text;
    },
    error(text) {
      error += text;
      all += text;
    },
  };
  const code = await cli(argv, terminal);
  return { code, out, error, all };
}
