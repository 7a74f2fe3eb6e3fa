import { invalid, type FieldError } from '../../apimachinery/field-error.js';
import type { ObjectMeta } from '../generated/meta.v1.js';
import { validateObjectMeta, validateObjectMetaUpdate, type NameRule } from './object-meta.js';

const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);
const UNKNOWN_FINALIZER = 'name is neither a standard finalizer name nor is it fully qualified';

/** Metadata of an object of most built-in kinds: ValidateObjectMeta of pkg/apis/core/validation. */
export function validateKubeMeta(meta: ObjectMeta, namespaced: boolean, nameRule?: NameRule): readonly FieldError[] {
  return withFinalizers(validateObjectMeta(meta, namespaced, nameRule), meta);
}

/** The same for an update: ValidateObjectMetaUpdate of pkg/apis/core/validation. */
export function validateKubeMetaUpdate(meta: ObjectMeta, old: ObjectMeta): readonly FieldError[] {
  return withFinalizers(validateObjectMetaUpdate(meta, old), meta);
}

/** Follows validateKubeFinalizerName. */
function withFinalizers(errors: readonly FieldError[], { finalizers = [] }: ObjectMeta): readonly FieldError[] {
  if (finalizers.length === 0) return errors;
  const unknown = finalizers.flatMap((name, i) =>
    name.includes('/') || STANDARD_FINALIZERS.has(name)
      ? []
      : [invalid(`metadata.finalizers[${i}]`, name, UNKNOWN_FINALIZER)],
  );
  return unknown.length === 0 ? errors : [...errors, ...unknown];
}
