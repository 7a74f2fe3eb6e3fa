import { fail, type Failure } from './session.js';

/** How a flag is written: its name, its letter, and whether it takes a value. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** 'value' needs one, 'boolean' takes none (or =false), 'optional' may have one after '='. */
  readonly type: 'value' | 'boolean' | 'optional';
  /** What an 'optional' flag without a value means. */
  readonly bare?: string;
}

/** A command line, taken apart. */
export interface Arguments {
  readonly positional: readonly string[];
  /** Words after '--'. */
  readonly rest: readonly string[];
  /** Every value that a flag was given, in order. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

/** Flags of every command. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  { name: 'namespace', short: 'n', type: 'value' },
  { name: 'as', type: 'value' },
  { name: 'as-group', type: 'value' },
  { name: 'request-timeout', type: 'value' },
  { name: 'v', short: 'v', type: 'value' },
];

/** Takes a command line apart, as pflag does. */
export function parseArguments(words: readonly string[], flags: readonly Flag[], command: string): Arguments | Failure {
  const known = [...flags, ...GLOBAL_FLAGS];
  const found = new Map<string, readonly string[]>();
  const positional: string[] = [];
  const note = (name: string, value: string): void => void found.set(name, [...(found.get(name) ?? []), value]);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return { positional, rest: words.slice(at + 1), flags: found };
    if (!word.startsWith('-') || word === '-') {
      positional.push(word);
      continue;
    }
    const read = word.startsWith('--')
      ? readLong(word, words[at + 1], known, command)
      : readShort(word, words[at + 1], known, command);
    if ('failed' in read) return read;
    for (const [name, value] of read.values) note(name, value);
    if (read.tookNext) at += 1;
  }
  return { positional, rest: [], flags: found };
}

interface Read {
  readonly values: readonly (readonly [string, string])[];
  readonly tookNext: boolean;
}

function readLong(word: string, next: string | undefined, known: readonly Flag[], command: string): Read | Failure {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
  const flag = known.find((candidate) => candidate.name === name);
  if (flag === undefined) return fail(`error: unknown flag: --${name}\nSee 'kubectl ${command} --help' for usage.`);
  if (equals >= 0) return { values: [[name, word.slice(equals + 1)]], tookNext: false };
  if (flag.type !== 'value') return { values: [[name, flag.bare ?? 'true']], tookNext: false };
  if (next === undefined)
    return fail(`error: flag needs an argument: --${name}\nSee 'kubectl ${command} --help' for usage.`);
  return { values: [[name, next]], tookNext: true };
}

/** '-n x', '-nx', '-A', '-it'. */
function readShort(word: string, next: string | undefined, known: readonly Flag[], command: string): Read | Failure {
  const values: [string, string][] = [];
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at);
    const flag = known.find((candidate) => candidate.short === letter);
    if (flag === undefined)
      return fail(
        `error: unknown shorthand flag: ${JSON.stringify(letter).replaceAll('"', "'")} in ${word}\nSee 'kubectl ${command} --help' for usage.`,
      );
    if (flag.type !== 'value') {
      values.push([flag.name, flag.bare ?? 'true']);
      continue;
    }
    const attached = word.slice(at + 1).replace(/^=/, '');
    if (attached !== '') return { values: [...values, [flag.name, attached]], tookNext: false };
    if (next === undefined)
      return fail(
        `error: flag needs an argument: ${JSON.stringify(letter).replaceAll('"', "'")} in ${word}\nSee 'kubectl ${command} --help' for usage.`,
      );
    return { values: [...values, [flag.name, next]], tookNext: true };
  }
  return { values, tookNext: false };
}

/** The last value of a flag. */
export function flagOf({ flags }: Arguments, name: string): string | undefined {
  return flags.get(name)?.at(-1);
}

export function isSet(args: Arguments, name: string): boolean {
  const value = flagOf(args, name);
  return value !== undefined && value !== 'false';
}
