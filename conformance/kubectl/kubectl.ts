import type { Invocation, Kubectl, Outcome } from './effect.js';
import { flagOf, parseArguments, type Arguments, type Flag } from './flags.js';
import { commands } from './registry.js';
import { isFailure, Session, type Failure } from './session.js';

/** One kubectl command: the flags that it takes, and what it does. Undefined: it went well. */
export interface Command {
  /** 'create', or 'rollout status'. */
  readonly name: string;
  readonly flags: readonly Flag[];
  run(session: Session, args: Arguments): Kubectl<Failure | undefined>;
}

/** Runs a kubectl command line against whatever answers its effects. Never throws: bad input is text on stderr. */
export function* kubectl(invocation: Invocation): Kubectl<Outcome> {
  const found = findCommand(invocation.argv);
  if (found === undefined) return { exit: 1, stdout: '', stderr: unknownCommand(invocation.argv) };
  const { command, words } = found;
  const args = parseArguments(words, command.flags, command.name);
  if (isFailure(args)) return { exit: args.exit ?? 1, stdout: '', stderr: `${args.failed}\n` };
  const session = new Session({ ...invocation, namespace: flagOf(args, 'namespace') ?? invocation.namespace });
  const failure = yield* command.run(session, args);
  if (failure === undefined) return { exit: 0, stdout: session.stdout, stderr: session.stderr };
  const message = failure.failed === '' ? '' : `${failure.failed}\n`;
  return { exit: failure.exit ?? 1, stdout: session.stdout, stderr: session.stderr + message };
}

/** The longest name that the line begins with; a command that is not modelled is refused by name. */
function findCommand(argv: readonly string[]): { command: Command; words: readonly string[] } | undefined {
  for (const length of [3, 2, 1]) {
    const name = argv.slice(0, length).join(' ');
    const command = commands.find((candidate) => candidate.name === name);
    if (command !== undefined && argv.length >= length) return { command, words: argv.slice(length) };
  }
  return undefined;
}

function unknownCommand(argv: readonly string[]): string {
  const name = argv[0] ?? '';
  const near = [...new Set(commands.map((command) => command.name.split(' ')[0]))].join(', ');
  return `error: unknown command ${JSON.stringify(name)} for "kubectl" (modelled here: ${near})\n`;
}
