import { forbidden, invalid, tooLong, type FieldError } from '../../../apimachinery/field-error.js';
import { deepEqual } from '../../../apimachinery/equality.js';
import { byteLength, isConfigMapKey, nameIsDNSSubdomain } from '../../../apimachinery/names.js';
import type { ConfigMap } from '../../generated/core.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../../meta/kube-meta.js';
import { report } from '../pod/validation/checks.js';

/** Of all data of a ConfigMap or Secret together. */
export const MAX_DATA_BYTES = 1024 * 1024;

/** The bytes that a base64 text stands for. */
export function decodedLength(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

/** Follows ValidateConfigMap. */
export function validateConfigMap({ metadata, data = {}, binaryData = {} }: ConfigMap): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(metadata, true, nameIsDNSSubdomain)];
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    report(errors, `data[${key}]`, key, isConfigMapKey(key));
    if (Object.hasOwn(binaryData, key))
      errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    size += byteLength(value);
  }
  for (const [key, value] of Object.entries(binaryData)) {
    report(errors, `binaryData[${key}]`, key, isConfigMapKey(key));
    size += decodedLength(value);
  }
  if (size > MAX_DATA_BYTES) errors.push(tooLong('', MAX_DATA_BYTES));
  return errors;
}

export const FROZEN = 'field is immutable when `immutable` is set';

/** Follows ValidateConfigMapUpdate. */
export function validateConfigMapUpdate(configMap: ConfigMap, old: ConfigMap): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMetaUpdate(configMap.metadata, old.metadata)];
  if (old.immutable === true) {
    if (configMap.immutable !== true) errors.push(forbidden('immutable', FROZEN));
    if (!deepEqual(configMap.data, old.data)) errors.push(forbidden('data', FROZEN));
    if (!deepEqual(configMap.binaryData, old.binaryData)) errors.push(forbidden('binaryData', FROZEN));
  }
  return [...errors, ...validateConfigMap(configMap)];
}
