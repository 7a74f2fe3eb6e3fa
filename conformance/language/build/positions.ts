import { isObject } from '../../../engine/apimachinery/object.js';
import { join } from '../../expectations/match.js';
import type { Position, Positions } from '../../expectations/source.js';
import type { Cursor } from '../cursor.js';

/** Where every part of an asserted object stands, by the paths that mismatches have. */
export function positionsOf(cursor: Cursor): Positions {
  const found: Record<string, Position> = {};
  collect(cursor, '', found);
  return found;
}

function collect(cursor: Cursor, path: string, found: Record<string, Position>): void {
  found[path] = cursor.keyPosition;
  const { value } = cursor;
  if (Array.isArray(value)) {
    for (const index of value.keys()) collect(cursor.at(index), `${path}[${index}]`, found);
  } else if (isObject(value)) {
    for (const field of Object.keys(value)) {
      collect(cursor.at(field), field.startsWith('$') ? `${path}.${field}` : join(path, field), found);
    }
  }
}
