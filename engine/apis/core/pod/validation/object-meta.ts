import type { ObjectMeta } from '../../../generated/meta.v1.js';
import { invalid, type FieldError } from '../../../../apimachinery/field-error.js';
import { nameIsDNSSubdomain } from '../../../../apimachinery/names.js';
import { validateObjectMeta, validateObjectMetaUpdate, type NameRule } from '../../../meta/object-meta.js';

const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** Metadata of a namespaced object of a built-in kind: ValidateObjectMeta of pkg/apis/core/validation. */
export function validateCoreMeta(meta: ObjectMeta, nameRule: NameRule = nameIsDNSSubdomain): readonly FieldError[] {
  const errors = validateObjectMeta(meta, true, nameRule);
  return meta.finalizers === undefined ? errors : [...errors, ...finalizerErrors(meta)];
}

/** The same for an update: ValidateObjectMetaUpdate. */
export function validateCoreMetaUpdate(meta: ObjectMeta, old: ObjectMeta): readonly FieldError[] {
  const errors = validateObjectMetaUpdate(meta, old);
  return meta.finalizers === undefined ? errors : [...errors, ...finalizerErrors(meta)];
}

function finalizerErrors({ finalizers = [] }: ObjectMeta): readonly FieldError[] {
  return finalizers.flatMap((name, i) =>
    name.includes('/') || STANDARD_FINALIZERS.has(name)
      ? []
      : [
          invalid(
            `metadata.finalizers[${i}]`,
            name,
            'name is neither a standard finalizer name nor is it fully qualified',
          ),
        ],
  );
}
