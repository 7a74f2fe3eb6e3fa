import type { Codec } from './codec.js';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A byte slice: base64 in JSON, as encoding/base64's StdEncoding reads it. */
export const bytes: Codec = {
  goType: '[]uint8',
  omittable: true,
  verbatim: false,
  zero: () => '',
  decode(value, reader) {
    if (typeof value !== 'string') {
      if (value !== null) reader.wrongType(value, '[]uint8', 'slice');
      return undefined;
    }
    const error = corruptAt(value);
    if (error === undefined) return value === '' ? undefined : withoutBreaks(value);
    reader.corrupt(error);
    return undefined;
  },
};

function withoutBreaks(text: string): string {
  const joined = text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]/g, '') : text;
  return zeroTrailingBits(joined);
}

/** Bits of the last digit that make no byte are dropped in decoding, so they come back as zero. */
function zeroTrailingBits(text: string): string {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  if (padding === 0) return text;
  const at = text.length - padding - 1;
  const digit = DIGITS.indexOf(text.charAt(at));
  const kept = DIGITS.charAt(padding === 2 ? digit & 0b110000 : digit & 0b111100);
  return kept === text.charAt(at) ? text : text.slice(0, at) + kept + text.slice(at + 1);
}

/** Where Go's decoder finds the text corrupt, in bytes; undefined when it is not. Follows Encoding.decodeQuantum. */
export function corruptAt(text: string): number | undefined {
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\n' || char === '\r') continue;
    if (DIGITS.includes(char)) {
      digits = (digits + 1) % 4;
      continue;
    }
    return char === '=' ? paddingError(text, i, digits) : i;
  }
  return digits === 0 ? undefined : text.length - digits;
}

/** `at` is the first '=', after `digits` digits of the last group of four. */
function paddingError(text: string, at: number, digits: number): number | undefined {
  if (digits < 2) return at;
  let next = skipBreaks(text, at + 1);
  if (digits === 2) {
    if (next === text.length) return text.length;
    if (text.charAt(next) !== '=') return next - 1;
    next = skipBreaks(text, next + 1);
  }
  return next < text.length ? next : undefined;
}

function skipBreaks(text: string, from: number): number {
  let at = from;
  while (text.charAt(at) === '\n' || text.charAt(at) === '\r') at += 1;
  return at;
}
