import type { ObjectMeta } from '../../../generated/meta.v1.js';
import type { FieldError } from '../../../../apimachinery/field-error.js';
import { nameIsDNSSubdomain } from '../../../../apimachinery/names.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../../../meta/kube-meta.js';
import type { NameRule } from '../../../meta/object-meta.js';

/** Metadata of a namespaced object of a built-in kind: ValidateObjectMeta of pkg/apis/core/validation. */
export function validateCoreMeta(meta: ObjectMeta, nameRule: NameRule = nameIsDNSSubdomain): readonly FieldError[] {
  return validateKubeMeta(meta, true, nameRule);
}

/** The same for an update: ValidateObjectMetaUpdate. */
export const validateCoreMetaUpdate = validateKubeMetaUpdate;
