import { isObject } from '../../engine/apimachinery/object.js';
import { suggestion, type Cursor } from './cursor.js';

/** Values by group and name, and fields of values: `${{ matrix.surge }}`, `${{ inputs.image.tag }}`. */
export type Variables = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const REFERENCE = /\$\{\{\s*([^}]*?)\s*\}\}/g;
const NAME = /^([A-Za-z]\w*)\.([A-Za-z_][\w-]*)((?:\.[A-Za-z_][\w-]*)*)$/;

/**
 * Replaces `${{ group.name }}` everywhere below a cursor. A text that is nothing else becomes the value itself, of
 * whatever type; inside a longer text, texts, numbers and booleans are written out. Unknown names are told of.
 */
export function substituted(cursor: Cursor, variables: Variables): unknown {
  const { value } = cursor;
  if (!mentions(value)) return value;
  if (typeof value === 'string') return inText(value, cursor, variables);
  const part = (key: string | number, item: unknown): unknown =>
    mentions(item) ? substituted(cursor.at(key), variables) : item;
  if (Array.isArray(value)) return value.map((item, index) => part(index, item));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, part(key, field)]));
}

/** Whether lists and maps have variables somewhere: the runs of a Property ask again and again. */
const asked = new WeakMap<object, boolean>();

function mentions(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('${{');
  if (typeof value !== 'object' || value === null) return false;
  const known = asked.get(value);
  if (known !== undefined) return known;
  const found = Object.values(value).some(mentions);
  asked.set(value, found);
  return found;
}

function inText(text: string, cursor: Cursor, variables: Variables): unknown {
  const whole = /^\$\{\{\s*([^}]*?)\s*\}\}$/.exec(text)?.[1];
  if (whole !== undefined) return lookUp(whole, cursor, variables);
  return text.replace(REFERENCE, (reference, name: string) => {
    const value = lookUp(name, cursor, variables);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (value !== undefined)
      cursor.report(
        `${reference} is a ${Array.isArray(value) ? 'list' : 'map'}: it cannot stand inside a text`,
        'let it stand alone',
      );
    return reference;
  });
}

/** Undefined, and told of, when there is none. */
function lookUp(reference: string, cursor: Cursor, variables: Variables): unknown {
  const [, group = '', name = '', fields = ''] = NAME.exec(reference) ?? [];
  const values = Object.hasOwn(variables, group) ? variables[group] : undefined;
  if (values === undefined) {
    const groups = Object.keys(variables);
    const fix =
      groups.length === 0
        ? 'there are no variables here'
        : `write ${groups.map((known) => `\${{ ${known}.NAME }}`).join(' or ')}`;
    cursor.report(`\${{ ${reference} }} stands for nothing`, fix);
    return undefined;
  }
  if (!Object.hasOwn(values, name)) {
    cursor.report(`\${{ ${reference} }} stands for nothing`, suggestion(name, Object.keys(values)));
    return undefined;
  }
  return fieldOf(values[name], fields.split('.').slice(1), reference, cursor);
}

function fieldOf(value: unknown, fields: readonly string[], reference: string, cursor: Cursor): unknown {
  let found = value;
  for (const field of fields) {
    const known = isObject(found) ? Object.keys(found) : [];
    if (!isObject(found) || !Object.hasOwn(found, field)) {
      cursor.report(`\${{ ${reference} }} stands for nothing`, suggestion(field, known));
      return undefined;
    }
    found = found[field];
  }
  return found;
}
