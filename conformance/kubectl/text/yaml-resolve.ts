/** What a plain YAML scalar stands for, by go-yaml v2's rules (resolve.go): YAML 1.1 booleans, y and n included. */

const WORDS: ReadonlyMap<string, boolean | number | null> = new Map<string, boolean | number | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
]);

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const DATE = /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[-+]\d\d:\d\d)?)?$/;
const BASE60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** The value of an unquoted scalar; a text when nothing else fits. Integers beyond 2^53 lose precision. */
export function resolvePlain(text: string): string | number | boolean | null {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text.charAt(0);
  if (first === '.') return FLOAT.test(text) ? Number(text) : text;
  if (!/[-+0-9]/.test(first) || DATE.test(text)) return text;
  const plain = text.replaceAll('_', '');
  return integer(plain) ?? (FLOAT.test(plain) ? Number(plain) : text);
}

/** strconv.ParseInt with base 0: 0x, 0o, 0b and a leading zero tell the base. */
function integer(text: string): number | undefined {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(text) ?? [];
  const [, base = '', rest = ''] = /^(0[xX]|0[oO]|0[bB]|0(?=[0-7]))?(.+)$/.exec(digits) ?? [];
  const [pattern, radix] =
    base === ''
      ? [/^\d+$/, 10]
      : /x/i.test(base)
        ? [/^[0-9a-f]+$/i, 16]
        : /b/i.test(base)
          ? [/^[01]+$/, 2]
          : [/^[0-7]+$/, 8];
  if (!pattern.test(rest)) return undefined;
  const value = radix === 10 ? Number(rest) : Number.parseInt(rest, radix);
  return sign === '-' ? -value : value;
}

/** Whether a text can be written without quotes and be read again as a text. */
export function isPlainText(text: string): boolean {
  return typeof resolvePlain(text) === 'string' && !DATE.test(text) && !BASE60.test(text);
}
