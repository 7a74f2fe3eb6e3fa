/** Nothing but printable ASCII. */
export const PLAIN = /^[\x20-\x7e]*$/;

/** Control characters and those that turn the direction of text: they would break the screen, or lie about what is there. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** A text with nothing in it that a terminal would obey. */
export function printable(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(UNPRINTABLE, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
