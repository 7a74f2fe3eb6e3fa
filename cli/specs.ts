import { setImmediate } from 'node:timers/promises';
import { checkRun, Library, loadSpec, type SpecFile } from '../conformance/language/load.js';
import type { ScenarioPlan } from '../conformance/language/plan.js';
import { formatProblem, sortProblems, type Problem } from '../conformance/language/problem.js';
import { discover, type Discovered, type SpecPath } from './discover.js';
import { EXIT, type Terminal } from './terminal.js';

export interface LoadedSpecs {
  readonly specs: readonly SpecPath[];
  readonly files: readonly SpecFile[];
  readonly plans: readonly ScenarioPlan[];
  readonly problems: readonly Problem[];
  /** The files as they were read. */
  readonly library: Library;
}

/** Finds, reads and checks what the arguments of a command mean. */
export function loadSpecs(cwd: string, args: readonly string[]): LoadedSpecs {
  const discovered = discover(cwd, args);
  const library = new Library(discovered.files);
  const files = discovered.specs.map(({ path }) => loadSpec(path, library));
  return loadedSpecs(discovered, files, library);
}

/** The same, while others get their turn between two files; `use` has each file that has no problems by itself. */
export async function loadSpecsInTurns(discovered: Discovered, use: (file: SpecFile) => void): Promise<LoadedSpecs> {
  const library = new Library(discovered.files);
  const files: SpecFile[] = [];
  for (const { path } of discovered.specs) {
    const file = loadSpec(path, library);
    files.push(file);
    if (file.problems.length === 0) use(file);
    await setImmediate();
  }
  return loadedSpecs(discovered, files, library);
}

function loadedSpecs({ specs }: Discovered, files: readonly SpecFile[], library: Library): LoadedSpecs {
  const problems = sortProblems([...files.flatMap((file) => file.problems), ...checkRun(files)]);
  return { specs, files, plans: files.flatMap(({ scenarios }) => scenarios), problems, library };
}

/** Prints problems and gives the exit code for them. */
export function tellProblems(problems: readonly Problem[], terminal: Terminal): number {
  for (const problem of problems) terminal.error(`${formatProblem(problem)}\n`);
  const files = new Set(problems.map(({ position }) => position.file)).size;
  terminal.error(
    `\n${problems.length} problem${problems.length === 1 ? '' : 's'} in ${files} file${files === 1 ? '' : 's'}\n`,
  );
  return EXIT.usage;
}
