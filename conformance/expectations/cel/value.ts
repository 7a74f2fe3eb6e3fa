import { asJson, isObject, type JsonObject, type KubeObject } from '../../../engine/apimachinery/object.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { pods } from '../../../engine/apis/generated/resources.js';
import type { Resource } from '../../../engine/apis/resource.js';

const converted = new WeakMap<object, unknown>();
const wholes = new WeakMap<object, unknown>();

/**
 * An API value as CEL sees it: integers are ints, fractions doubles, absent and null fields are not there. What CEL sees as
 * it is comes back itself. What holds objects is memoised, so that what did not change between two states is converted once;
 * to remember the others would take longer.
 * @param remember false: the value is another one in every state
 */
export function toCel(value: unknown, remember = true): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  const list = Array.isArray(value);
  if (!list && !isObject(value)) return value;
  if (!remember || !holdsObjects(value)) return list ? items(value, remember) : fields(value, remember);
  const known = converted.get(value);
  if (known !== undefined) return known;
  const result = list ? items(value, remember) : fields(value, remember);
  converted.set(value, result);
  return result;
}

function holdsObjects(value: JsonObject | readonly unknown[]): boolean {
  if (isObject(value)) {
    for (const key in value) if (isComposite(value[key])) return true;
    return false;
  }
  return isComposite(value[0]);
}

function isComposite(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function items(list: readonly unknown[], remember: boolean): readonly unknown[] {
  let result: unknown[] | undefined;
  for (let at = 0; at < list.length; at++) {
    const item = list[at];
    const seen = toCel(item, remember);
    if (seen !== item) (result ??= list.slice())[at] = seen;
  }
  return result ?? list;
}

function fields(source: JsonObject, remember: boolean): JsonObject {
  for (const key in source) {
    const field = source[key];
    if (field === undefined || field === null || toCel(field, remember) !== field) return filled({}, source, remember);
  }
  return source;
}

/** Puts the fields of a value into a record, as CEL sees them. */
function filled(result: Record<string, unknown>, source: JsonObject, remember: boolean): Record<string, unknown> {
  for (const key in source) {
    const field = source[key];
    if (field !== undefined && field !== null) result[key] = toCel(field, remember && !FLEETING.has(key));
  }
  return result;
}

/** What is new in every version of an object. */
const FLEETING: ReadonlySet<string> = new Set(['metadata', 'status']);

/** An object as CEL sees it; pods also say `ready` and `phase`, and kind and apiVersion are always there. */
export function objectToCel(resource: Resource, object: KubeObject): unknown {
  const known = wholes.get(object);
  if (known !== undefined) return known;
  const apiVersion = resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
  const result = filled({ apiVersion, kind: resource.kind }, asJson(object), true);
  if (resource.kind === pods.kind && resource.group === pods.group) Object.assign(result, podConveniences(object));
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
