import type { Schema } from '../../engine/apis/data.js';
import { isObject } from '../../engine/apimachinery/object.js';
import { fieldSchema, itemSchema, listMapKeys } from './schema.js';
import { join } from './match.js';

const PART = /^\.?([A-Za-z_$][\w$-]*)|^\[(\d+)\]|^\[("(?:[^"\\]|\\.)*")\]/;

/** The parts of a path: names as text, list positions as numbers. */
export function pathParts(path: string): readonly (string | number)[] {
  const parts: (string | number)[] = [];
  for (let rest = path; rest !== '';) {
    const match = PART.exec(rest);
    if (match === null) return [...parts, rest];
    const [whole, name, index, quoted] = match;
    parts.push(index !== undefined ? Number(index) : (name ?? (JSON.parse(quoted ?? '""') as string)));
    rest = rest.slice(whole.length);
  }
  return parts;
}

/**
 * A path into an asserted object as people say it: list elements by their map keys, operators left out:
 * 'status.conditions[type=Ready].status'.
 */
export function shownPath(path: string, root: unknown, rootSchema: Schema | undefined): string {
  let shown = '';
  let value = root;
  let schema = rootSchema;
  for (const part of pathParts(path)) {
    if (typeof part === 'number') {
      const element: unknown = Array.isArray(value) ? value[part] : undefined;
      shown += `[${elementName(element, listMapKeys(schema)) ?? part}]`;
      [value, schema] = [element, itemSchema(schema)];
    } else {
      if (!part.startsWith('$')) {
        shown = join(shown, part);
        schema = fieldSchema(schema, part);
      }
      value = isObject(value) ? value[part] : undefined;
    }
  }
  return shown;
}

function elementName(element: unknown, keys: readonly string[]): string | undefined {
  if (!isObject(element)) return undefined;
  const given = keys.filter((key) => key in element);
  return given.length === 0 ? undefined : given.map((key) => `${key}=${String(element[key])}`).join(',');
}
