import { failed, ok } from '../../apimachinery/result.js';
import { isMemoryInfo, memoryInfo } from '../proc/meminfo.js';
import { absolute, complained, joined, printed, SILENT, type Outcome, type Surroundings } from './shell.js';
import { cut, grep, head, seq, tail, wc } from './text-commands.js';

export type Command = (args: readonly string[], around: Surroundings, stdin: string) => Outcome;

/** What is modelled of the tools that every image is taken to have: busybox's, as far as they read. */
export const commands: Readonly<Record<string, Command>> = {
  cat,
  cut,
  echo,
  env: (args, around) => (args.length === 0 ? printed(environment(around)) : failed(`env ${args.join(' ')}`)),
  false: () => ok({ ...SILENT, exit: 1 }),
  free,
  grep,
  head,
  hostname: (args, { hostname }) =>
    args.length === 0 ? printed(`${hostname}\n`) : failed(`hostname ${args.join(' ')}`),
  ls,
  nproc: (args, { cpus }) => (args.length === 0 ? printed(`${cpus}\n`) : failed(`nproc ${args.join(' ')}`)),
  printenv,
  pwd: (_args, { cwd }) => printed(`${cwd}\n`),
  seq,
  tail,
  test,
  '[': (args, around) => (args.at(-1) === ']' ? test(args.slice(0, -1), around) : complained('sh: missing ]', 2)),
  true: () => ok(SILENT),
  uname: (args, { kernel, hostname }) => uname(args, kernel, hostname),
  wc,
  ':': () => ok(SILENT),
};

function cat(args: readonly string[], { files, cwd }: Surroundings, stdin: string): Outcome {
  const option = args.find((arg) => arg.startsWith('-') && arg !== '-');
  if (option !== undefined) return failed(`cat ${option}`);
  let text = args.length === 0 ? stdin : '';
  for (const arg of args) {
    const found = arg === '-' ? stdin : files.read(absolute(arg, cwd));
    if (found === undefined)
      return files.list(absolute(arg, cwd)) === undefined
        ? failed(`the file ${arg}`)
        : complained(`cat: read error: Is a directory`);
    text += found;
  }
  return printed(text);
}

function ls(args: readonly string[], { files, cwd }: Surroundings): Outcome {
  const option = args.find((arg) => arg.startsWith('-') && arg !== '-1');
  if (option !== undefined) return failed(`ls ${option}`);
  const paths = args.filter((arg) => arg !== '-1');
  const shown: string[] = [];
  for (const path of paths.length === 0 ? ['.'] : paths) {
    const names = files.list(absolute(path, cwd));
    const isFile = names === undefined && files.read(absolute(path, cwd)) !== undefined;
    if (names === undefined && !isFile) return failed(`the file ${path}`);
    if (paths.length > 1 && names !== undefined) shown.push(...(shown.length > 0 ? [''] : []), `${path}:`);
    shown.push(...(names ?? [path]));
  }
  return printed(joined(shown));
}

function echo(args: readonly string[]): Outcome {
  const plain = args[0] === '-n' ? args.slice(1) : args;
  if (args[0] === '-e') return failed('echo -e');
  return printed(plain.join(' ') + (args[0] === '-n' ? '' : '\n'));
}

function environment({ env }: Surroundings): string {
  return joined(Object.entries(env).map(([name, value]) => `${name}=${value}`));
}

function printenv(args: readonly string[], around: Surroundings): Outcome {
  if (args.length === 0) return printed(environment(around));
  const values = args.map((name) => around.env[name]);
  const text = joined(values.filter((value) => value !== undefined));
  return ok({ exit: values.includes(undefined) ? 1 : 0, stdout: text, stderr: '' });
}

function uname(args: readonly string[], kernel: string, hostname: string): Outcome {
  switch (args.join(' ')) {
    case '':
    case '-s':
      return printed('Linux\n');
    case '-r':
      return printed(`${kernel}\n`);
    case '-n':
      return printed(`${hostname}\n`);
    case '-m':
      return printed('x86_64\n');
    default:
      return failed(`uname ${args.join(' ')}`);
  }
}

const UNITS: Readonly<Record<string, number>> = { '': 1, '-k': 1, '-m': 1024, '-g': 1024 * 1024, '-b': 1 / 1024 };

/** busybox's table, from /proc/meminfo: what the node has, whatever the container's limit is. */
function free(args: readonly string[], { files }: Surroundings): Outcome {
  const unit = UNITS[args.join(' ')];
  const text = files.read('/proc/meminfo');
  if (unit === undefined) return failed(`free ${args.join(' ')}`);
  if (text === undefined || !isMemoryInfo(text)) return failed('free here');
  const { total, available } = memoryInfo(text);
  const row = (...cells: readonly number[]): string =>
    cells.map((cell) => String(Math.floor(cell / unit)).padStart(12)).join('');
  const header = ['total', 'used', 'free', 'shared', 'buff/cache', 'available'];
  return printed(
    joined([
      `       ${header.map((name) => name.padStart(12)).join('')}`,
      `Mem:   ${row(total, total - available, available, 0, 0, available)}`,
      `Swap:  ${row(0, 0, 0)}`,
    ]),
  );
}

const NUMBERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
};

/** The comparisons of test(1) that scripts use. */
function test(args: readonly string[], around: Surroundings): Outcome {
  if (args[0] === '!') {
    const ran = test(args.slice(1), around);
    return ran.ok ? ok({ ...ran.value, exit: ran.value.exit === 0 ? 1 : 0 }) : ran;
  }
  const holds = verdict(args, around.files, around.cwd);
  return holds === undefined ? failed(`test ${args.join(' ')}`) : ok({ ...SILENT, exit: holds ? 0 : 1 });
}

function verdict(args: readonly string[], files: Surroundings['files'], cwd: string): boolean | undefined {
  const [a = '', b = '', c = ''] = args;
  if (args.length === 0) return false;
  if (args.length === 1) return a !== '';
  if (args.length === 2) {
    if (a === '-n') return b !== '';
    if (a === '-z') return b === '';
    if (a === '-t') return false;
    const path = absolute(b, cwd);
    if (a === '-f') return files.read(path) === undefined ? undefined : true;
    if (a === '-d') return files.list(path) === undefined ? undefined : true;
    return undefined;
  }
  if (args.length > 3) return undefined;
  if (b === '=' || b === '==') return a === c;
  if (b === '!=') return a !== c;
  const compare = NUMBERS[b];
  return compare === undefined || !isWhole(a) || !isWhole(c) ? undefined : compare(Number(a), Number(c));
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text);
}
