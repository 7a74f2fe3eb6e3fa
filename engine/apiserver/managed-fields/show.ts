import type { KubeObject } from '../../apimachinery/object.js';
import { managedFieldsOf } from './journal.js';

/** A stored object as clients see it: with who manages its fields. */
export function withManagedFields<T extends KubeObject>(stored: T): T {
  const managedFields = managedFieldsOf(stored);
  if (managedFields.length === 0) return stored;
  return { ...stored, metadata: { ...stored.metadata, managedFields } };
}

/** An object without what a client may have sent of its managers: they are kept apart from it. */
export function withoutManagedFields<T extends KubeObject>(object: T): T {
  const { metadata } = object;
  if (metadata.managedFields === undefined) return object;
  const { managedFields: _managers, ...kept } = metadata;
  return { ...object, metadata: kept };
}
