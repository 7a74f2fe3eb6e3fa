import type { Source } from '../expectations/source.js';

/** What a text must be. */
export type TextMatch =
  | { readonly type: 'equals'; readonly text: string }
  | { readonly type: 'contains'; readonly text: string }
  /** A JavaScript regular expression that compiles. */
  | { readonly type: 'matches'; readonly pattern: string; readonly flags: string };

/** What the answer to a write, or the outcome of a kubectl command, must be. All given parts must hold. */
export interface Expectation {
  readonly source: Source;
  /** True: it must be refused; false: accepted. Given `reason`, an error `code` or `message`, it is true. */
  readonly error: boolean;
  /** Whatever comes back will do: of a step that stands at any time. Then nothing else is asked. */
  readonly any?: true;
  /** HTTP status code. */
  readonly code?: number;
  /** Status reason: 'Forbidden', 'Conflict', … */
  readonly reason?: string;
  /** Of the Status; of a kubectl command, what it writes to stderr. */
  readonly message?: TextMatch;
  /** Of any Warning header. */
  readonly warning?: TextMatch;
  /** Exit code of a kubectl command. */
  readonly exit?: number;
  /** What a kubectl command writes to stdout. */
  readonly output?: TextMatch;
}
