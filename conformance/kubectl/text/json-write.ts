import { isObject } from '../../../engine/apimachinery/object.js';

const INDENT = '    ';

/** JSON as kubectl -o json prints it: four blanks a level, keys in order, `<`, `>` and `&` escaped. */
export function toJson(value: unknown): string {
  return `${write(value, '\n', true)}\n`;
}

/** As {@link toJson}, but fields stay in their order: how a Go struct is printed. */
export function toJsonInOrder(value: unknown): string {
  return `${write(value, '\n', false)}\n`;
}

/** JSON on one line, keys in order. */
export function toCompactJson(value: unknown): string {
  return write(value, '', true);
}

/** `line` begins a line of the value's own level; '' keeps all on one. */
function write(value: unknown, line: string, inOrder: boolean): string {
  const inner = line === '' ? '' : line + INDENT;
  const between = line === '' ? ':' : ': ';
  if (Array.isArray(value)) {
    const items = value.map((item) => inner + write(item, inner, inOrder));
    return items.length === 0 ? '[]' : `[${items.join(',')}${line}]`;
  }
  if (!isObject(value)) return escaped(JSON.stringify(value) ?? 'null');
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  const entries = (inOrder ? keys.sort() : keys).map(
    (key) => inner + escaped(JSON.stringify(key)) + between + write(value[key], inner, inOrder),
  );
  return entries.length === 0 ? '{}' : `{${entries.join(',')}${line}}`;
}

function escaped(text: string): string {
  return text.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
