import { extended } from '../../core/extended.js';
import type { KubeObject } from '../../apimachinery/object.js';
import { deepEqual } from '../../apimachinery/equality.js';
import { isDNS1123Label } from '../../apimachinery/names.js';

/** The object with that metadata.generation. */
export function atGeneration<T extends KubeObject>(object: T, generation: number): T {
  return object.metadata.generation === generation
    ? object
    : { ...object, metadata: extended(object.metadata, { generation }) };
}

/** One generation up from the old object's. */
export function nextGeneration<T extends KubeObject>(object: T, old: T): T {
  return atGeneration(object, (old.metadata.generation ?? 0) + 1);
}

/** A new object's status is empty whatever was sent, and its generation 1. */
export function asNew<T extends KubeObject & { readonly status: object }>(object: T, status: T['status']): T {
  return atGeneration({ ...object, status }, 1);
}

/** Keeps the status, and counts changes of the spec. */
export function countingSpecChanges<T extends KubeObject & { readonly spec: unknown; readonly status: unknown }>(
  object: T,
  old: T,
): T {
  const kept = object.status === old.status ? object : { ...object, status: old.status };
  return kept.spec === old.spec || deepEqual(kept.spec, old.spec) ? kept : nextGeneration(kept, old);
}

/** Of objects whose pods are named after them. */
export function nameWarnings({ metadata }: KubeObject): readonly string[] {
  const messages = isDNS1123Label(metadata.name);
  if (messages.length === 0) return [];
  const advice = 'this is used in Pod names and hostnames, which can result in surprising behavior';
  return [`metadata.name: ${advice}; a DNS label is recommended: [${messages.join(' ')}]`];
}
