import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import { fail, isFailure, type Failure } from './failure.js';
import { kindOf } from './resources/info.js';

/** Where a kind keeps the spec of its pods (polymorphichelpers.UpdatePodSpecForObject). */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  Deployment: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** The object with its pod spec edited. */
export function editPodSpec(
  object: JsonObject,
  edit: (spec: JsonObject) => JsonObject | Failure,
): JsonObject | Failure {
  const path = PATHS[kindOf(object).kind];
  if (path === undefined) return fail(`the object is not a pod or does not have a pod template: ${goTypeOf(object)}`);
  return editAt(object, path, edit);
}

function editAt(
  object: JsonObject,
  path: readonly string[],
  edit: (part: JsonObject) => JsonObject | Failure,
): JsonObject | Failure {
  const [key, ...rest] = path;
  if (key === undefined) return edit(object);
  const part = object[key];
  const edited = editAt(isObject(part) ? part : {}, rest, edit);
  return isFailure(edited) ? edited : { ...object, [key]: edited };
}

/** '*v1.ConfigMap': Go's %T of an object. */
export function goTypeOf(object: JsonObject): string {
  const { version, kind } = kindOf(object);
  return `*${version}.${kind}`;
}

/** The pod spec of a pod, or of the template of a workload. */
export function podSpecOf(object: JsonObject): JsonObject | undefined {
  let part: unknown = object;
  for (const key of PATHS[kindOf(object).kind] ?? ['spec', 'template', 'spec'])
    part = isObject(part) ? part[key] : undefined;
  return isObject(part) ? part : undefined;
}

export type ContainerField = 'containers' | 'initContainers';

/** The containers of a pod spec. */
export function containersOf(spec: JsonObject, field: ContainerField): readonly JsonObject[] {
  const list = spec[field];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** The spec with its containers edited; fields that are not there stay away. */
export function editContainers(spec: JsonObject, edit: (container: JsonObject) => JsonObject): JsonObject {
  const edited: Record<string, unknown> = { ...spec };
  for (const field of ['containers', 'initContainers'] as const)
    if (Array.isArray(spec[field])) edited[field] = containersOf(spec, field).map(edit);
  return edited;
}

export function textAt(object: JsonObject, field: string): string {
  const value = object[field];
  return typeof value === 'string' ? value : '';
}

/** '*', 'a*', '*b' or a name (set.selectString). */
export function selects(pattern: string, name: string): boolean {
  if (!pattern.includes('*')) return pattern === name;
  const expression = pattern
    .split('*')
    .map((part) => part.replace(/[.+^${}()|[\]\\?]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${expression}$`).test(name);
}
