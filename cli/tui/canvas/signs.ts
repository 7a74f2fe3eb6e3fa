import { fitLine, lineWidth, type Line, type Look } from './line.js';
import { asciiText } from './width.js';

/** The signs that screens are drawn with. */
export interface Signs {
  readonly cut: string;
  readonly vertical: string;
  readonly horizontal: string;
  readonly cursor: string;
  readonly pointer: string;
  readonly failure: string;
  readonly passed: string;
  readonly skipped: string;
  readonly running: string;
  readonly disruption: string;
  readonly breakpoint: string;
  readonly mark: string;
  readonly open: string;
  readonly closed: string;
  readonly full: string;
  readonly empty: string;
  readonly dot: string;
  readonly left: string;
  readonly right: string;
  readonly up: string;
  readonly down: string;
}

const UNICODE: Signs = {
  cut: '…',
  vertical: '│',
  horizontal: '─',
  cursor: '●',
  pointer: '›',
  failure: '✗',
  passed: '✓',
  skipped: '↓',
  running: '◌',
  disruption: '▲',
  breakpoint: '◆',
  mark: '◇',
  open: '▾',
  closed: '▸',
  full: '█',
  empty: '░',
  dot: '·',
  left: '←',
  right: '→',
  up: '↑',
  down: '↓',
};

const ASCII: Signs = {
  cut: '~',
  vertical: '|',
  horizontal: '-',
  cursor: 'O',
  pointer: '>',
  failure: 'X',
  passed: 'ok',
  skipped: 'skip',
  running: '..',
  disruption: '^',
  breakpoint: '*',
  mark: 'm',
  open: 'v',
  closed: '>',
  full: '#',
  empty: '.',
  dot: '-',
  left: '<-',
  right: '->',
  up: '^',
  down: 'v',
};

function signsFor(ascii: boolean): Signs {
  return ascii ? ASCII : UNICODE;
}

/** What screens are drawn with. */
export function lookFor(ascii: boolean): Look {
  return { ascii, signs: signsFor(ascii) };
}

/** Lines as they can be shown: none too wide, and names in specs know no ASCII. */
export function shownLines(lines: readonly Line[], columns: number, look: Look): readonly Line[] {
  return lines.map((line) => {
    const fitted = lineWidth(line) > columns ? fitLine(line, columns, look) : line;
    return look.ascii ? fitted.map((one) => ({ ...one, text: asciiText(one.text) })) : fitted;
  });
}
