import { fitLine, fitLines, span, type Line, type Look, type Size } from './line.js';
import { cut, widthOf } from './width.js';

/** A titled part of a screen. */
export interface Pane {
  readonly title: string;
  readonly focused: boolean;
  /** As many lines as there are rows, at most. */
  readonly lines: readonly Line[];
  /** What the title's line says at its right end: '3 of 120'. */
  readonly note?: string;
}

/** A pane with its title, in exactly that size. */
export function drawPane(
  { title, focused, lines, note = '' }: Pane,
  { columns, rows }: Size,
  look: Look,
): readonly Line[] {
  const { signs } = look;
  const right = note === '' ? '' : ` ${note} `;
  const name = cut(` ${title} `, Math.max(0, columns - widthOf(right) - 1), signs.cut);
  const rule = signs.horizontal.repeat(Math.max(0, columns - widthOf(name) - widthOf(right) - 1));
  const head: Line = [
    { text: focused ? signs.pointer : signs.horizontal, paint: focused ? 'cyan' : 'dim' },
    span(name, focused ? 'cyan' : 'bold'),
    { text: rule, paint: 'dim' },
    { text: right, paint: 'dim' },
  ];
  return fitLines([fitLine(head, columns, look), ...lines.map((line) => fitLine(line, columns, look))], rows);
}

/** The first row to show so that one row is seen, near the middle when it must move. */
export function windowStart(at: number, rows: number, count: number): number {
  return Math.max(0, Math.min(at - Math.floor(rows / 2), count - rows));
}
