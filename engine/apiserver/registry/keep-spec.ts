import type { FieldError } from '../../apimachinery/field-error.js';
import type { KubeObject } from '../../apimachinery/object.js';
import { withField } from '../../apis/core/pod/fill.js';
import { validateKubeMetaUpdate } from '../../apis/meta/kube-meta.js';
import type { RequestContext, SubresourceStrategy } from './strategy.js';

/** A status endpoint that leaves the spec alone and takes the rest, metadata too, as most of upstream's do. */
export function keepSpec<T extends KubeObject & { readonly spec?: unknown }>(
  check: (object: T, old: T, context: RequestContext) => readonly FieldError[] = () => [],
): SubresourceStrategy<T> {
  return {
    prepareForUpdate: (object, old) => withField(object, 'spec', old.spec),
    validateUpdate: (object, old, context) => [
      ...validateKubeMetaUpdate(object.metadata, old.metadata),
      ...check(object, old, context),
    ],
  };
}
