/** How wide columns are: at least `min`, and `padding` more than their widest cell. */
export interface Columns {
  readonly min: number;
  readonly padding: number;
}

/** Of kubectl's tables. */
export const TABLE: Columns = { min: 6, padding: 3 };
/** Of kubectl describe. */
export const DESCRIPTION: Columns = { min: 0, padding: 2 };

type Line = readonly string[];

/**
 * Text with tabs, in columns: Go's text/tabwriter. A tab ends a cell; cells of neighbouring lines make a column; a line
 * without the cell ends it. The last cell of a line is in no column. `remembered` widths are kept from call to call.
 */
export function tabulate(text: string, columns: Columns, remembered?: number[]): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const out: string[] = [];
  format(lines, 0, lines.length, [], { columns, remembered, out });
  return out.join('\n');
}

interface Run {
  readonly columns: Columns;
  readonly remembered: number[] | undefined;
  readonly out: string[];
}

function format(lines: readonly Line[], from: number, to: number, widths: readonly number[], run: Run): void {
  const column = widths.length;
  let start = from;
  for (let at = from; at < to; at++) {
    if (column >= (lines[at]?.length ?? 0) - 1) continue;
    write(lines, start, at, widths, run);
    start = at;
    let width = run.columns.min;
    for (; at < to; at++) {
      const line = lines[at] ?? [];
      if (column >= line.length - 1) break;
      width = Math.max(width, [...(line[column] ?? '')].length + run.columns.padding);
    }
    format(lines, start, at, [...widths, remember(run.remembered, column, width)], run);
    start = at;
    at -= 1;
  }
  write(lines, start, to, widths, run);
}

function remember(remembered: number[] | undefined, column: number, width: number): number {
  if (remembered === undefined) return width;
  const widest = Math.max(width, remembered[column] ?? 0);
  remembered[column] = widest;
  return widest;
}

function write(lines: readonly Line[], from: number, to: number, widths: readonly number[], { out }: Run): void {
  for (let at = from; at < to; at++) {
    const line = lines[at] ?? [];
    out.push(line.map((cell, column) => padded(cell, widths[column])).join(''));
  }
}

function padded(cell: string, width: number | undefined): string {
  return width === undefined ? cell : cell + ' '.repeat(Math.max(0, width - [...cell].length));
}
