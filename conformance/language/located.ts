import { extended } from '../../engine/core/extended.js';
import type { LineCounter } from 'yaml';
import type { Position, Source } from '../expectations/source.js';

export type Path = readonly (string | number)[];

/** A value of a document and where it stands, as offsets into the text. */
export interface Node {
  readonly value: unknown;
  readonly start: number;
  readonly end: number;
  /** Of the key that leads to it in a map. */
  readonly keyStart?: number;
  readonly children?: ReadonlyMap<string | number, Node>;
}

const MAX_EXCERPT_LINES = 24;

/** One YAML document: its value and, for every part of it, its place in the file. */
export class Located {
  constructor(
    readonly file: string,
    private readonly text: string,
    private readonly lines: LineCounter,
    readonly root: Node,
    /** May differ from what is written, once variables are replaced; paths stay. */
    readonly value: unknown = root.value,
  ) {}

  /** The same places under another value. */
  with(value: unknown): Located {
    return new Located(this.file, this.text, this.lines, this.root, value);
  }

  /** Where the value at a path stands; of one that is not written, its parent. */
  position(path: Path): Position {
    return this.positionAt(this.node(path).start);
  }

  /** Where the key at the end of a path stands, or the value when it has none. */
  keyPosition(path: Path): Position {
    const node = this.node(path);
    return this.positionAt(node.keyStart ?? node.start);
  }

  /** A place inside the value at a path; texts in block or quoted style shift a little. */
  within(path: Path, offset: number): Position {
    const { start, end } = this.node(path);
    const quoted = /^["']/.test(this.text.slice(start, start + 1)) ? 1 : 0;
    return this.positionAt(Math.min(start + quoted + offset, Math.max(start, end - 1)));
  }

  source(path: Path): Source {
    const node = this.node(path);
    const start = node.keyStart ?? node.start;
    return extended(this.positionAt(start), { text: this.excerpt(start, node.end) });
  }

  positionAt(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col) };
  }

  private node(path: Path): Node {
    let node = this.root;
    for (const part of path) {
      const child = node.children?.get(part);
      if (child === undefined) return node;
      node = child;
    }
    return node;
  }

  private excerpt(start: number, end: number): string {
    const indent = start - (this.text.lastIndexOf('\n', start - 1) + 1);
    const lines = [' '.repeat(indent)];
    let at = start;
    // No further than what is shown: excerpts of whole documents are asked for often.
    while (at < end && lines.length <= MAX_EXCERPT_LINES) {
      const next = this.text.indexOf('\n', at);
      const stop = next < 0 || next > end ? end : next;
      lines[lines.length - 1] += this.text.slice(at, stop);
      if (stop < end) lines.push('');
      at = stop + 1;
    }
    const cut = at < end;
    while (lines.length > 1 && lines.at(-1)?.trim() === '') lines.pop();
    const filled = lines.filter((line) => line.trim() !== '');
    const common = Math.min(indent, ...filled.map((line) => /^ */.exec(line)?.[0].length ?? 0));
    const shown = lines.slice(0, MAX_EXCERPT_LINES).map((line) => line.slice(common).trimEnd());
    return cut ? [...shown, '…'].join('\n') : shown.join('\n');
  }
}
