import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import type { Temporal } from '../expectations/condition.js';
import { conditionOf } from './build/conditions.js';
import { watchesOf } from './build/temporal.js';
import type { Cursor } from './cursor.js';
import type { Scene } from './scene.js';
import { temporal } from './schema/conditions.js';
import type { ClaimShape } from './schema/property.js';

/** The operators that a Scenario has too, in the order in which it watches them. */
export const TEMPORAL = Object.keys(temporal) as readonly (keyof typeof temporal)[];

type Operator = (typeof TEMPORAL)[number];

/** Where an operator stands: in the spec itself, or in an element of its properties. */
interface Place {
  readonly operator: Operator;
  readonly holder: Cursor;
}

/** Every use of a temporal operator, in the order of a Scenario that says the same. */
function placesOf(body: Cursor): readonly Place[] {
  const listed = body.at('properties');
  const elements = Array.isArray(listed.value) ? listed.value.map((_, index) => listed.at(index)) : [];
  return TEMPORAL.flatMap((operator) =>
    [body, ...elements].flatMap((holder) =>
      isObject(holder.value) && holder.value[operator] !== undefined ? [{ operator, holder }] : [],
    ),
  );
}

/** What a Property watches in every run; `sometimes` last. `body` is at its spec, with a shape that has been checked. */
export function claimWatches(body: Cursor, properties: readonly ClaimShape[], scene: Scene): readonly Temporal[] {
  const usual = placesOf(body).flatMap(({ operator, holder }) =>
    watchesOf({ [operator]: holder.at(operator).value }, holder, scene),
  );
  const seen = properties.flatMap(({ sometimes }, index): readonly Temporal[] => {
    if (sometimes === undefined) return [];
    const at = body.at('properties', index, 'sometimes');
    const that = conditionOf(sometimes, at, scene);
    return that === undefined ? [] : [{ type: 'sometimes', source: at.source, that }];
  });
  return [...usual, ...seen].map((one) => ({ ...one, mayBeIdle: true }));
}

/** Each property is one operator; told of when not. */
export function checkClaims(properties: readonly ClaimShape[], cursor: Cursor): void {
  for (const [index, property] of properties.entries()) {
    const given = Object.keys(property);
    if (given.length === 1) continue;
    const at = cursor.at(index);
    if (given.length === 0) at.report('claims nothing', 'write one of always, never, whenever, sometimes, settles, …');
    else at.report(`${given.join(' and ')} at once`, `put a "- " before ${given.at(-1)}`);
  }
}

/**
 * The same claims as fields of a Scenario, and as first steps where it has but one place for them.
 * @param idle the numbers of those that had nothing to watch, and are left out
 */
export function writtenClaims(
  body: Cursor,
  idle: ReadonlySet<number>,
): { readonly fields: JsonObject; readonly steps: readonly JsonObject[] } {
  const fields: Record<string, unknown[]> = {};
  const steps: JsonObject[] = [];
  let number = 0;
  for (const { operator, holder } of placesOf(body)) {
    const { value } = holder.at(operator);
    const all: readonly unknown[] = operator !== 'then' && Array.isArray(value) ? value : [value];
    for (const one of all) {
      if (idle.has(number++)) continue;
      if (operator === 'then') steps.push({ then: one });
      else (fields[operator] ??= []).push(one);
    }
  }
  return { fields, steps };
}
