import { isObject } from '../../engine/apimachinery/object.js';

/** Texts that YAML would read as something else, or not at all, without quotes. */
const NEEDS_QUOTES =
  /^$|^[\s\-?:,[\]{}#&*!|>'"%@`]|[:#]\s|\s#|:$|[\n\t]|^\s|\s$|^(?:true|false|null|~|yes|no|on|off|y|n)$|^[-+.]?\d/i;

/** A JSON value as lines of YAML, in the order of its fields. */
export function yamlLines(value: unknown, indent = ''): readonly string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item) => itemLines(item, indent));
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, field]) => fieldLines(key, field, indent));
  }
  return [`${indent}${yamlScalar(value)}`];
}

function fieldLines(key: string, value: unknown, indent: string): readonly string[] {
  const name = `${indent}${NEEDS_QUOTES.test(key) ? JSON.stringify(key) : key}:`;
  if (Array.isArray(value) && value.length > 0) return [name, ...yamlLines(value, indent)];
  if (isObject(value) && Object.keys(value).length > 0) return [name, ...yamlLines(value, `${indent}  `)];
  return [`${name} ${yamlScalar(value)}`];
}

function itemLines(item: unknown, indent: string): readonly string[] {
  const [first = '', ...rest] = yamlLines(item, `${indent}  `);
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}

/** A scalar, or an empty list or object, as YAML on one line. */
function yamlScalar(value: unknown): string {
  if (value === undefined) return '(absent)';
  if (typeof value === 'string') return NEEDS_QUOTES.test(value) ? JSON.stringify(value) : value;
  return JSON.stringify(value);
}

/** Any value on one line, cut when long: for sentences. */
export function inline(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
