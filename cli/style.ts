import { isSet, type Terminal } from './terminal.js';

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  inverse: [7, 27],
} as const;

export type Paint = keyof typeof CODES;

/** Colours and signs of a terminal. */
export interface Style {
  readonly paint: (paint: Paint, text: string) => string;
  /** A text as this terminal can show it. */
  readonly text: (text: string) => string;
  readonly signs: { readonly passed: string; readonly failed: string; readonly skipped: string; readonly dot: string };
}

const UNICODE = { passed: '✓', failed: '✗', skipped: '↓', dot: '·' };
const ASCII = { passed: 'ok', failed: 'FAIL', skipped: 'skip', dot: '-' };

export interface StyleOptions {
  readonly color: boolean;
  readonly ascii: boolean;
}

/** The style for a terminal: --no-color, then FORCE_COLOR, then NO_COLOR, then whether it is one (https://no-color.org). */
export function styleFor(terminal: Terminal, { color, ascii }: StyleOptions): Style {
  const colored = color && wantsColor(terminal);
  return {
    paint: (paint, text) => (colored ? `\u001b[${CODES[paint][0]}m${text}\u001b[${CODES[paint][1]}m` : text),
    text: (text) => (ascii ? text.replaceAll('…', '...').replaceAll('·', '-') : text),
    signs: ascii ? ASCII : UNICODE,
  };
}

function wantsColor({ env, isTTY }: Terminal): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced === '' || isSet(forced);
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return isTTY && env['TERM'] !== 'dumb';
}
