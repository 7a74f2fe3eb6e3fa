const ZERO = '0'.charCodeAt(0);
const TEN = 'a'.charCodeAt(0) - 10;

function digit(word: number, shift: number): number {
  const nibble = (word >>> shift) & 0xf;
  return nibble < 10 ? ZERO + nibble : TEN + nibble;
}

/** The eight hexadecimal digits of a word of 32 bits. In one piece: as a text of a number, then padded, it takes longer. */
export function hexWord(word: number): string {
  return String.fromCharCode(
    digit(word, 28),
    digit(word, 24),
    digit(word, 20),
    digit(word, 16),
    digit(word, 12),
    digit(word, 8),
    digit(word, 4),
    digit(word, 0),
  );
}
