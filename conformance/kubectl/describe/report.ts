import { DESCRIPTION, tabulate } from '../text/tab-writer.js';

const LEVEL = '  ';

/** The text of a description while it is written: lines at levels, cells between tabs (describe.PrefixWriter). */
export class Report {
  private finished = '';
  private open = '';

  /** The beginning of a line, or a piece of it. */
  put(level: number, text: string): void {
    this.open += (LEVEL.repeat(level) + text).replaceAll('\x1b', '^[');
  }

  line(level: number, text: string): void {
    this.put(level, `${text}\n`);
  }

  /** The rest of a line. */
  end(text: string): void {
    this.put(0, `${text}\n`);
  }

  /** A line of a title and what it has to say. */
  field(title: string, value: string | number | boolean): void {
    this.line(0, `${title}:\t${value}`);
  }

  /** Columns so far have nothing to do with those that follow. */
  flush(): void {
    this.finished += tabulate(this.open, DESCRIPTION);
    this.open = '';
  }

  /** In columns. */
  get text(): string {
    return this.finished + tabulate(this.open, DESCRIPTION);
  }

  /** With its tabs. */
  get raw(): string {
    return this.finished + this.open;
  }
}

/** Writes to another report, some levels deeper. */
export class NestedReport extends Report {
  constructor(
    private readonly outer: Report,
    private readonly indent: number,
  ) {
    super();
  }

  override put(level: number, text: string): void {
    this.outer.put(level + this.indent, text);
  }
}
