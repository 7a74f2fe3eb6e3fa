const WORDS: ReadonlyMap<string, boolean | null | number> = new Map([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/**
 * What a plain YAML scalar means to Kubernetes: YAML 1.1 as go-yaml v2 resolves it, so that `yes` is true, 0644 is
 * octal and 2024-01-01 a text, as for kubectl. Follows resolve (go.yaml.in/yaml/v2).
 */
export function resolveScalar(text: string): unknown {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text)) return text;
  const digits = text.replaceAll('_', '');
  return integer(digits) ?? (FLOAT.test(digits) ? Number(digits) : text);
}

function integer(digits: string): number | undefined {
  const [, sign, prefix = '', body = ''] = /^([-+]?)(0[xX]|0[oO]|0[bB]|0(?=[0-7]))?([0-9a-fA-F]+)$/.exec(digits) ?? [];
  const { radix, form } = BASES[prefix.toLowerCase()] ?? { radix: 10, form: /^(?:0|[1-9][0-9]*)$/ };
  if (!form.test(body)) return undefined;
  const value = parseInt(body, radix);
  return sign === '-' && value !== 0 ? -value : value;
}

const BASES: Readonly<Record<string, { readonly radix: number; readonly form: RegExp }>> = {
  '0x': { radix: 16, form: /^[0-9a-fA-F]+$/ },
  '0o': { radix: 8, form: /^[0-7]+$/ },
  '0b': { radix: 2, form: /^[01]+$/ },
  '0': { radix: 8, form: /^[0-7]+$/ },
};

/** A map's key, as text: JSON has no others. */
export function keyText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
