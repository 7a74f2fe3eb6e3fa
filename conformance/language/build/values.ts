import { parseDuration } from '../../../engine/apimachinery/duration.js';
import type { User } from '../../../engine/apiserver/request.js';
import type { Millis } from '../../../engine/core/time.js';
import type { Cursor } from '../cursor.js';
import type { Expectation, TextMatch } from '../plan.js';
import type * as z from 'zod';
import type * as fields from '../schema/fields.js';

/** A duration that the schema has let through. */
export function millisOf(text: string): Millis {
  const parsed = parseDuration(text);
  return parsed.ok ? parsed.value : 0;
}

export function optionalMillis(text: string | undefined): Millis | undefined {
  return text === undefined ? undefined : millisOf(text);
}

/** A grace period in whole seconds, as the API takes it. */
export function graceSeconds(
  value: z.output<typeof fields.gracePeriod> | undefined,
  cursor: Cursor,
): number | undefined {
  if (value === undefined) return undefined;
  const seconds = value === 0 ? 0 : millisOf(value) / 1000;
  if (!Number.isInteger(seconds)) cursor.report('a grace period is a whole number of seconds', 'write 1s or more');
  return Math.ceil(seconds);
}

export function textMatch(value: z.output<typeof fields.textMatch>, cursor: Cursor): TextMatch | undefined {
  if (typeof value === 'string') return { type: 'contains', text: value };
  if ('equals' in value) return { type: 'equals', text: value.equals };
  if ('contains' in value) return { type: 'contains', text: value.contains };
  try {
    new RegExp(value.matches);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    cursor.at('matches').report(`not a regular expression: ${reason}`, 'put a backslash before special characters');
    return undefined;
  }
  return { type: 'matches', pattern: value.matches, flags: '' };
}

const AUTHENTICATED = 'system:authenticated';

/** A user with the groups that authentication gives it. */
export function userOf(value: z.output<typeof fields.user>, namespace: string): User {
  const name =
    typeof value === 'string' ? value : 'user' in value ? value.user : accountName(value.serviceAccount, namespace);
  const groups = typeof value !== 'string' && 'user' in value ? (value.groups ?? []) : [];
  const [, , account] = name.split(':');
  const accountGroups = name.startsWith('system:serviceaccount:')
    ? ['system:serviceaccounts', `system:serviceaccounts:${account ?? ''}`]
    : [];
  return { name, groups: [...groups, ...accountGroups, AUTHENTICATED] };
}

function accountName(account: string, namespace: string): string {
  const [first = '', second] = account.split('/');
  return second === undefined
    ? `system:serviceaccount:${namespace}:${first}`
    : `system:serviceaccount:${first}:${second}`;
}

/** What must come back; `kubectl`: from a command rather than the API. */
export function expectationOf(
  value: z.output<typeof fields.expectation>,
  cursor: Cursor,
  kubectl: boolean,
): Expectation | undefined {
  if (Object.keys(value).length === 0) {
    cursor.report('`expect` says nothing', 'say error: true, a code, a reason or a message');
    return undefined;
  }
  if (value.error === 'any') {
    const [other] = Object.keys(value).filter((field) => field !== 'error');
    if (other !== undefined) cursor.at(other).reportKey('error: any takes every answer', `leave ${other} out`);
    return { source: cursor.source, error: false, any: true };
  }
  if (kubectl ? value.code !== undefined : value.exit !== undefined || value.output !== undefined) {
    const field = kubectl ? 'code' : value.exit !== undefined ? 'exit' : 'output';
    cursor
      .at(field)
      .reportKey(
        `"${field}" is not for ${kubectl ? 'kubectl commands' : 'API requests'}`,
        kubectl ? 'write exit: 1, or reason and message' : 'write code, reason or message',
      );
  }
  const failing =
    (value.code ?? 0) >= 400 ||
    value.reason !== undefined ||
    (!kubectl && value.message !== undefined) ||
    (value.exit ?? 0) !== 0;
  if (value.error === false && failing)
    cursor.at('error').report('says that it succeeds, the rest that it fails', 'leave one out');
  const { code, reason, exit } = value;
  return {
    source: cursor.source,
    error: value.error ?? failing,
    ...(code === undefined ? {} : { code }),
    ...(reason === undefined ? {} : { reason }),
    ...(exit === undefined ? {} : { exit }),
    ...optionalMatch('message', value.message, cursor),
    ...optionalMatch('warning', value.warning, cursor),
    ...optionalMatch('output', value.output, cursor),
  };
}

function optionalMatch(
  field: 'message' | 'warning' | 'output',
  value: z.output<typeof fields.textMatch> | undefined,
  cursor: Cursor,
): { readonly [K in typeof field]?: TextMatch } {
  const match = value === undefined ? undefined : textMatch(value, cursor.at(field));
  return match === undefined ? {} : { [field]: match };
}

/** 'kubectl delete pod "a b"' in words, as a shell splits it; a text where it cannot. */
export function splitWords(command: string): readonly string[] | { readonly error: string; readonly offset: number } {
  const words: string[] = [];
  let word: string | undefined;
  for (let index = 0; index < command.length; index++) {
    const character = command.charAt(index);
    if (character === '"' || character === "'") {
      const end = closingQuote(command, index);
      if (end < 0) return { error: `the quote ${character} is not closed`, offset: index };
      const inner = command.slice(index + 1, end);
      word = (word ?? '') + (character === '"' ? inner.replace(/\\(["\\$`])/g, '$1') : inner);
      index = end;
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (/[|&;<>`]/.test(character) || command.startsWith('$(', index)) {
      return { error: `there is no shell: "${character}" has no meaning`, offset: index };
    } else if (character === '\\') word = (word ?? '') + command.charAt(++index);
    else word = (word ?? '') + character;
  }
  return word === undefined ? words : [...words, word];
}

function closingQuote(text: string, open: number): number {
  const quote = text.charAt(open);
  for (let index = open + 1; index < text.length; index++) {
    if (quote === '"' && text.charAt(index) === '\\') index++;
    else if (text.charAt(index) === quote) return index;
  }
  return -1;
}
