const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The base64 of a text's UTF-8, as a byte slice shows in JSON. */
export function base64OfText(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let encoded = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.subarray(i, i + 3);
    encoded += DIGITS.charAt(a >> 2) + DIGITS.charAt(((a & 3) << 4) | ((b ?? 0) >> 4));
    encoded += b === undefined ? '==' : DIGITS.charAt(((b & 15) << 2) | ((c ?? 0) >> 6));
    if (b !== undefined) encoded += c === undefined ? '=' : DIGITS.charAt(c & 63);
  }
  return encoded;
}

/** The bytes of valid base64. */
export function bytesOfBase64(encoded: string): Uint8Array {
  const digits = encoded.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (const digit of digits) {
    buffer = ((buffer << 6) | DIGITS.indexOf(digit)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = (buffer >> bits) & 0xff;
    at += 1;
  }
  return bytes;
}

/** The text that valid base64 stands for; bytes that are no UTF-8 become U+FFFD. */
export function textOfBase64(encoded: string): string {
  return new TextDecoder().decode(bytesOfBase64(encoded));
}
