import { formatProblem, type Problem } from '../../conformance/language/problem.js';
import { openReporters, type OpenReporter } from '../reporters/registry.js';
import { counted } from '../reporters/pretty.js';
import type { RunFlags } from '../run/flags.js';
import type { Terminal } from '../terminal.js';

/** Shows people what a watch does. */
export interface WatchView {
  /** The reporters of the next run. */
  reporters(): readonly OpenReporter[];
  /** What is wrong with specs now; none: nothing any more. */
  problems(problems: readonly Problem[]): void;
  /** Why nothing runs. */
  message(text: string): void;
  /** Specs that have changed, before they run. */
  changed(specs: readonly string[]): void;
  /** Files whose results count no more. */
  forget(files: ReadonlySet<string>): void;
  /** All is done until something changes. */
  waiting(specs: number): void;
  close(): void;
}

const LISTED = 3;

/** Lines on a terminal or in a file; what is not a report goes to standard error. */
export class PlainView implements WatchView {
  constructor(
    private readonly flags: RunFlags,
    private readonly terminal: Terminal,
  ) {}

  reporters(): readonly OpenReporter[] {
    return openReporters(this.flags.reporter, this.terminal, this.flags);
  }

  problems(problems: readonly Problem[]): void {
    for (const problem of problems) this.message(formatProblem(problem));
  }

  message(text: string): void {
    this.terminal.error(`${text}\n`);
  }

  changed(specs: readonly string[]): void {
    const more = specs.length - LISTED;
    this.message(`\nchanged: ${specs.slice(0, LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
  }

  forget(): void {
    return;
  }

  waiting(specs: number): void {
    this.message(`watching ${counted(specs, 'spec')} and what they use; Ctrl-C ends`);
  }

  close(): void {
    return;
  }
}
