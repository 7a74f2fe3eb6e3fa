import { fail, type Failure } from './failure.js';

/** An error with a pointer to the command's help (cmdutil.UsageErrorf). */
export function usage(command: string, text: string): Failure {
  return fail(`${text}\nSee 'kubectl ${command} -h' for help and examples`);
}

/** The one name that a command takes (create.NameFromCommandArgs). */
export function oneName(command: string, names: readonly string[]): string | Failure {
  const [name] = names;
  return name === undefined || names.length !== 1
    ? usage(command, `exactly one NAME is required, got ${names.length}`)
    : name;
}
