import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';

const HIDDEN = '***';

interface Both {
  readonly before: JsonObject | undefined;
  readonly after: JsonObject;
}

/** Two versions of a Secret that tell which values differ, and none of them (Masker). */
export function masked(before: JsonObject | undefined, after: JsonObject): Both {
  const [old, now] = [dataOf(before), dataOf(after)];
  return {
    before: before === undefined ? undefined : hidden(before, old, now, 'before'),
    after: hidden(after, now, old, 'after'),
  };
}

function dataOf(secret: JsonObject | undefined): JsonObject {
  const data = secret?.['data'];
  return isObject(data) ? data : {};
}

function hidden(secret: JsonObject, own: JsonObject, other: JsonObject, when: string): JsonObject {
  if (!isObject(secret['data'])) return secret;
  const data = Object.entries(own).map(([key, value]): [string, string] => {
    const isChanged = key in other && other[key] !== value;
    return [key, isChanged ? `${HIDDEN} (${when})` : HIDDEN];
  });
  return { ...secret, data: Object.fromEntries(data) };
}
