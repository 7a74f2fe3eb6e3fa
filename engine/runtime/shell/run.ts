import { failed, ok, type Result } from '../../apimachinery/result.js';
import { commands } from './commands.js';
import { expand } from './expand.js';
import { absolute, SILENT, type Outcome, type Ran, type Surroundings } from './shell.js';
import { tokensOf, type Operator, type Token } from './tokens.js';

const SHELLS = new Set(['sh', 'ash', 'bash']);

/**
 * Runs a command line as `exec` gives it, without a shell unless it names one. What it does depends on nothing but what is
 * around it, and it changes nothing. Fails with the name of what is not modelled.
 */
export function run(argv: readonly string[], around: Surroundings, stdin = ''): Outcome {
  const [name = '', ...args] = argv;
  const program = name.replace(/^(\/usr)?\/s?bin\//, '');
  if (SHELLS.has(program)) return runShell(args, around, stdin);
  const command = commands[program];
  return command === undefined ? failed(`the command "${name}"`) : command(args, around, stdin);
}

function runShell(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  const [flag, script] = args;
  if (flag === undefined) return runScript(stdin, around, '');
  if ((flag !== '-c' && flag !== '-ec') || script === undefined) return failed(`sh ${flag}`);
  return runScript(script, around, stdin);
}

const CONTROL = new Set(['if', 'for', 'while', 'until', 'case', '{', 'function', 'trap', 'set', 'export', 'cd', '.']);

/** State of a script that runs. */
interface Script {
  readonly around: Surroundings;
  env: Readonly<Record<string, string>>;
  last: number;
  stdout: string;
  stderr: string;
  ended: boolean;
}

function runScript(text: string, around: Surroundings, stdin: string): Outcome {
  const tokens = tokensOf(text);
  if (!tokens.ok) return tokens;
  const script: Script = { around, env: around.env, last: 0, stdout: '', stderr: '', ended: false };
  let joiner: Operator | undefined;
  for (const { pipeline, after } of pipelinesOf(tokens.value)) {
    const skipped = (joiner === '&&' && script.last !== 0) || (joiner === '||' && script.last === 0);
    if (!skipped) {
      const wrong = runPipeline(pipeline, script, stdin);
      if (wrong !== undefined) return failed(wrong);
      if (script.ended) break;
    }
    joiner = after;
  }
  return ok({ exit: script.last, stdout: script.stdout, stderr: script.stderr });
}

interface Joined {
  readonly pipeline: readonly (readonly Token[])[];
  readonly after: Operator | undefined;
}

const JOINERS: ReadonlySet<string> = new Set(['&&', '||', ';', '\n']);

function pipelinesOf(tokens: readonly Token[]): readonly Joined[] {
  const found: Joined[] = [];
  let pipeline: Token[][] = [[]];
  const end = (after: Operator | undefined): void => {
    if (pipeline.some((command) => command.length > 0)) found.push({ pipeline, after });
    pipeline = [[]];
  };
  for (const token of tokens) {
    if (token.type === 'operator' && JOINERS.has(token.value)) end(token.value);
    else if (token.type === 'operator' && token.value === '|') pipeline.push([]);
    else pipeline.at(-1)?.push(token);
  }
  end(undefined);
  return found;
}

/** What of it is not modelled; undefined: it ran. */
function runPipeline(pipeline: readonly (readonly Token[])[], script: Script, stdin: string): string | undefined {
  let input = stdin;
  for (const [index, tokens] of pipeline.entries()) {
    const ran = runCommand(tokens, script, input);
    if (!ran.ok) return ran.error;
    script.stderr += ran.value.stderr;
    script.last = ran.value.exit;
    if (index < pipeline.length - 1) input = ran.value.stdout;
    else script.stdout += ran.value.stdout;
  }
  return undefined;
}

function runCommand(tokens: readonly Token[], script: Script, stdin: string): Outcome {
  const read = readCommand(tokens, script);
  if (!read.ok) return read;
  const { words, redirections } = read.value;
  let input = stdin;
  if (redirections.input !== undefined) {
    const text = script.around.files.read(absolute(redirections.input, script.around.cwd));
    if (text === undefined) return failed(`the file ${redirections.input}`);
    input = text;
  }
  const ran = perform(words, script, input);
  return ran.ok ? ok(redirected(ran.value, redirections)) : ran;
}

function perform(words: readonly string[], script: Script, stdin: string): Outcome {
  const [name, ...args] = words;
  if (name === undefined) return ok(SILENT);
  if (CONTROL.has(name)) return failed(`"${name}" in shell scripts`);
  if (name === 'exit') {
    script.ended = true;
    return ok({ ...SILENT, exit: args[0] === undefined ? script.last : Number(args[0]) & 255 });
  }
  const assigned = /^([A-Za-z_]\w*)=(.*)$/s.exec(name);
  if (assigned !== null && args.length === 0) {
    script.env = { ...script.env, [assigned[1] ?? '']: assigned[2] ?? '' };
    return ok(SILENT);
  }
  return run(name === 'exec' ? args : words, { ...script.around, env: script.env }, stdin);
}

interface Redirections {
  readonly input?: string;
  readonly out: 'out' | 'err' | 'nowhere';
  readonly err: 'out' | 'err' | 'nowhere';
}

function readCommand(
  tokens: readonly Token[],
  script: Script,
): Result<{ readonly words: readonly string[]; readonly redirections: Redirections }> {
  const words: string[] = [];
  let redirections: Redirections = { out: 'out', err: 'err' };
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) continue;
    if (token.type === 'word') {
      const expanded = expandToken(token, script);
      if (!expanded.ok) return expanded;
      words.push(...expanded.value);
      continue;
    }
    const { value } = token;
    if (value === '2>&1') redirections = { ...redirections, err: redirections.out };
    else if (value === '>&2' || value === '1>&2') redirections = { ...redirections, out: redirections.err };
    else {
      const next = tokens[++at];
      const target = next?.type === 'word' ? expandToken(next, script) : failed(`"${value}" without a file`);
      if (!target.ok) return target;
      const [file = ''] = target.value;
      if (value === '<') redirections = { ...redirections, input: file };
      else if (file !== '/dev/null') return failed(`writing to ${file}`);
      else redirections = { ...redirections, [value.startsWith('2') ? 'err' : 'out']: 'nowhere' };
    }
  }
  return ok({ words, redirections });
}

function expandToken(token: Extract<Token, { type: 'word' }>, script: Script): Result<readonly string[]> {
  const { around, env, last } = script;
  return expand(token.parts, {
    variable: (name) => (name === '?' ? String(last) : name === '$' ? '1' : (env[name] ?? '')),
    command: (text) => runScript(text, { ...around, env }, ''),
    list: (path) => around.files.list(absolute(path, around.cwd)),
  });
}

function redirected({ exit, stdout, stderr }: Ran, { out, err }: Redirections): Ran {
  const to = (where: 'out' | 'err'): string => (out === where ? stdout : '') + (err === where ? stderr : '');
  return { exit, stdout: to('out'), stderr: to('err') };
}
