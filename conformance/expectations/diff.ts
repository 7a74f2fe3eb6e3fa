import { diffLines } from 'diff/lib/diff/line.js';
import type { Schema } from '../../engine/apis/data.js';
import { project, shownExpected } from './project.js';
import { yamlLines } from './yaml-text.js';

/** Unchanged lines kept around a change. */
const CONTEXT = 6;

/** All lines of two texts: '-' of the first, '+' of the second, ' ' of both. */
export function markedLines(first: string, second: string): readonly string[] {
  return diffLines(first, second).flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `${added ? '+' : removed ? '-' : ' '} ${line}`),
  );
}

/** Lines of '-' expected, '+' actual, ' ' both; far from any change they are left out. */
export function diffText(expected: string, actual: string): readonly string[] {
  return condensed(markedLines(expected, actual));
}

function condensed(lines: readonly string[]): readonly string[] {
  const changed = lines.flatMap((line, index) => (line.startsWith(' ') ? [] : [index]));
  const near = (index: number): boolean => changed.some((at) => Math.abs(at - index) <= CONTEXT);
  return lines.flatMap((line, index) => {
    if (near(index)) return [line];
    return index === 0 || near(index - 1) ? ['  …'] : [];
  });
}

/** The difference between what is asserted and what is there, in asserted fields only. */
export function diffAsserted(expected: unknown, actual: unknown, schema?: Schema): readonly string[] {
  const left = yamlLines(shownExpected(expected));
  const right = yamlLines(project(expected, actual, schema) ?? {});
  return diffText(`${left.join('\n')}\n`, `${right.join('\n')}\n`);
}
