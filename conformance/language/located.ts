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
    return { ...this.positionAt(start), text: this.excerpt(start, node.end) };
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
    const lineStart = this.text.lastIndexOf('\n', start - 1) + 1;
    const raw = `${' '.repeat(start - lineStart)}${this.text.slice(start, end)}`;
    const lines = raw.replace(/\s+$/, '').split('\n');
    const indents = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)?.[0].length ?? 0);
    const common = Math.min(...indents, start - lineStart);
    const shown = lines.slice(0, MAX_EXCERPT_LINES).map((line) => line.slice(common).replace(/\r$/, ''));
    return lines.length > MAX_EXCERPT_LINES ? [...shown, '…'].join('\n') : shown.join('\n');
  }
}
