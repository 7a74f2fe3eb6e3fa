import { extended } from '../../core/extended.js';
import { deepEqual } from '../../apimachinery/equality.js';
import type { KubeObject } from '../../apimachinery/object.js';

/** A new object of a kind whose generations are counted. */
export function firstGeneration<T extends KubeObject>(object: T): T {
  return object.metadata.generation === 1
    ? object
    : { ...object, metadata: extended(object.metadata, { generation: 1 }) };
}

/** One generation on when `changed`, else the old one's. */
export function nextGeneration<T extends KubeObject>(object: T, old: T, changed: boolean): T {
  const before = old.metadata.generation ?? 0;
  const generation = changed ? before + 1 : before;
  return object.metadata.generation === generation || (generation === 0 && object.metadata.generation === undefined)
    ? object
    : { ...object, metadata: { ...object.metadata, generation } };
}

/** One generation on when the spec means something else than before. */
export function specGeneration<T extends KubeObject & { readonly spec?: unknown }>(object: T, old: T): T {
  return nextGeneration(object, old, !deepEqual(object.spec, old.spec));
}
