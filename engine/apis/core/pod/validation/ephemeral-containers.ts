import type { Pod } from '../../../generated/core.v1.js';
import { deepEqual } from '../../../../apimachinery/equality.js';
import { forbidden, type FieldError } from '../../../../apimachinery/field-error.js';
import { quote } from '../../../../apimachinery/quote.js';
import { checkAnnotationChanges, checkPodAnnotations, MIRROR_POD } from './annotations.js';
import type { Errors } from './checks.js';
import { internalDiff } from './internal-diff.js';
import { validateCoreMetaUpdate } from './object-meta.js';
import { checkMetadataAndSpec, updateOptions } from './pod.js';

/** Follows ValidatePodEphemeralContainersUpdate: containers may be added, never changed or removed. */
export function validateEphemeralContainersUpdate(pod: Pod, old: Pod): readonly FieldError[] {
  const options = updateOptions(old);
  const errors: Errors = [...validateCoreMetaUpdate(pod.metadata, old.metadata)];
  checkMetadataAndSpec(pod, options, errors);
  checkAnnotationChanges(pod, old, 'metadata.annotations', errors);
  checkPodAnnotations(pod.metadata.annotations, pod.spec, 'metadata.annotations', options, errors);
  if (old.metadata.annotations?.[MIRROR_POD] !== undefined)
    return [forbidden('[]', 'static pods do not support ephemeral containers')];
  const after = new Map(pod.spec.ephemeralContainers?.map((container) => [container.name, container]));
  for (const container of old.spec.ephemeralContainers ?? []) {
    const now = after.get(container.name);
    const what = `existing ephemeral containers ${quote(container.name)} may not be`;
    if (now === undefined) errors.push(forbidden('spec.ephemeralContainers', `${what} removed\n`));
    else if (!deepEqual(now, container)) {
      const diff = internalDiff('EphemeralContainer', container, now);
      errors.push(forbidden('spec.ephemeralContainers', `${what} changed\n${diff}`));
    }
  }
  return errors;
}
