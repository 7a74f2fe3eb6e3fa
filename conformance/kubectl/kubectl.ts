import type { User } from '../../engine/apiserver/request.js';
import type { Command } from './command.js';
import type { Invocation, Kubectl, Outcome } from './effect.js';
import { complaint, fail, isFailure, type Failure } from './failure.js';
import { flagOf, isGiven, isSet, parseArguments, valuesOf, type Arguments } from './flags.js';
import { commands } from './registry.js';
import { Session } from './session.js';
import { unknownCommand } from './unknown-command.js';

/** Runs a kubectl command line against whatever answers its effects. Never throws: bad input is text on stderr. */
export function* kubectl(invocation: Invocation): Kubectl<Outcome> {
  const { argv, leading } = withoutLeadingFlags(invocation.argv);
  const found = findCommand(argv);
  if (found === undefined) return outcomeOf(unknownCommand(argv, leading));
  const { command, words } = found;
  const args = parseArguments([...leading, ...words], command.flags, command.name);
  if (isFailure(args)) return outcomeOf(command.misused?.(args) ?? args);
  const session = new Session(invocationOf(invocation, args));
  for (const { name, deprecated } of command.flags)
    if (deprecated !== undefined && isGiven(args, name))
      session.warn(`Flag --${name} has been deprecated, ${deprecated}`);
  const missing = (command.required ?? []).filter((name) => !isGiven(args, name)).map((name) => `"${name}"`);
  if (missing.length > 0) return outcomeOf(fail(`required flag(s) ${missing.join(', ')} not set`), session);
  const failure = yield* command.run(session, args);
  return outcomeOf(failure ?? warningsAsErrors(session, args), session);
}

function outcomeOf(failure: Failure | undefined, session?: Session): Outcome {
  const { stdout = '', stderr = '' } = session ?? {};
  if (failure === undefined) return { exit: 0, stdout, stderr };
  const text = complaint(failure);
  const line = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return { exit: failure.exit ?? 1, stdout, stderr: stderr + line };
}

function warningsAsErrors(session: Session, args: Arguments): Failure | undefined {
  if (!isSet(args, 'warnings-as-errors') || session.warnings === 0) return undefined;
  return fail(session.warnings === 1 ? '1 warning received' : `${session.warnings} warnings received`);
}

/** What the flags of every command say of the invocation. */
function invocationOf(invocation: Invocation, args: Arguments): Invocation {
  const namespace = flagOf(args, 'namespace');
  const name = flagOf(args, 'as');
  const user: User | undefined =
    name === undefined ? invocation.user : { name, groups: [...valuesOf(args, 'as-group'), 'system:authenticated'] };
  return {
    ...invocation,
    ...(namespace === undefined ? {} : { namespace, explicitNamespace: true }),
    ...(user === undefined ? {} : { user }),
  };
}

/** Flags before the command: '-n x get pods'. */
function withoutLeadingFlags(argv: readonly string[]): {
  readonly argv: readonly string[];
  readonly leading: readonly string[];
} {
  let at = 0;
  while (at < argv.length && (argv[at] ?? '').startsWith('-')) at += takesNext(argv[at] ?? '') ? 2 : 1;
  return { argv: argv.slice(at), leading: argv.slice(0, at) };
}

const LONE_FLAGS = ['disable-compression', 'insecure-skip-tls-verify', 'match-server-version', 'warnings-as-errors'];

function takesNext(word: string): boolean {
  if (word.includes('=')) return false;
  return word.startsWith('--') ? !LONE_FLAGS.includes(word.slice(2)) : word.length === 2;
}

/** The longest name that the line begins with. */
function findCommand(
  argv: readonly string[],
): { readonly command: Command; readonly words: readonly string[] } | undefined {
  for (const length of [3, 2, 1]) {
    if (argv.length < length) continue;
    const name = argv.slice(0, length).join(' ');
    const command = commands.find((candidate) => candidate.name === name || candidate.aliases?.includes(name));
    if (command !== undefined) return { command, words: argv.slice(length) };
  }
  return undefined;
}
