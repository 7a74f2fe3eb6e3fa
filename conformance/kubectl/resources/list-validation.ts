import type { Schema } from '../../../engine/apis/data.js';
import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { quote } from '../../../engine/apimachinery/quote.js';
import { schemas } from '../../../engine/apis/generated/schemas.js';
import { schemaOf } from '../../../engine/apiserver/registry/catalogue.js';
import { parseGroupVersion } from './mapping.js';

/**
 * Checks the items of a v1 List by their schemas, in the client: a List cannot be checked by the server
 * (validation.SchemaValidation of kubectl, with the validator of kube-openapi's proto models).
 */
export function validateList({ items }: JsonObject): string | undefined {
  if (!Array.isArray(items)) return 'invalid object to validate';
  const problems = items.flatMap((item: unknown): readonly string[] => {
    if (!isObject(item)) return ['invalid object to validate'];
    const { apiVersion, kind } = item;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string')
      return [typeof kind === 'string' ? 'apiVersion not set' : 'kind not set'];
    const { group, version } = parseGroupVersion(apiVersion);
    const schema = schemaOf(group, version, kind);
    const name = Object.entries(schemas).find(([, candidate]) => candidate === schema)?.[0];
    return schema === undefined || name === undefined ? [] : check(item, { $ref: name }, kind, name);
  });
  if (problems.length === 0) return undefined;
  return problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`;
}

/** `path` is where the value is, from its kind on; `model` is how Go names the definition that holds it. */
function check(value: unknown, schema: Schema, path: string, model: string): readonly string[] {
  if (value === null || value === undefined) return [];
  if (schema.$ref !== undefined) {
    const target = schemas[schema.$ref];
    return target === undefined ? [] : check(value, target, path, schema.$ref);
  }
  if (schema.properties !== undefined) return checkObject(value, schema, path, model);
  if (schema.type === 'array') return checkList(value, schema, path, model);
  if (schema.additionalProperties !== undefined) return checkMap(value, schema.additionalProperties, path, model);
  return checkScalar(value, schema, path, model);
}

const wrongType = (path: string, model: string, got: string, expected: string): readonly string[] => [
  `ValidationError(${path}): invalid type for ${model}: got ${quote(got)}, expected ${quote(expected)}`,
];

function checkObject(
  value: unknown,
  { properties = {}, required = [] }: Schema,
  path: string,
  model: string,
): readonly string[] {
  if (!isObject(value)) return wrongType(path, model, typeName(value), 'map');
  const found = sortedEntries(value).flatMap(([key, item]) => {
    if (item === null) return [];
    const property = properties[key];
    if (property === undefined) return [`ValidationError(${path}): unknown field ${quote(key)} in ${model}`];
    return check(item, property, `${path}.${key}`, `${model}.${key}`);
  });
  const missing = required
    .filter((key) => value[key] === undefined || value[key] === null)
    .map((key) => `ValidationError(${path}): missing required field ${quote(key)} in ${model}`);
  return [...found, ...missing];
}

function checkList(value: unknown, { items = {} }: Schema, path: string, model: string): readonly string[] {
  if (!Array.isArray(value)) return wrongType(path, model, typeName(value), 'array');
  return value.flatMap((item: unknown, at) =>
    item === null
      ? [`ValidationError(${path}): unknown object type "nil" in ${path}[${at}]`]
      : check(item, items, `${path}[${at}]`, model),
  );
}

function checkMap(value: unknown, items: Schema, path: string, model: string): readonly string[] {
  if (!isObject(value)) return wrongType(path, model, typeName(value), 'map');
  return sortedEntries(value).flatMap(([key, item]) =>
    item === null ? [`unknown object type "nil" in ${path}.${key}`] : check(item, items, `${path}.${key}`, model),
  );
}

function sortedEntries(object: JsonObject): readonly (readonly [string, unknown])[] {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
}

function checkScalar(value: unknown, { type }: Schema, path: string, model: string): readonly string[] {
  if (type === undefined || type === 'object') return [];
  const got = typeName(value);
  const isPrimitive = got !== 'array' && got !== 'map';
  const fits = type === got || (type === 'string' && isPrimitive) || (type === 'integer' && got === 'number');
  return fits ? [] : wrongType(path, model, got, type);
}

/** Numbers were read as floats, whole ones too. */
function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return isObject(value) ? 'map' : typeof value;
}
