import { extended } from '../../core/extended.js';
import { deepEqual } from '../../apimachinery/equality.js';
import type { KubeObject } from '../../apimachinery/object.js';
import { withField } from '../../apis/core/pod/fill.js';

function atGeneration<T extends KubeObject>(object: T, generation: number): T {
  return object.metadata.generation === generation
    ? object
    : { ...object, metadata: extended(object.metadata, { generation }) };
}

/** A new object of a kind whose generations are counted. */
export function firstGeneration<T extends KubeObject>(object: T): T {
  return atGeneration(object, 1);
}

/** A new object's status is empty whatever was sent, and its generation 1. */
export function asNew<T extends KubeObject & { readonly status: object }>(object: T, status: T['status']): T {
  return firstGeneration({ ...object, status });
}

/** One generation on when `changed`, else the old one's. */
export function nextGeneration<T extends KubeObject>(object: T, old: T, changed: boolean): T {
  const before = old.metadata.generation ?? 0;
  const generation = changed ? before + 1 : before;
  return generation === 0 && object.metadata.generation === undefined ? object : atGeneration(object, generation);
}

/** One generation on when the spec means something else than before. */
export function specGeneration<T extends KubeObject & { readonly spec?: unknown }>(object: T, old: T): T {
  return nextGeneration(object, old, !deepEqual(object.spec, old.spec));
}

/** Keeps the status, which has a subresource of its own, and counts changes of the spec. */
export function countingSpecChanges<T extends KubeObject & { readonly spec?: unknown; readonly status: T['status'] }>(
  object: T,
  old: T,
): T {
  return specGeneration(withField(object, 'status', old.status), old);
}
