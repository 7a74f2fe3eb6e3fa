import { isKubeObject, type JsonObject, type KubeObject } from '../apimachinery/object.js';
import { decode, type DecodeOptions } from '../apis/decoding/decode.js';
import { schemas } from '../apis/generated/schemas.js';
import { groupVersion } from '../apis/resource.js';
import type { Served } from './registry/catalogue.js';

const NONE: readonly string[] = [];

export interface DecodedFields {
  readonly object: KubeObject;
  /** The object before defaults, when it is as objects are stored. */
  readonly read: KubeObject | undefined;
  readonly error: string | undefined;
  readonly unknownFields: readonly string[];
}

/** An object decoded by its collection's schema, with defaults; nobody looked at its type. */
export function decodeFields(
  { resource, schema, strategy }: Served,
  body: JsonObject,
  options: DecodeOptions,
): DecodedFields {
  const apiVersion = groupVersion(resource);
  const { kind } = resource;
  const typed = body['apiVersion'] === apiVersion && body['kind'] === kind ? body : { ...body, apiVersion, kind };
  if (schema === undefined)
    return {
      object: withMetadata(typed),
      read: undefined,
      error: `${resource.kind} cannot be decoded`,
      unknownFields: NONE,
    };
  const { strict, converting, before } = options;
  const kept = { strict, keepEmpty: true, converting, before };
  const { value, unknownFields, errors, hasEmpties } = decode(schema, schemas, typed, kept);
  const decoded = withMetadata(value);
  const error = errors[0];
  const object = error === undefined ? (strategy.defaults?.(decoded) ?? decoded) : decoded;
  return { object, read: hasEmpties || error !== undefined ? undefined : decoded, error, unknownFields };
}

const NO_METADATA = { name: '', uid: '', resourceVersion: '', creationTimestamp: '' };

export function withMetadata(object: JsonObject): KubeObject {
  return isKubeObject(object) ? object : { ...object, metadata: NO_METADATA };
}
