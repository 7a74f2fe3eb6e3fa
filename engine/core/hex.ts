const BYTES = Array.from({ length: 0x100 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The four hexadecimal digits of a word's lower half. From a table: as a text of a number, then padded, it takes longer. */
export function hexHalf(word: number): string {
  return `${BYTES[(word >>> 8) & 0xff]}${BYTES[word & 0xff]}`;
}

/** The eight hexadecimal digits of a word of 32 bits. */
export function hexWord(word: number): string {
  return hexHalf(word >>> 16) + hexHalf(word);
}
