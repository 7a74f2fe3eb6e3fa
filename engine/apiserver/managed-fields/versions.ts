import { asJson, isObject, type JsonObject, type KubeObject } from '../../apimachinery/object.js';
import { Types, type Type } from '../../apimachinery/structured-merge/atom.js';
import type { Typed, Versions } from '../../apimachinery/structured-merge/update.js';
import { decode } from '../../apis/decoding/decode.js';
import type { Schema } from '../../apis/data.js';
import { schemas } from '../../apis/generated/schemas.js';
import { groupVersion, resourceKey } from '../../apis/resource.js';
import { decodeFields } from '../decode-fields.js';
import { presentedObject } from '../present.js';
import { served as everything, type Served } from '../registry/catalogue.js';
import { resetFields } from './reset-fields.js';

const types = new Types(schemas);

/** Of a collection's objects; undefined for kinds that are never stored. */
export function typeOf({ schema }: Served): Type | undefined {
  return schema === undefined ? undefined : types.of(schema);
}

/** A stored object, as a version shows it. Its managers are not part of it. */
export function typedObject(served: Served, type: Type, stored: KubeObject): Typed {
  return { type, value: withoutManagers(asJson(presentedObject(served, stored))) };
}

/** An object as a client sent it, decoded, in the version that it was sent in: without what storage leaves out. */
export function typedSent(served: Served, type: Type, sent: KubeObject): Typed {
  const { schema = {}, strategy } = served;
  const shown = asJson(presentedObject(served, strategy.converted?.(sent) ?? sent));
  return { type, value: withoutManagers(decode(schema, schemas, shown, { strict: false }).value) };
}

/** What Go makes of a kind when nothing is said. */
export function typedNothing({ resource, schema = {} }: Served, type: Type): Typed {
  const body = { apiVersion: groupVersion(resource), kind: resource.kind };
  const { value } = decode(schema, schemas, body, { strict: false, keepEmpty: true });
  return { type, value: withoutDefaults(schema, value) };
}

/** An object of which nothing was said, without what decoding fills in. */
function withoutDefaults({ properties = {} }: Schema, value: JsonObject): JsonObject {
  const kept: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    const { $ref: reference = '', default: preset } = properties[key] ?? {};
    if (isObject(field)) kept[key] = withoutDefaults(schemas[reference] ?? {}, field);
    else if (preset === undefined || preset !== field || isZero(field)) kept[key] = field;
  }
  return kept;
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false || value === null;
}

function withoutManagers(object: JsonObject): JsonObject {
  const { metadata } = object;
  if (!isObject(metadata) || !('managedFields' in metadata)) return object;
  const { managedFields: _managers, ...kept } = metadata;
  return { ...object, metadata: kept };
}

const known = new Map<Served, Map<string, Versions>>();

/** The versions of what a collection holds, as one of its endpoints writes it. */
export function versionsOf(served: Served, subresource: string): Versions {
  const ofServed = known.get(served) ?? new Map<string, Versions>();
  const made = ofServed.get(subresource) ?? makeVersions(served, subresource);
  known.set(served, ofServed.set(subresource, made));
  return made;
}

function makeVersions(own: Served, subresource: string): Versions {
  const key = resourceKey(own.resource);
  const siblings = everything.filter(({ resource }) => resourceKey(resource) === key);
  const byVersion = new Map(siblings.map((served) => [groupVersion(served.resource), served]));
  const byType = new Map(siblings.map((served) => [typeOf(served), served]));
  return {
    convert(value, apiVersion) {
      const to = byVersion.get(apiVersion);
      const from = byType.get(value.type);
      if (to === undefined || from === undefined) return undefined;
      return to === from ? value : converted(value.value, from, to);
    },
    ignored: (apiVersion) => resetFields(byVersion.get(apiVersion) ?? own, subresource),
  };
}

/** By way of the stored version. */
function converted(value: unknown, from: Served, to: Served): Typed | undefined {
  const type = typeOf(to);
  const { object } = decodeFields(from, isObject(value) ? value : {}, { strict: false });
  return type === undefined ? undefined : typedObject(to, type, object);
}
