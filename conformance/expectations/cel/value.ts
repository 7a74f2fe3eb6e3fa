import { isObject, type KubeObject } from '../../../engine/apimachinery/object.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { pods } from '../../../engine/apis/generated/resources.js';
import type { Resource } from '../../../engine/apis/resource.js';

const converted = new WeakMap<object, unknown>();
const wholes = new WeakMap<object, unknown>();

/**
 * An API value as CEL sees it: integers are ints, fractions doubles, absent and null fields are not there. Memoised per
 * object, so what did not change between two states is converted once.
 */
export function toCel(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const known = converted.get(value);
  if (known !== undefined) return known;
  const result = Array.isArray(value) ? value.map(toCel) : fields(value);
  converted.set(value, result);
  return result;
}

function fields(value: object): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    if (field !== undefined && field !== null) result[key] = toCel(field);
  }
  return result;
}

/** An object as CEL sees it; pods also say `ready` and `phase`, and kind and apiVersion are always there. */
export function objectToCel(resource: Resource, object: KubeObject): unknown {
  const known = wholes.get(object);
  if (known !== undefined) return known;
  const result: Record<string, unknown> = {
    apiVersion: resource.group === '' ? resource.version : `${resource.group}/${resource.version}`,
    kind: resource.kind,
    ...fields(object),
    ...(resource.kind === pods.kind && resource.group === pods.group ? podConveniences(object) : {}),
  };
  wholes.set(object, result);
  return result;
}

function podConveniences(object: KubeObject): { readonly ready: boolean; readonly phase: string } {
  const status = 'status' in object && isObject(object.status) ? (object as Pod).status : undefined;
  return {
    ready: status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
    phase: status?.phase ?? 'Pending',
  };
}
