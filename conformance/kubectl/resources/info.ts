import { isObject, type JsonObject, type KubeObject } from '../../../engine/apimachinery/object.js';
import { kindName, kindText, parseGroupVersion, resourceText, type Mapping } from './mapping.js';
import type { Place } from './requests.js';

/** One object that a command works on, or a list of them: resource.Info. */
export interface Info extends Place {
  /** The file, or 'STDIN'; '' when it was named on the line. */
  readonly source: string;
  /** As read from a file or from the server; undefined until it is read. A list of a whole collection is one object. */
  readonly object?: JsonObject;
}

export function metadataOf(object: unknown): JsonObject {
  const metadata = isObject(object) ? object['metadata'] : undefined;
  return isObject(metadata) ? metadata : {};
}

export function metaText(object: unknown, field: string): string {
  const value = metadataOf(object)[field];
  return typeof value === 'string' ? value : '';
}

/** The labels or annotations of an object. */
export function metaMap(object: unknown, field: 'labels' | 'annotations'): Readonly<Record<string, string>> {
  const map = metadataOf(object)[field];
  return isObject(map) ? (map as Readonly<Record<string, string>>) : {};
}

export function withMetadata(object: JsonObject, fields: JsonObject): JsonObject {
  return { ...object, metadata: { ...metadataOf(object), ...fields } };
}

/** The object with other labels or annotations; without any the field goes. */
export function withMetaMap(
  object: JsonObject,
  field: 'labels' | 'annotations',
  map: Readonly<Record<string, string>>,
): JsonObject {
  const { [field]: _old, ...rest } = metadataOf(object);
  return { ...object, metadata: Object.keys(map).length === 0 ? rest : { ...rest, [field]: map } };
}

/** Whether an object holds others (meta.IsListType of unstructured data). */
export function isList(object: JsonObject): boolean {
  return Array.isArray(object['items']);
}

/** The object's own apiVersion and kind. */
export function kindOf(object: JsonObject): {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
} {
  const { apiVersion, kind } = object;
  const parsed = parseGroupVersion(typeof apiVersion === 'string' ? apiVersion : '');
  return { ...parsed, kind: typeof kind === 'string' ? kind : '' };
}

/** 'deployment.apps/web', by the type that the object itself has. */
export function nameOfObject(object: JsonObject): string {
  const { group, kind } = kindOf(object);
  const type = group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
  return `${type}/${metaText(object, 'name') || '<unknown>'}`;
}

/** What an Info is called in messages: by its object if it has one. */
export function infoName({ mapping, name, object }: Info): string {
  return object === undefined ? `${kindName(mapping)}/${name}` : nameOfObject(object);
}

/** resource.Info.String. */
export function infoText({ mapping, name, namespace }: Info): string {
  const { resource } = mapping;
  const type = `Resource: "${resourceText(resource)}", GroupVersionKind: "${kindText(resource)}"`;
  return `${type}\nName: "${name}", Namespace: "${namespace}"`;
}

/** A stand-in for the mapping of a kind that the server is not asked about (--local). */
export function localMapping({ group, version, kind }: ReturnType<typeof kindOf>): Mapping {
  const singular = kind.toLowerCase();
  const resource = { group, version, kind, plural: `${singular}s`, namespaced: true };
  return { resource, singular, verbs: [], shortNames: [], categories: [], subresources: [], schema: undefined };
}

/** An object as what it is known to be: the server's answers have the shapes of their kinds. */
export function ofKind<T extends KubeObject>(object: JsonObject): T {
  const known: unknown = object;
  return known as T;
}
