/** Everything that a command may do to the world outside; given, so that tests run commands in process. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
  /** Width of the terminal; 80 when it is none. */
  readonly columns: number;
  /** Its height; absent: 24. */
  readonly rows?: number;
  /** Somebody sees what is written and can press keys; absent: nobody. */
  readonly interactive?: boolean;
  out(text: string): void;
  error(text: string): void;
  /** Aborted by SIGINT or SIGTERM. */
  readonly interrupted: AbortSignal;
}

/** What the process exits with. */
export const EXIT = {
  passed: 0,
  failed: 1,
  /** Usage error, spec error, or nothing to run. */
  usage: 2,
  /** kspec itself, or the target, went wrong. */
  internal: 3,
  interrupted: 130,
} as const;

/** A mistake in how a command is called: told in one line, exit 2. */
export class UsageError extends Error {}

/** True when a variable is set to anything that does not mean no. */
export function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}
