import { ok, type Result } from '../../apimachinery/result.js';
import type { Outcome } from './shell.js';
import type { Part } from './tokens.js';

/** Where a word's values come from. */
export interface Values {
  variable(name: string): string;
  command(script: string): Outcome;
  list(path: string): readonly string[] | undefined;
}

/** The words that one word becomes: values put in, split at blanks where they are not quoted, patterns matched. */
export function expand(parts: readonly Part[], values: Values): Result<readonly string[]> {
  const fields: { text: string; pattern: boolean }[] = [];
  let current: { text: string; pattern: boolean } | undefined;
  for (const part of parts) {
    const value = valueOf(part, values);
    if (!value.ok) return value;
    const pieces = part.type === 'text' || part.quoted ? [value.value] : splitFields(value.value);
    for (const [index, piece] of pieces.entries()) {
      if (index > 0 && current !== undefined) {
        fields.push(current);
        current = undefined;
      }
      if (piece === '' && !part.quoted && pieces.length === 1) continue;
      current = { text: (current?.text ?? '') + piece, pattern: current?.pattern === true || isPattern(part, piece) };
    }
  }
  if (current !== undefined) fields.push(current);
  return ok(fields.flatMap(({ text, pattern }) => (pattern ? matching(text, values) : [text])));
}

function valueOf({ type, value }: Part, values: Values): Result<string> {
  if (type === 'text') return ok(value);
  if (type === 'variable') return ok(values.variable(value));
  const ran = values.command(value);
  return ran.ok ? ok(ran.value.stdout.replace(/\n+$/, '')) : ran;
}

function splitFields(value: string): readonly string[] {
  return value.split(/[ \t\n]+/);
}

function isPattern({ type, quoted }: Part, piece: string): boolean {
  return type === 'text' && !quoted && piece.includes('*');
}

/** Paths that a pattern of '*' matches, in order; the pattern itself when none does. */
function matching(pattern: string, values: Values): readonly string[] {
  const rooted = pattern.startsWith('/');
  const parts = pattern.split('/').slice(rooted ? 1 : 0);
  const first = parts.findIndex((part) => part.includes('*'));
  const start = [rooted ? '' : '.', ...parts.slice(0, first)].join('/');
  let found: readonly string[] = [start];
  for (const part of parts.slice(first))
    found = found.flatMap((base) => namesIn(base, part, values).map((name) => `${base}/${name}`));
  const paths = found.map((path) => (rooted ? path : path.slice('./'.length)));
  return paths.length === 0 ? [pattern] : paths;
}

/** The names in a directory that a part of a pattern matches. */
function namesIn(base: string, part: string, values: Values): readonly string[] {
  const expression = new RegExp(`^${part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
  const names = values.list(base === '' ? '/' : base) ?? [];
  return names.filter((name) => !name.startsWith('.') && expression.test(name));
}
