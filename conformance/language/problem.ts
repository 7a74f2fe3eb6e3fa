import { formatPosition, type Position } from '../expectations/source.js';

/** Something wrong with a spec file that can be known without running it. */
export interface Problem {
  readonly position: Position;
  /** What is wrong, in one line: 'unknown field "replica"'. */
  readonly message: string;
  /** What to do about it, in one line. */
  readonly fix?: string;
}

/** 'specs/web.yaml:12:7: unknown field "replica"; did you mean "replicas"?' */
export function formatProblem({ position, message, fix }: Problem): string {
  return `${formatPosition(position)}: ${shortened(message)}${fix === undefined ? '' : `; ${fix}`}`;
}

const LONGEST = 1_000;

function shortened(message: string): string {
  return message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message;
}

/** In the order of the files; one problem is told once. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const unique = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...unique.values()].sort(
    ({ position: a }, { position: b }) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}
