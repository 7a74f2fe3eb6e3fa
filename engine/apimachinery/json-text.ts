const JSON_ESCAPES = /[<>&\u2028\u2029]/g;

/** JSON as Go's json.Marshal writes it: no blanks, and `<`, `>` and `&` escaped. Keys stay in the order they have. */
export function marshal(value: unknown): string {
  return escaped(JSON.stringify(value) ?? 'null');
}

/** As {@link marshal}, with sorted keys, as Go writes a map. */
export function marshalSorted(value: unknown): string {
  return escaped(canonicalJson(value));
}

function escaped(text: string): string {
  return text.replace(JSON_ESCAPES, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** JSON with sorted keys: equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const record = value as Readonly<Record<string, unknown>>;
  const fields: string[] = [];
  for (const key of Object.keys(record).sort())
    if (record[key] !== undefined) fields.push(`${JSON.stringify(key)}:${canonicalJson(record[key])}`);
  return `{${fields.join(',')}}`;
}
