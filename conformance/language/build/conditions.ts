import type * as z from 'zod';
import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import type { Resource } from '../../../engine/apis/resource.js';
import type { Condition, Quantifier, Selection } from '../../expectations/condition.js';
import { schemaOfKind } from '../../expectations/schema.js';
import { suggestion, type Cursor } from '../cursor.js';
import { kindSpellings, resourceOf, versionsOf, type Scene } from '../scene.js';
import type * as fields from '../schema/fields.js';
import type * as schema from '../schema/conditions.js';
import { checkAsserted } from './check-object.js';
import { checkCel } from './check-cel.js';
import { positionsOf } from './positions.js';
import { checkSelector, targetOf } from './targets.js';

export type ConditionShape = z.output<typeof schema.condition>;
type ResourceShape = z.output<typeof schema.resourceCondition>;
type CountShape = z.output<typeof schema.countCondition>;

/**
 * A condition as written. `usual` is how many objects a partial object speaks of when it does not say: any one for what
 * must come true, all for what must hold.
 */
export function conditionOf(
  shape: ConditionShape,
  cursor: Cursor,
  scene: Scene,
  usual: 'any' | 'all' = 'any',
): Condition | undefined {
  if (typeof shape === 'string') return celCondition(shape, cursor, cursor, scene, {});
  if ('cel' in shape) return celCondition(shape.cel, cursor.at('cel'), cursor, scene, shape);
  return 'resource' in shape ? resourceCondition(shape, cursor, scene, usual) : countCondition(shape, cursor, scene);
}

function celCondition(
  expression: string,
  at: Cursor,
  whole: Cursor,
  scene: Scene,
  fields: { readonly name?: string; readonly namespace?: string; readonly allowEmpty?: boolean },
): Condition | undefined {
  if (!checkCel(expression, at, scene)) return undefined;
  return {
    type: 'cel',
    source: whole.source,
    ...(fields.name === undefined ? {} : { name: fields.name }),
    expression,
    namespace: fields.namespace ?? scene.namespace,
    allowEmpty: fields.allowEmpty ?? false,
  };
}

function countCondition(shape: CountShape, cursor: Cursor, scene: Scene): Condition | undefined {
  const select = targetOf(shape, cursor, scene, shape.count !== undefined);
  const quantifier = countOf(shape.count ?? { min: 1 }, cursor.at('count'));
  if (select === undefined || quantifier === undefined) return undefined;
  return {
    type: 'resource',
    source: cursor.source,
    ...(shape.name === undefined ? {} : { name: shape.name }),
    select,
    partial: {},
    positions: {},
    quantifier,
    allowEmpty: shape.allowEmpty ?? false,
  };
}

function countOf(count: z.output<typeof fields.count>, cursor: Cursor): Quantifier | undefined {
  if (typeof count === 'number') return { type: 'count', min: count, max: count };
  const { min = 0, max } = count;
  if (min === 0 && max === undefined) {
    cursor.report('every number is at least 0', 'write min: 1, or a max');
    return undefined;
  }
  if (max !== undefined && max < min) {
    cursor.report(`no number is at least ${min} and at most ${max}`, 'swap min and max');
    return undefined;
  }
  return { type: 'count', min, ...(max === undefined ? {} : { max }) };
}

function resourceCondition(
  shape: ResourceShape,
  cursor: Cursor,
  scene: Scene,
  usual: 'any' | 'all',
): Condition | undefined {
  const at = cursor.at('resource');
  const resource = resourceOfPartial(shape.resource, at, scene);
  if (resource === undefined) return undefined;
  checkAsserted(at, schemaOfKind(resource));
  if (shape.count !== undefined && shape.match !== undefined) {
    cursor.at('match').reportKey('match and count at once', 'leave one out');
    return undefined;
  }
  const select = selectionOf(shape, resource, at, scene);
  const quantifier: Quantifier | undefined =
    shape.count === undefined ? { type: shape.match ?? usual } : countOf(shape.count, cursor.at('count'));
  if (select === undefined || quantifier === undefined) return undefined;
  if (quantifier.type === 'all' && !assertsSomething(shape.resource)) {
    at.report('nothing is asserted of the objects', 'add a field that all of them must have, or ask for a count');
    return undefined;
  }
  return {
    type: 'resource',
    source: cursor.source,
    ...(shape.name === undefined ? {} : { name: shape.name }),
    select,
    partial: shape.resource,
    positions: positionsOf(at),
    quantifier,
    allowEmpty: shape.allowEmpty ?? false,
  };
}

/** Whether an asserted object says more than which objects are meant. */
function assertsSomething({ apiVersion, kind, metadata, ...rest }: JsonObject): boolean {
  if (Object.keys(rest).length > 0) return true;
  const selecting = new Set(['name', 'namespace', 'labels']);
  return isObject(metadata) && Object.keys(metadata).some((field) => !selecting.has(field));
}

/** The kind of an asserted object; told of when it is none. */
function resourceOfPartial(partial: JsonObject, cursor: Cursor, scene: Scene): Resource | undefined {
  const { apiVersion, kind } = partial;
  for (const [field, value] of Object.entries({ apiVersion, kind })) {
    if (typeof value === 'string' && value !== '') continue;
    cursor.report(`${field} is missing`, field === 'kind' ? 'add kind: Pod, …' : 'add apiVersion: v1, apps/v1, …');
    return undefined;
  }
  const resource = resourceOf(scene, String(apiVersion), String(kind));
  if (resource !== undefined) return resource;
  const versions = versionsOf(scene, String(kind));
  if (versions.length > 0)
    cursor.at('apiVersion').report(`${String(kind)} is not in ${String(apiVersion)}`, `write ${versions.join(' or ')}`);
  else cursor.at('kind').report(`no kind is called "${String(kind)}"`, suggestion(String(kind), kindSpellings(scene)));
  return undefined;
}

/** The objects that name, namespace, labels and selector mean. */
function selectionOf(shape: ResourceShape, resource: Resource, at: Cursor, scene: Scene): Selection | undefined {
  const metadata = isObject(shape.resource['metadata']) ? shape.resource['metadata'] : {};
  const { name, namespace = shape.namespace ?? scene.namespace, labels } = metadata;
  if (shape.selector !== undefined && !checkSelector(shape.selector, at.at('selector'))) return undefined;
  if (!resource.namespaced && (metadata['namespace'] ?? shape.namespace) !== undefined) {
    at.report(`${resource.kind} has no namespace: there is one for the whole cluster`, 'take the namespace away');
    return undefined;
  }
  const byLabels = isObject(labels)
    ? Object.entries(labels).flatMap(([key, value]) => (typeof value === 'string' ? [`${key}=${value}`] : []))
    : [];
  const selector = [...byLabels, ...(shape.selector === undefined ? [] : [shape.selector])].join(',');
  return {
    resource,
    ...(resource.namespaced && typeof namespace === 'string' && namespace !== '*' ? { namespace } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    ...(selector === '' ? {} : { selector }),
  };
}
