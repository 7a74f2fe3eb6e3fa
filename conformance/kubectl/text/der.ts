/** One value of DER: its tag, and the bytes it holds. */
export interface DerValue {
  readonly tag: number;
  readonly content: Uint8Array;
}

const LONG_FORM = 0x80;
const CONSTRUCTED = 0x20;
export const OBJECT_IDENTIFIER = 0x06;

/** The values that stand one after the other in some bytes; undefined when they are no DER. */
export function derValues(bytes: Uint8Array): readonly DerValue[] | undefined {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at] ?? 0;
    const length = lengthAt(bytes, at + 1);
    if (length === undefined || length.start + length.size > bytes.length) return undefined;
    values.push({ tag, content: bytes.slice(length.start, length.start + length.size) });
    at = length.start + length.size;
  }
  return values;
}

function lengthAt(bytes: Uint8Array, at: number): { readonly start: number; readonly size: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < LONG_FORM) return { start: at + 1, size: first };
  const count = first - LONG_FORM;
  if (count === 0 || count > 4) return undefined;
  let size = 0;
  for (let i = 1; i <= count; i++) size = size * 256 + (bytes[at + i] ?? 0);
  return { start: at + 1 + count, size };
}

/** What a constructed value holds; nothing when it holds bytes. */
export function derChildren({ tag, content }: DerValue | undefined = EMPTY): readonly DerValue[] {
  return (tag & CONSTRUCTED) === 0 ? [] : (derValues(content) ?? []);
}

const EMPTY: DerValue = { tag: 0, content: new Uint8Array() };

/** '2.5.4.3'. */
export function derIdentifier({ content }: DerValue): string {
  const [first = 0, ...rest] = content;
  const parts = [Math.min(2, Math.floor(first / 40))];
  parts.push(first - 40 * (parts[0] ?? 0));
  let part = 0;
  for (const byte of rest) {
    part = part * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    parts.push(part);
    part = 0;
  }
  return parts.join('.');
}

export function derText({ content }: DerValue): string {
  return new TextDecoder().decode(content);
}
