import { parseDuration } from '../../engine/apimachinery/duration.js';
import { quote } from '../../engine/apimachinery/quote.js';
import { fail, type Failure } from './failure.js';

/** What a flag's value is, as pflag names its types. */
export type FlagType = 'string' | 'bool' | 'int' | 'duration' | 'strings' | 'array' | 'map';

/** How a flag is written: its name, its letter, and what value it takes. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly type: FlagType;
  /** What the flag without a value means; then a value needs '='. */
  readonly bare?: string;
  /** What is said on stderr when it is used. */
  readonly deprecated?: string;
}

/** A command line, taken apart. */
export interface Arguments {
  /** Words that are no flags, those after '--' included. */
  readonly positional: readonly string[];
  /** Words after '--'; undefined when there was none. */
  readonly rest?: readonly string[];
  /** Every value that a flag was given, in order; 'strings' are split at commas. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** Words before '--'. */
  readonly before: readonly string[];
}

/** Flags of every command. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  ...['as-uid', 'cache-dir', 'certificate-authority', 'client-certificate', 'client-key', 'cluster', 'context'],
  ...['kubeconfig', 'kuberc', 'log-flush-frequency', 'password', 'profile', 'profile-output', 'request-timeout'],
  ...['tls-server-name', 'token', 'user', 'username', 'vmodule', 'as'],
]
  .map((name): Flag => ({ name, type: 'string' }))
  .concat([
    { name: 'namespace', short: 'n', type: 'string' },
    { name: 'server', short: 's', type: 'string' },
    { name: 'v', short: 'v', type: 'string' },
    { name: 'as-group', type: 'array' },
    { name: 'as-user-extra', type: 'array' },
    { name: 'disable-compression', type: 'bool' },
    { name: 'insecure-skip-tls-verify', type: 'bool' },
    { name: 'match-server-version', type: 'bool' },
    { name: 'warnings-as-errors', type: 'bool' },
  ]);

/** Takes a command line apart, as pflag does. */
export function parseArguments(words: readonly string[], flags: readonly Flag[], command: string): Arguments | Failure {
  const known = [...flags, ...GLOBAL_FLAGS];
  const found = new Map<string, readonly string[]>();
  const positional: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      const rest = words.slice(at + 1);
      return { positional: [...positional, ...rest], before: positional, rest, flags: found };
    }
    if (!word.startsWith('-') || word === '-') {
      positional.push(word);
      continue;
    }
    const read = word.startsWith('--') ? readLong(word, words[at + 1], known) : readShort(word, words[at + 1], known);
    if (typeof read === 'string') return flagError(read, command);
    for (const [flag, value] of read.values) {
      const wrong = note(found, flag, value);
      if (wrong !== undefined) return flagError(wrong, command);
    }
    if (read.tookNext) at += 1;
  }
  return { positional, before: positional, flags: found };
}

/** The text that templater.FlagErrorFunc makes of a flag's error. */
function flagError(text: string, command: string): Failure {
  return fail(`${text}\nSee 'kubectl ${command} --help' for usage.`);
}

function note(found: Map<string, readonly string[]>, flag: Flag, value: string): string | undefined {
  const problem = valueProblem(flag.type, value);
  if (problem !== undefined) return `invalid argument ${quote(value)} for ${quote(flagNames(flag))} flag: ${problem}`;
  const values = flag.type === 'strings' || flag.type === 'map' ? splitCommas(value) : [value];
  found.set(flag.name, [...(found.get(flag.name) ?? []), ...values]);
  return undefined;
}

function flagNames({ name, short }: Flag): string {
  return short === undefined ? `--${name}` : `-${short}, --${name}`;
}

const BOOLS = ['1', 't', 'T', 'true', 'TRUE', 'True', '0', 'f', 'F', 'false', 'FALSE', 'False'];

function valueProblem(type: FlagType, value: string): string | undefined {
  switch (type) {
    case 'bool':
      return BOOLS.includes(value) ? undefined : `strconv.ParseBool: parsing ${quote(value)}: invalid syntax`;
    case 'int':
      return /^[+-]?(0x[0-9a-f]+|\d+)$/i.test(value)
        ? undefined
        : `strconv.ParseInt: parsing ${quote(value)}: invalid syntax`;
    case 'duration': {
      const duration = parseDuration(value);
      return duration.ok ? undefined : duration.error;
    }
    case 'map':
      return splitCommas(value)
        .filter((pair) => !pair.includes('='))
        .map((pair) => `${pair} must be formatted as key=value`)[0];
    default:
      return undefined;
  }
}

/** A line of CSV: values with commas can be quoted. */
function splitCommas(text: string): readonly string[] {
  if (text === '') return [];
  if (!text.includes('"')) return text.split(',');
  return [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
}

interface Read {
  readonly values: readonly (readonly [Flag, string])[];
  readonly tookNext: boolean;
}

/** '--name value', '--name=value', '--name'. An underscore is as good as a hyphen. */
function readLong(word: string, next: string | undefined, known: readonly Flag[]): Read | string {
  const equals = word.indexOf('=');
  const name = (equals < 0 ? word.slice(2) : word.slice(2, equals)).replaceAll('_', '-');
  if (name === '' || name.startsWith('-') || name.startsWith('=')) return `bad flag syntax: ${word}`;
  const flag = known.find((candidate) => candidate.name === name);
  if (flag === undefined) return `unknown flag: --${name}`;
  if (equals >= 0) return { values: [[flag, word.slice(equals + 1)]], tookNext: false };
  const bare = flag.bare ?? (flag.type === 'bool' ? 'true' : undefined);
  if (bare !== undefined) return { values: [[flag, bare]], tookNext: false };
  return next === undefined ? `flag needs an argument: --${name}` : { values: [[flag, next]], tookNext: true };
}

/** '-n x', '-nx', '-n=x', '-A', '-it'. */
function readShort(word: string, next: string | undefined, known: readonly Flag[]): Read | string {
  const values: (readonly [Flag, string])[] = [];
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at);
    const flag = known.find((candidate) => candidate.short === letter);
    const shown = `-${word.slice(at)}`;
    if (flag === undefined) return `unknown shorthand flag: '${letter}' in ${shown}`;
    if (word.charAt(at + 1) === '=') return { values: [...values, [flag, word.slice(at + 2)]], tookNext: false };
    const bare = flag.bare ?? (flag.type === 'bool' ? 'true' : undefined);
    if (bare !== undefined) {
      values.push([flag, bare]);
      continue;
    }
    const attached = word.slice(at + 1);
    if (attached !== '') return { values: [...values, [flag, attached]], tookNext: false };
    if (next === undefined) return `flag needs an argument: '${letter}' in ${shown}`;
    return { values: [...values, [flag, next]], tookNext: true };
  }
  return { values, tookNext: false };
}

/** The last value of a flag. */
export function flagOf({ flags }: Arguments, name: string): string | undefined {
  return flags.get(name)?.at(-1);
}

/** The value of a flag, or '' when it was not given. */
export function textOf(args: Arguments, name: string): string {
  return flagOf(args, name) ?? '';
}

/** Every value of a flag that may be given several times or hold a list. */
export function valuesOf({ flags }: Arguments, name: string): readonly string[] {
  return flags.get(name) ?? [];
}

/** Whether a flag stands on the line, whatever its value. */
export function isGiven({ flags }: Arguments, name: string): boolean {
  return flags.has(name);
}

/** The value of a boolean flag; `otherwise` when it is not on the line. */
export function isSet(args: Arguments, name: string, otherwise = false): boolean {
  const value = flagOf(args, name);
  return value === undefined ? otherwise : /^(1|t|true)$/i.test(value);
}

export function intOf(args: Arguments, name: string, otherwise: number): number {
  const value = flagOf(args, name);
  return value === undefined ? otherwise : Number(value);
}

/** A duration in milliseconds. */
export function durationOf(args: Arguments, name: string, otherwise: number): number {
  const value = flagOf(args, name);
  const duration = value === undefined ? undefined : parseDuration(value);
  return duration?.ok === true ? duration.value : otherwise;
}
