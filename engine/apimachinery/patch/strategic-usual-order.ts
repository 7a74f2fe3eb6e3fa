import { isObject, type JsonObject } from '../object.js';
import { patched, type Patched } from './patch-result.js';
import { PATCH } from './strategic-directives.js';
import type { ItemMerge } from './strategic-lists.js';

type List = readonly unknown[];

/**
 * Merges a list of objects and puts it in order in one go, in the usual case: `order` names every live and every sent item
 * once, the sent ones come in that order, and none is a directive. Undefined in any other case, or when something is wrong.
 */
export function inUsualOrder(
  live: List,
  sent: List,
  order: List,
  { field: { mergeKey }, mergeObjects }: ItemMerge,
): Patched<List> | undefined {
  const items: unknown[] = [];
  const named: string[] = [];
  let found = 0;
  let next = 0;
  for (const entry of order) {
    const name = nameOf(entry, mergeKey);
    if (name === undefined || named.includes(name)) return undefined;
    named.push(name);
    const old = itemOf(live, name, mergeKey, found);
    const change = nameOf(sent[next], mergeKey) === name ? sent[next] : undefined;
    if (old !== undefined) found += 1;
    if (isObject(change)) {
      if (change[PATCH] !== undefined) return undefined;
      next += 1;
      const merged = old === undefined ? patched(change) : mergeObjects(old, change);
      if (!merged.ok) return merged;
      items.push(merged.value);
    } else if (old !== undefined) items.push(old);
  }
  const isWhole = found === live.length && next === sent.length;
  return isWhole && items.length > 0 ? patched(items) : undefined;
}

function nameOf(item: unknown, mergeKey: string): string | undefined {
  const name = isObject(item) ? item[mergeKey] : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** The item of that name; most often it stands at the place that is given. */
function itemOf(list: List, name: string, mergeKey: string, place: number): JsonObject | undefined {
  const expected = list[place];
  if (isObject(expected) && expected[mergeKey] === name) return expected;
  for (const item of list) if (isObject(item) && item[mergeKey] === name) return item;
  return undefined;
}
