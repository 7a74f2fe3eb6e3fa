import type { Schema, Schemas } from '../../apis/data.js';
import { quote } from '../quote.js';
import { failed, ok, type Result } from '../result.js';

/** A type as strategic merges see it: its schema, resolved, and the name of its Go struct. */
export interface PatchType {
  readonly schema: Schema;
  readonly schemas: Schemas;
  readonly name: string;
}

/** How a field is merged: its type (of a list, its items' type), its patch strategies and its merge key ('' without one). */
export interface PatchField {
  readonly type: PatchType;
  readonly strategy: string;
  readonly retainKeys: boolean;
  readonly mergeKey: string;
}

const ANYTHING: Schema = {};

/** The type that a schema describes, with its reference followed. */
export function patchType(schema: Schema, schemas: Schemas): PatchType {
  const { $ref: reference } = schema;
  if (reference === undefined)
    return { schema, schemas, name: schema['x-kubernetes-group-version-kind']?.[0]?.kind ?? '' };
  return { schema: schemas[reference] ?? ANYTHING, schemas, name: reference.slice(reference.lastIndexOf('.') + 1) };
}

/** What the schema says of an object field (LookupPatchMetadataForStruct). */
export function objectField(type: PatchType, key: string): Result<PatchField> {
  const property = propertyOf(type, key);
  return property.ok ? fieldOf(property.value, property.value, type.schemas) : property;
}

/** What the schema says of a list field; the type is that of its items (LookupPatchMetadataForSlice). */
export function listField(type: PatchType, key: string): Result<PatchField> {
  const property = propertyOf(type, key);
  return property.ok ? fieldOf(property.value, property.value.items ?? property.value, type.schemas) : property;
}

function propertyOf({ schema, name }: PatchType, key: string): Result<Schema> {
  const { properties = {}, additionalProperties } = schema;
  const property = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
  return property === undefined
    ? failed(`unable to find api field in struct ${name} for the json field ${quote(key)}`)
    : ok(property);
}

function fieldOf(property: Schema, valueType: Schema, schemas: Schemas): Result<PatchField> {
  const strategies = property['x-kubernetes-patch-strategy']?.split(',') ?? [];
  const others = strategies.filter((strategy) => strategy !== 'retainKeys');
  if (strategies.length > 2 || others.length > 1) return failed(`unexpected patch strategy: [${strategies.join(' ')}]`);
  return ok({
    type: patchType(valueType, schemas),
    strategy: others[0] ?? '',
    retainKeys: others.length < strategies.length,
    mergeKey: property['x-kubernetes-patch-merge-key'] ?? '',
  });
}
