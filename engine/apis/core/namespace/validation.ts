import { invalid, type FieldError } from '../../../apimachinery/field-error.js';
import { isQualifiedName, nameIsDNSLabel } from '../../../apimachinery/names.js';
import type { Namespace } from '../../generated/core.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../../meta/kube-meta.js';
import { report, type Errors } from '../pod/validation/checks.js';

export const namespaceName = nameIsDNSLabel;

const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Follows ValidateNamespace. */
export function validateNamespace({ metadata, spec }: Namespace): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(metadata, false, namespaceName)];
  for (const finalizer of spec?.finalizers ?? []) checkFinalizer(finalizer, 'spec.finalizers', errors);
  return errors;
}

/** Follows validateFinalizerName and validateKubeFinalizerName. */
function checkFinalizer(name: string, path: string, errors: Errors): void {
  report(errors, path, name, isQualifiedName(name));
  if (!name.includes('/') && !STANDARD_FINALIZERS.includes(name))
    errors.push(invalid(path, name, 'name is neither a standard finalizer name nor is it fully qualified'));
}

/** Follows ValidateNamespaceFinalizeUpdate. */
export function validateFinalize({ metadata, spec }: Namespace, old: Namespace): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMetaUpdate(metadata, old.metadata)];
  (spec?.finalizers ?? []).forEach((finalizer, i) => checkFinalizer(finalizer, `spec.finalizers[${i}]`, errors));
  return errors;
}

/** Follows ValidateNamespaceStatusUpdate, without metadata. */
export function validateNamespaceStatus({ metadata, status }: Namespace): readonly FieldError[] {
  const going = metadata.deletionTimestamp !== undefined;
  const expected = going ? 'Terminating' : 'Active';
  const phase = status?.phase ?? '';
  if (phase === expected) return [];
  const when = going ? 'is not empty' : 'is empty';
  return [invalid('status.Phase', phase, `may only be '${expected}' if \`deletionTimestamp\` ${when}`)];
}
