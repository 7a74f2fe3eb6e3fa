import type { KubeObject } from '../../../engine/apimachinery/object.js';
import { markedLines } from '../../../conformance/expectations/diff.js';
import { yamlLines } from '../../../conformance/expectations/yaml-text.js';

/** Of an object, without what is written by machines for machines. */
function shown(object: KubeObject): readonly string[] {
  const { managedFields: _managed, ...metadata } = object.metadata;
  return yamlLines({ ...object, metadata });
}

const texts = new WeakMap<KubeObject, readonly string[]>();

/** An object as lines of YAML. Objects never change: made once. */
export function yamlOf(object: KubeObject): readonly string[] {
  let lines = texts.get(object);
  if (lines === undefined) texts.set(object, (lines = shown(object)));
  return lines;
}

const CONTEXT = 2;

/**
 * How an object differs from what it was: lines that begin with '-' (was), '+' (is) or ' '. What is far from any change
 * is left out, but for the keys above it.
 */
export function objectDiff(before: KubeObject | undefined, after: KubeObject | undefined): readonly string[] {
  const [old, now] = [before, after].map((object) => (object === undefined ? [] : yamlOf(object)));
  const text = (lines: readonly string[] = []): string => lines.map((line) => `${line}\n`).join('');
  return condensed(markedLines(text(old), text(now)));
}

function condensed(lines: readonly string[]): readonly string[] {
  const keep = new Set<number>();
  for (const [index, line] of lines.entries()) {
    if (line.startsWith(' ')) continue;
    for (let at = index - CONTEXT; at <= index + CONTEXT; at++) keep.add(at);
    for (const above of keysAbove(lines, index)) keep.add(above);
  }
  const shownLines: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (keep.has(index)) shownLines.push(line);
    else if (keep.has(index - 1)) shownLines.push(`  ${' '.repeat(indentOf(line))}…`);
  }
  return shownLines;
}

/** The lines of the keys in which a line lies, nearest first. */
function keysAbove(lines: readonly string[], index: number): readonly number[] {
  const above: number[] = [];
  let indent = indentOf(lines[index] ?? '');
  for (let at = index - 1; at >= 0 && indent > 0; at--) {
    const line = lines[at] ?? '';
    const own = indentOf(line);
    if (own >= indent || (line.startsWith('+') !== (lines[index] ?? '').startsWith('+') && !line.startsWith(' ')))
      continue;
    above.push(at);
    indent = own;
  }
  return above;
}

/** How far a line of the difference is indented; what begins an item of a list lies above the rest of it. */
function indentOf(line: string): number {
  return /^. ( *)/.exec(line)?.[1]?.length ?? 0;
}
