import type { JsonObject } from '../../apimachinery/object.js';
import { quote } from '../../apimachinery/quote.js';
import { notRegistered, notRegisteredInternally, packageOf, unknownConversion } from '../../apimachinery/scheme.js';
import { decode } from '../../apis/decoding/decode.js';
import { schemas } from '../../apis/generated/schemas.js';
import { groupVersion } from '../../apis/resource.js';
import { typeMetaError } from '../body.js';
import { withMetadata, type DecodedFields } from '../decode-fields.js';
import { schemaOf, type Served } from '../registry/catalogue.js';

/** What a patched document is decoded as. */
export interface PatchedType {
  /** Why it cannot be decoded. */
  readonly problem?: string;
  /** It says no version: it is taken for the server's internal one. */
  readonly internal?: boolean;
}

const AS_EXPECTED: PatchedType = {};

/** A patch cannot make another kind of an object: the result is decoded as what it says it is (runtime.DecodeInto). */
export function typeOf({ resource }: Served, document: JsonObject): PatchedType {
  const broken = typeMetaError(document);
  if (broken !== undefined) return { problem: broken };
  const sentVersion = textAt(document, 'apiVersion');
  // schema.ParseGroupVersion takes it for nothing.
  const apiVersion = sentVersion === '/' ? '' : sentVersion;
  const sentKind = textAt(document, 'kind');
  const kind = sentKind === '' ? resource.kind : sentKind;
  if (apiVersion === groupVersion(resource) && kind === resource.kind) return AS_EXPECTED;
  if (apiVersion === '' && kind === resource.kind) return { internal: true };
  const own = { package: packageOf(resource.group), kind: resource.kind };
  if (apiVersion === '') {
    const known = schemaOf(resource.group, resource.version, kind) !== undefined;
    return {
      problem: known ? unknownConversion({ ...own, kind }, own) : notRegisteredInternally(kind, resource.group),
    };
  }
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const schema = schemaOf(group, version, kind);
  if (schema === undefined) return { problem: notRegistered(kind, apiVersion) };
  const [error] = decode(schema, schemas, document, { strict: false }).errors;
  return { problem: error ?? unknownConversion({ package: version, kind }, own) };
}

function textAt(document: JsonObject, key: string): string {
  const value = document[key];
  return typeof value === 'string' ? value : '';
}

/** The outcome of a strategic merge patch is made a struct of, whatever type it says it has, if that is a text. */
export function convertedType(document: JsonObject): PatchedType {
  for (const key of ['kind', 'apiVersion']) {
    const value = document[key] ?? '';
    if (Number.isInteger(value)) return { problem: 'cannot convert int64 to string' };
    if (typeof value !== 'string') return { problem: 'unrecognized type: string' };
  }
  return AS_EXPECTED;
}

const TYPE_FIELDS = new Set(['apiVersion', 'kind']);

/** Internal types have no names for JSON: nothing but the type is read. */
export function withoutVersion({ resource }: Served, document: JsonObject): DecodedFields {
  const unknown = Object.keys(document).filter((field) => !TYPE_FIELDS.has(field));
  return {
    object: withMetadata({ apiVersion: groupVersion(resource), kind: resource.kind }),
    read: undefined,
    error: undefined,
    unknownFields: unknown.map((field) => `unknown field ${quote(field)}`),
  };
}
