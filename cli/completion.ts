import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { discover } from './discover.js';
import { REPORTER_NAMES } from './reporters/registry.js';

/** Values that a shell offers for options, by command and option. */
const VALUES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  run: { reporter: REPORTER_NAMES, shard: ['1/2', '1/4'], workers: ['1', '2', '4'] },
  coverage: { output: ['text', 'json'] },
};

/** Commands that take spec files and folders. */
const TAKE_PATHS = ['run', 'lint', 'coverage'];

/** Gives a program the command `complete`: `kspec complete bash` prints a script for the shell, which then asks for words. */
export function addCompletion(program: Command, cwd: string): void {
  const completion = tab(program);
  for (const [command, options] of Object.entries(VALUES)) {
    for (const [name, values] of Object.entries(options)) {
      const option = completion.commands.get(command)?.options.get(name);
      if (option !== undefined)
        option.handler = (complete) => {
          for (const value of values) complete(value, '');
        };
    }
  }
  for (const command of TAKE_PATHS)
    completion.commands.get(command)?.argument(
      'paths',
      (complete) => {
        for (const path of specPaths(cwd)) complete(path, '');
      },
      true,
    );
}

/** The spec files below a folder, and the folders that they are in. */
function specPaths(cwd: string): readonly string[] {
  const paths = discover(cwd, []).specs.map(({ path }) => path);
  const folders = paths.flatMap((path) =>
    path
      .split('/')
      .slice(0, -1)
      .map((_, depth, parts) => `${parts.slice(0, depth + 1).join('/')}/`),
  );
  return [...new Set([...folders, ...paths])].sort();
}
