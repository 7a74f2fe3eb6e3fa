import { loadSpecs, tellProblems } from '../specs.js';
import { EXIT, type Terminal } from '../terminal.js';

/** Checks specs without running them. */
export function lintCommand(args: readonly string[], terminal: Terminal): number {
  const { specs, plans, problems } = loadSpecs(terminal.cwd, args);
  if (problems.length > 0) return tellProblems(problems, terminal);
  if (specs.length === 0) {
    terminal.error('there are no specs; kspec init writes a first one\n');
    return EXIT.usage;
  }
  const scenarios = `${plans.length} scenario${plans.length === 1 ? '' : 's'}`;
  terminal.out(`${scenarios} in ${specs.length} file${specs.length === 1 ? '' : 's'}: no problems\n`);
  return EXIT.passed;
}
