import { fitLine, fitLines, plain, span, type Line, type Look, type Size } from '../canvas/line.js';
import { wrap } from '../canvas/width.js';
import type { KeyHelp } from '../step/keys.js';

const KEYS_WIDTH = 12;

/** 'left right' → '← →'. */
export function shownKey(keys: string, { signs }: Look): string {
  return keys
    .split(' ')
    .map((key) => ({ left: signs.left, right: signs.right, up: signs.up, down: signs.down })[key] ?? key)
    .join(' ');
}

/** The most useful keys in one line. */
export function keysLine(keys: readonly KeyHelp[], columns: number, look: Look): Line {
  const shown = keys
    .filter(({ short }) => short !== undefined)
    .flatMap(({ keys: key, short = '' }) => [span(shownKey(key, look), 'bold'), span(` ${short}  `, 'dim')]);
  return fitLine(shown, columns, look);
}

/** What every key does; `more` lines below that. */
export function keysScreen(
  keys: readonly KeyHelp[],
  scroll: number,
  { columns, rows }: Size,
  look: Look,
  more: readonly Line[] = [],
): readonly Line[] {
  const lines: readonly Line[] = [
    plain('Keys', 'bold'),
    ...keys.flatMap(({ keys: key, does }) =>
      wrap(does, columns - KEYS_WIDTH - 3).map((text, index): Line => [
        span(`  ${(index === 0 ? shownKey(key, look) : '').padEnd(KEYS_WIDTH)} `, 'cyan'),
        span(text),
      ]),
    ),
    ...more,
  ];
  const start = Math.max(0, Math.min(scroll, lines.length - rows + 1));
  return [...fitLines(lines.slice(start, start + rows - 1), rows - 1), plain('? or q goes back', 'dim')];
}
