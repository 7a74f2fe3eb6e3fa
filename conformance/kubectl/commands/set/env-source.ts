import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import { textAt } from '../../pod-spec.js';

/** Where a variable has its value from, in words (envutil.GetEnvVarRefString). */
export function describeEnvSource(source: JsonObject): string {
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = source;
  if (isObject(configMapKeyRef))
    return `configmap ${textAt(configMapKeyRef, 'name')}, key ${textAt(configMapKeyRef, 'key')}`;
  if (isObject(secretKeyRef)) return `secret ${textAt(secretKeyRef, 'name')}, key ${textAt(secretKeyRef, 'key')}`;
  if (isObject(fieldRef)) return `field path ${textAt(fieldRef, 'fieldPath')}`;
  if (!isObject(resourceFieldRef)) return 'invalid valueFrom';
  const container = textAt(resourceFieldRef, 'containerName');
  return `resource field ${container === '' ? '' : `${container}/`}${textAt(resourceFieldRef, 'resource')}`;
}
