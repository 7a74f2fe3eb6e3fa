import type { Schema, Schemas } from '../../apis/data.js';
import { quote } from '../quote.js';
import { failed, ok, type Result } from '../result.js';

/** A type as strategic merges see it: its schema, resolved, and the name of its Go struct. */
export interface PatchType {
  readonly schema: Schema;
  readonly schemas: Schemas;
  readonly name: string;
  /** What was found out about its fields so far; schemas do not change. */
  readonly known: { readonly objects: Map<string, PatchField>; readonly lists: Map<string, PatchField> };
}

/** How a field is merged: its type (of a list, its items' type), its patch strategies and its merge key ('' without one). */
export interface PatchField {
  readonly type: PatchType;
  readonly strategy: string;
  readonly retainKeys: boolean;
  readonly mergeKey: string;
}

const ANYTHING: Schema = {};

const types = new WeakMap<Schema, PatchType>();

/** The type that a schema describes, with its reference followed. */
export function patchType(schema: Schema, schemas: Schemas): PatchType {
  const made = types.get(schema);
  if (made?.schemas === schemas) return made;
  const { $ref: reference } = schema;
  const known = { objects: new Map<string, PatchField>(), lists: new Map<string, PatchField>() };
  const type =
    reference === undefined
      ? { schema, schemas, name: schema['x-kubernetes-group-version-kind']?.[0]?.kind ?? '', known }
      : {
          schema: schemas[reference] ?? ANYTHING,
          schemas,
          name: reference.slice(reference.lastIndexOf('.') + 1),
          known,
        };
  types.set(schema, type);
  return type;
}

/** What the schema says of an object field (LookupPatchMetadataForStruct). */
export function objectField(type: PatchType, key: string): Result<PatchField> {
  const { objects } = type.known;
  const known = objects.get(key);
  if (known !== undefined) return ok(known);
  const property = propertyOf(type, key);
  if (!property.ok) return property;
  const field = fieldOf(property.value, property.value, type.schemas);
  if (field.ok) objects.set(key, field.value);
  return field;
}

/** What the schema says of a list field; the type is that of its items (LookupPatchMetadataForSlice). */
export function listField(type: PatchType, key: string): Result<PatchField> {
  const { lists } = type.known;
  const known = lists.get(key);
  if (known !== undefined) return ok(known);
  const property = propertyOf(type, key);
  if (!property.ok) return property;
  const field = fieldOf(property.value, property.value.items ?? property.value, type.schemas);
  if (field.ok) lists.set(key, field.value);
  return field;
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
