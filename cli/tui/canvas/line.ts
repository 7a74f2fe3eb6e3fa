import type { Paint } from '../../style.js';
import type { Signs } from './signs.js';
import { printable } from './printable.js';
import { cut, widthOf } from './width.js';

/** A piece of a line in one colour. */
export interface Span {
  readonly text: string;
  readonly paint?: Paint;
}

/** One line of a screen. */
export type Line = readonly Span[];

/** How large a screen is, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What a screen is drawn with beside its state. */
export interface Look {
  readonly signs: Signs;
  readonly ascii: boolean;
}

/** A piece of a line, made printable. */
export function span(text: string, paint?: Paint): Span {
  const shown = printable(text);
  return paint === undefined ? { text: shown } : { text: shown, paint };
}

/** A line of one piece. */
export function plain(text: string, paint?: Paint): Line {
  return [span(text, paint)];
}

export function lineWidth(line: Line): number {
  return line.reduce((width, { text }) => width + widthOf(text), 0);
}

/** A line in exactly so many columns: cut, or filled with spaces. */
export function fitLine(line: Line, width: number, { signs }: Look): Line {
  const whole = lineWidth(line);
  if (whole <= width) return whole === width ? line : [...line, { text: ' '.repeat(width - whole) }];
  const fitted: Span[] = [];
  let left = width;
  for (const one of line) {
    const wide = widthOf(one.text);
    if (wide >= left) {
      // Something follows or is left out in any case: the mark says so.
      const text = cut(`${one.text}  `, left, signs.cut);
      return [...fitted, { ...one, text }, { text: ' '.repeat(left - widthOf(text)) }];
    }
    fitted.push(one);
    left -= wide;
  }
  return fitted;
}

/** Exactly so many lines: those that are too many are left out, missing ones are empty. */
export function fitLines(lines: readonly Line[], rows: number): readonly Line[] {
  const shown = lines.slice(0, rows);
  return [...shown, ...Array.from({ length: Math.max(0, rows - shown.length) }, () => [])];
}

/** Panes side by side, each line as wide as its pane. */
export function beside(
  panes: readonly { readonly lines: readonly Line[]; readonly width: number }[],
  rows: number,
  look: Look,
): readonly Line[] {
  return Array.from({ length: rows }, (_, row) =>
    panes.flatMap(({ lines, width }, index) => [
      ...(index === 0 ? [] : [{ text: look.signs.vertical, paint: 'dim' as const }]),
      ...fitLine(lines[row] ?? [], width, look),
    ]),
  );
}

/** Lines as a terminal takes them. */
export function painted(lines: readonly Line[], paint: (paint: Paint, text: string) => string): readonly string[] {
  return lines.map((line) =>
    line.map(({ text, paint: colour }) => (colour === undefined ? text : paint(colour, text))).join(''),
  );
}

/** Lines without colours and without spaces at their ends. */
export function textOf(lines: readonly Line[]): readonly string[] {
  return lines.map((line) =>
    line
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );
}
