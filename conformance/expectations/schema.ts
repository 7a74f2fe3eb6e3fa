import type { Schema } from '../../engine/apis/data.js';
import { schemas } from '../../engine/apis/generated/schemas.js';

const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';

const roots = new Map<string, Schema>();

function indexRoots(): void {
  for (const schema of Object.values(schemas)) {
    for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? []) {
      const key = rootKey(group, version, kind);
      if (!roots.has(key)) roots.set(key, schema);
    }
  }
}

function rootKey(group: string, version: string, kind: string): string {
  return `${group}/${version}/${kind}`;
}

/** The schema of a kind; undefined for kinds that the API server does not build in. */
export function schemaOfKind(kind: { group: string; version: string; kind: string }): Schema | undefined {
  if (roots.size === 0) indexRoots();
  return roots.get(rootKey(kind.group, kind.version, kind.kind));
}

/** The schema behind a reference, which may be the schema itself. */
export function resolved(schema: Schema | undefined): Schema | undefined {
  return schema?.$ref === undefined ? schema : schemas[schema.$ref];
}

export function isQuantity(schema: Schema | undefined): boolean {
  return schema?.$ref === QUANTITY;
}

/** The schema of a field; undefined when nothing is known of it. */
export function fieldSchema(schema: Schema | undefined, field: string): Schema | undefined {
  const at = resolved(schema);
  const properties = at?.properties ?? {};
  return Object.hasOwn(properties, field) ? properties[field] : at?.additionalProperties;
}

/** The schema of a list's elements. */
export function itemSchema(schema: Schema | undefined): Schema | undefined {
  return resolved(schema)?.items;
}

const NONE: readonly string[] = [];

/** The fields that tell the elements of a list apart; none when it is not such a list. */
export function listMapKeys(schema: Schema | undefined): readonly string[] {
  const at = resolved(schema);
  const keys = at?.['x-kubernetes-list-map-keys'];
  if (keys !== undefined) return keys;
  const mergeKey = at?.['x-kubernetes-patch-merge-key'];
  return mergeKey === undefined ? NONE : [mergeKey];
}
