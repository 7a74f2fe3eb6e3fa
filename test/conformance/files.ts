import type { Files } from '../../conformance/language/files.js';
import { Library, loadSpec, type SpecFile } from '../../conformance/language/load.js';
import { formatProblem } from '../../conformance/language/problem.js';

/** Files in memory; what is not below their folder is outside. */
export function filesOf(files: Readonly<Record<string, string>>): Files {
  return {
    read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    list: (path) => {
      const prefix = path === '.' || path === '' ? '' : `${path}/`;
      const names = Object.keys(files).flatMap((name) =>
        name.startsWith(prefix) ? [name.slice(prefix.length).split('/')[0] ?? ''] : [],
      );
      return names.length === 0 ? undefined : [...new Set(names)].sort();
    },
    isInside: (path) => !path.startsWith('..') && !path.startsWith('/'),
  };
}

/** Loads one of the files. */
export function load(files: Readonly<Record<string, string>>, file = Object.keys(files)[0] ?? ''): SpecFile {
  return loadSpec(file, new Library(filesOf(files)));
}

const HEAD = 'apiVersion: kspec.dev/v1\nkind: Scenario\nmetadata: { name: a scenario }\nspec:\n';
const ASSERTION = '    - assert: { cel: "nodes().size() == 1" }\n';

/** A scenario with these steps, each a line or several; a last assertion is added, unless they end with a fork. */
export function scenario(steps: string, spec = ''): string {
  const lines = steps
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `    ${line}\n`);
  return `${HEAD}${
    spec === ''
      ? ''
      : `${spec
          .split('\n')
          .map((line) => `  ${line}`)
          .join('\n')}\n`
  }  steps:\n${lines.join('')}${/^- fork:/m.test(steps) ? '' : ASSERTION}`;
}

/** The problems of a file, one line each. */
export function problemsOf(files: Readonly<Record<string, string>>, file?: string): readonly string[] {
  return load(files, file).problems.map(formatProblem);
}
