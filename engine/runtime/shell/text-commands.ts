import { failed, ok, type Result } from '../../apimachinery/result.js';
import { absolute, joined, linesOf, printed, type Outcome, type Surroundings } from './shell.js';

/** Options as letters with their values, and the rest. */
interface Read {
  readonly options: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/** `valued` letters take a value; a letter that is not in either list is not modelled. */
function options(name: string, args: readonly string[], letters: string, valued: string): Result<Read> {
  const found = new Map<string, string>();
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('-') || arg === '-') break;
    if (/^-\d+$/.test(arg) && valued.includes('n')) {
      found.set('n', arg.slice(1));
      continue;
    }
    for (let index = 1; index < arg.length; index++) {
      const letter = arg.charAt(index);
      if (letters.includes(letter)) found.set(letter, '');
      else if (valued.includes(letter)) {
        found.set(letter, arg.slice(index + 1) || (args[++at] ?? ''));
        break;
      } else return failed(`${name} ${arg}`);
    }
  }
  return ok({ options: found, rest: args.slice(at) });
}

/** The text of all files together, or what is given on stdin. */
function inputOf(paths: readonly string[], { files, cwd }: Surroundings, stdin: string): Result<string> {
  if (paths.length === 0) return ok(stdin);
  let text = '';
  for (const path of paths) {
    const found = path === '-' ? stdin : files.read(absolute(path, cwd));
    if (found === undefined) return failed(`the file ${path}`);
    text += found;
  }
  return ok(text);
}

export function head(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  return ends('head', args, around, stdin, (lines, count) => lines.slice(0, count));
}

export function tail(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  return ends('tail', args, around, stdin, (lines, count) => (count === 0 ? [] : lines.slice(-count)));
}

function ends(
  name: string,
  args: readonly string[],
  around: Surroundings,
  stdin: string,
  take: (lines: readonly string[], count: number) => readonly string[],
): Outcome {
  const read = options(name, args, '', 'n');
  if (!read.ok) return read;
  const count = Number(read.value.options.get('n') ?? 10);
  if (!Number.isInteger(count) || read.value.rest.length > 1) return failed(`${name} ${args.join(' ')}`);
  const input = inputOf(read.value.rest, around, stdin);
  return input.ok ? printed(joined(take(linesOf(input.value), count))) : input;
}

export function grep(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  const read = options('grep', args, 'qcviEFow', '');
  if (!read.ok) return read;
  const { options: given, rest } = read.value;
  const [pattern, ...paths] = rest;
  if (pattern === undefined || paths.length > 1) return failed(`grep ${args.join(' ')}`);
  const expression = expressionOf(pattern, given);
  const input = inputOf(paths, around, stdin);
  if (expression === undefined) return failed(`grep ${args.join(' ')}`);
  if (!input.ok) return input;
  const found = linesOf(input.value).filter((line) => expression.test(line) !== given.has('v'));
  const exit = found.length > 0 ? 0 : 1;
  if (given.has('q')) return ok({ exit, stdout: '', stderr: '' });
  if (given.has('c')) return ok({ exit, stdout: `${found.length}\n`, stderr: '' });
  const shown = given.has('o') ? found.flatMap((line) => expression.exec(line)?.[0] ?? []) : found;
  return ok({ exit, stdout: joined(shown), stderr: '' });
}

/** A pattern as JavaScript reads it; basic ones keep + ? | ( ) { } as plain text. */
function expressionOf(pattern: string, given: ReadonlyMap<string, string>): RegExp | undefined {
  const source = given.has('F')
    ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    : given.has('E')
      ? pattern
      : pattern.replace(/\\?[+?|(){}]/g, (match) => (match.startsWith('\\') ? match.slice(1) : `\\${match}`));
  try {
    return new RegExp(given.has('w') ? `\\b(?:${source})\\b` : source, given.has('i') ? 'i' : '');
  } catch {
    return undefined;
  }
}

export function wc(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  const read = options('wc', args, 'lwc', '');
  if (!read.ok) return read;
  const { options: given, rest } = read.value;
  const [path] = rest;
  if (given.size !== 1 || rest.length > 1) return failed(`wc ${args.join(' ')}`);
  const input = inputOf(rest, around, stdin);
  if (!input.ok) return input;
  const counts: Readonly<Record<string, number>> = {
    l: input.value.split('\n').length - 1,
    w: input.value.split(/\s+/).filter((word) => word !== '').length,
    c: input.value.length,
  };
  return printed(`${counts[[...given.keys()][0] ?? 'l'] ?? 0}${path === undefined ? '' : ` ${path}`}\n`);
}

export function cut(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  const read = options('cut', args, '', 'df');
  if (!read.ok) return read;
  const { options: given, rest } = read.value;
  const field = Number(given.get('f'));
  if (!Number.isInteger(field) || field < 1) return failed(`cut ${args.join(' ')}`);
  const delimiter = given.get('d') ?? '\t';
  const input = inputOf(rest, around, stdin);
  if (!input.ok) return input;
  const shown = linesOf(input.value).map((line) =>
    line.includes(delimiter) ? (line.split(delimiter)[field - 1] ?? '') : line,
  );
  return printed(joined(shown));
}

const MOST = 100_000;

export function seq(args: readonly string[]): Outcome {
  const numbers = args.map(Number);
  const [first = 1, last = first] = numbers;
  const from = numbers.length > 1 ? first : 1;
  const isPlain = numbers.length > 0 && numbers.length < 3 && numbers.every(Number.isInteger) && last - from < MOST;
  if (!isPlain) return failed(`seq ${args.join(' ')}`);
  return printed(joined(Array.from({ length: Math.max(0, last - from + 1) }, (_, index) => String(from + index))));
}
