import stringWidth from 'string-width';
import { PLAIN } from './printable.js';

/** As wide as they are many: ASCII, Latin, arrows, lines, bars and other signs that screens are drawn with. */
const NARROW =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u2013-\u2014\u2018-\u201f\u2022\u2026\u2190-\u2193\u2260\u2264-\u2265\u2500-\u259f\u25a0-\u25a9\u25b2-\u25b5\u25b7-\u25bf\u25c6-\u25cf\u2713\u2717]*$/;
const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });

const ASCII_FOR: Readonly<Record<string, string>> = { '…': '~', '·': '-', '→': '>', '×': 'x' };

/** A text in ASCII that is exactly as wide: a character without a likeness is a question mark in each of its columns. */
export function asciiText(text: string): string {
  if (PLAIN.test(text)) return text;
  return [...segments.segment(text)]
    .map(({ segment }) => (PLAIN.test(segment) ? segment : (ASCII_FOR[segment] ?? '?'.repeat(widthOf(segment)))))
    .join('');
}

/** Columns that a printable text takes: wide characters take two. */
export function widthOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** The beginning of a text that fits into so many columns; a cut is marked. */
export function cut(text: string, width: number, mark: string): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(mark);
  if (room <= 0) return widthOf(mark) <= width ? mark : '';
  if (PLAIN.test(text)) return text.slice(0, room) + mark;
  let cutText = '';
  let used = 0;
  for (const { segment } of segments.segment(text)) {
    const wide = widthOf(segment);
    if (used + wide > room) break;
    cutText += segment;
    used += wide;
  }
  return cutText + mark;
}

/** A text that fits into so many columns, cut in its middle: names differ at their ends. */
export function cutMiddle(text: string, width: number, mark: string): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(mark);
  if (room < 2) return cut(text, width, mark);
  const head = cut(text, Math.floor(room / 3), '');
  const reversed = [...segments.segment(text)].map(({ segment }) => segment).reverse();
  let tail = '';
  for (const segment of reversed) {
    if (widthOf(head) + widthOf(segment + tail) > room) break;
    tail = segment + tail;
  }
  return head + mark + tail;
}

/** A text in exactly so many columns. */
export function pad(text: string, width: number, mark: string): string {
  const fitting = cut(text, width, mark);
  return fitting + ' '.repeat(Math.max(0, width - widthOf(fitting)));
}

/** A text broken into lines of at most so many columns, at spaces where there are any. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (widthOf(joined) <= width) line = joined;
    else {
      if (line !== '') lines.push(line);
      line = word;
      while (widthOf(line) > width && width > 0) {
        const head = cut(line, width, '');
        if (head === '') break;
        lines.push(head);
        line = line.slice(head.length);
      }
    }
  }
  return [...lines, line];
}
