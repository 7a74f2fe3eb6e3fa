import type { Result } from '../../apimachinery/result.js';

/** Files that can be read: what is modelled of a file system. Paths are absolute and plain. */
export interface Files {
  /** The text of a file; undefined: it is not modelled. */
  read(path: string): string | undefined;
  /** The names in a directory, in order; undefined: it is not modelled. */
  list(path: string): readonly string[] | undefined;
}

/** What a command sees around it. */
export interface Surroundings {
  readonly files: Files;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly hostname: string;
  /** As `uname -r` says. */
  readonly kernel: string;
  /** How many cpus it may run on. */
  readonly cpus: number;
}

/** What came of a command. */
export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What came of it; or what of it is not modelled. */
export type Outcome = Result<Ran>;

export const SILENT: Ran = { exit: 0, stdout: '', stderr: '' };

export function printed(stdout: string): Outcome {
  return { ok: true, value: { ...SILENT, stdout } };
}

export function complained(stderr: string, exit = 1): Outcome {
  return { ok: true, value: { exit, stdout: '', stderr: `${stderr}\n` } };
}

/** Lines of a text; a last line without an end counts. */
export function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

export function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** A path as seen from a directory, without '.' and '..'. */
export function absolute(path: string, cwd: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
