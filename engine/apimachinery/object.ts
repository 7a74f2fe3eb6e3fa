import type { ObjectMeta } from '../apis/generated/meta.v1.js';

/** A JSON object whose fields are not known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What every stored API object has. Each kind's full type is in apis/generated. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
}

/** Metadata of an object that is still to be created. */
export type NewMeta = Partial<ObjectMeta>;

/** An object as sent to create: the server fills in the rest of its metadata and every default. */
export type New<T extends KubeObject> = Sent<Omit<T, 'metadata' | 'status'>> & {
  readonly metadata: NewMeta;
  readonly status?: T extends { status?: infer S } ? Sent<S> : never;
};

/** Any depth of a type with every field optional, as a client may send it. */
export type Sent<T> = T extends readonly (infer E)[]
  ? readonly Sent<E>[]
  : T extends object
    ? { readonly [K in keyof T]?: Sent<T[K]> }
    : T;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same object, with its fields by name. */
export function asJson(object: object): JsonObject {
  return isObject(object) ? object : {};
}

/** Whether a JSON object has the metadata that every API object has. */
export function isKubeObject(value: JsonObject): value is JsonObject & KubeObject {
  return isObject(value['metadata']);
}

/** '' for a cluster-scoped object. */
export function namespaceOf(object: KubeObject): string {
  return object.metadata.namespace ?? '';
}

/** 'namespace/name', or 'name' for a cluster-scoped object, as cache.MetaNamespaceKeyFunc. */
export function objectKey(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

/** The inverse of {@link objectKey}. */
export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/');
  return slash < 0 ? { namespace: '', name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** Whether metadata.finalizers names it, as slice.ContainsString on them upstream. */
export function hasFinalizer({ metadata: { finalizers } }: KubeObject, finalizer: string): boolean {
  return finalizers?.includes(finalizer) ?? false;
}

/** The owner reference with `controller: true`, as metav1.GetControllerOf. */
export function controllerOf(object: KubeObject) {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true);
}
