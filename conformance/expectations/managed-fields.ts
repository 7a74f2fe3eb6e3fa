import { isObject } from '../../engine/apimachinery/object.js';
import type { Condition } from './condition.js';
import type { World } from './world.js';

const known = new WeakMap<Condition, boolean>();

/** A state as a condition sees it. Who manages which fields takes long to work out: only who speaks of it is shown it. */
export function worldFor(condition: Condition, world: World): World {
  let speaks = known.get(condition);
  if (speaks === undefined) known.set(condition, (speaks = speaksOfManagers(condition)));
  return speaks ? (world.withManagedFields?.() ?? world) : world;
}

function speaksOfManagers(condition: Condition): boolean {
  if (condition.type === 'cel') return condition.expression.includes('managedFields');
  const { metadata } = condition.partial;
  return isObject(metadata) && 'managedFields' in metadata;
}
