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
function matching(pattern: string, { list }: Values): readonly string[] {
  const rooted = pattern.startsWith('/');
  let found: readonly string[] = [''];
  for (const part of pattern.split('/').slice(rooted ? 1 : 0)) {
    const expression = new RegExp(`^${part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
    found = found.flatMap((base) => {
      if (!part.includes('*')) return [`${base}/${part}`];
      const names = list(base === '' ? (rooted ? '/' : '.') : rooted ? base : base.slice(1)) ?? [];
      return names.filter((name) => !name.startsWith('.') && expression.test(name)).map((name) => `${base}/${name}`);
    });
  }
  const exists = found.filter((path) => list(path.slice(0, path.lastIndexOf('/')) || '/')?.includes(path.slice(path.lastIndexOf('/') + 1)) ?? false);
  const paths = exists.map((path) => (rooted ? path : path.slice(1)));
  return paths.length === 0 ? [pattern] : paths;
}
