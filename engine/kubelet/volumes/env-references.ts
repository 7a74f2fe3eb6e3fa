import type { ConfigMap, Container, EnvFromSource, EnvVar, Pod, Secret } from '../../apis/generated/core.v1.js';
import { configmaps, secrets } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';

/**
 * The first ConfigMap, Secret or key that a container's environment needs and that is not there, in the words of its
 * CreateContainerConfigError; undefined: all are. Follows makeEnvironmentVariables (pkg/kubelet/kubelet_pods.go).
 */
export function missingReference(view: View, pod: Pod, container: Container): string | undefined {
  const namespace = pod.metadata.namespace ?? '';
  for (const source of container.envFrom ?? []) {
    const missing = missingSource(view, namespace, source);
    if (missing !== undefined) return missing;
  }
  for (const variable of container.env ?? []) {
    const missing = missingKey(view, namespace, variable);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

function missingSource(view: View, namespace: string, { configMapRef, secretRef }: EnvFromSource): string | undefined {
  if (configMapRef !== undefined && configMapRef.optional !== true) {
    const { name = '' } = configMapRef;
    if (view.get(configmaps, namespace, name) === undefined) return `configmap "${name}" not found`;
  }
  if (secretRef !== undefined && secretRef.optional !== true) {
    const { name = '' } = secretRef;
    if (view.get(secrets, namespace, name) === undefined) return `secret "${name}" not found`;
  }
  return undefined;
}

function missingKey(view: View, namespace: string, { valueFrom }: EnvVar): string | undefined {
  const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
  if (configMapKeyRef !== undefined && configMapKeyRef.optional !== true) {
    const { name = '', key } = configMapKeyRef;
    const found = view.get(configmaps, namespace, name);
    if (found === undefined) return `configmap "${name}" not found`;
    if (!hasKey(found, key)) return `couldn't find key ${key} in ConfigMap ${namespace}/${name}`;
  }
  if (secretKeyRef !== undefined && secretKeyRef.optional !== true) {
    const { name = '', key } = secretKeyRef;
    const found = view.get(secrets, namespace, name);
    if (found === undefined) return `secret "${name}" not found`;
    if (!hasKey(found, key)) return `couldn't find key ${key} in Secret ${namespace}/${name}`;
  }
  return undefined;
}

/** Whether a ConfigMap or Secret has the key, as text or as bytes. */
export function hasKey(object: ConfigMap | Secret, key: string): boolean {
  if (object.data !== undefined && Object.hasOwn(object.data, key)) return true;
  return 'binaryData' in object && object.binaryData !== undefined && Object.hasOwn(object.binaryData, key);
}
