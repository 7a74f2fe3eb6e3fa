import { formatDuration } from '../../engine/apimachinery/duration.js';
import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import type { Condition, Quantifier, Temporal } from './condition.js';
import { join } from './match.js';
import { shownPath } from './path.js';
import { schemaOfKind } from './schema.js';
import { formatSelection } from './select.js';
import { inline } from './yaml-text.js';

const LONG = 160;

/** A condition in one line. */
export function describeCondition(condition: Condition): string {
  if (condition.name !== undefined) return condition.name;
  if (condition.type === 'cel') return condition.expression.trim().replace(/\s+/g, ' ');
  const { partial, quantifier, select } = condition;
  const schema = schemaOfKind(select.resource);
  const fields = leaves(partial, '')
    .filter(([path]) => path !== '' && !SELECTED.test(path))
    .map(([path, value]) => `${shownPath(path, partial, schema)}: ${value === null ? 'absent' : inline(value)}`);
  const text = `${quantifierText(quantifier)}${formatSelection(select)}${fields.length === 0 ? '' : ` with ${fields.join(', ')}`}`;
  return text.length > LONG ? `${text.slice(0, LONG - 1)}…` : text;
}

/** Fields that the selection says already. */
const SELECTED = /^(?:apiVersion|kind|metadata\.(?:name|namespace|labels\b.*))$/;

function quantifierText(quantifier: Quantifier): string {
  switch (quantifier.type) {
    case 'any':
      return '';
    case 'all':
      return 'all ';
    case 'none':
      return 'no ';
    case 'count':
      return `${countText(quantifier.min, quantifier.max)} `;
  }
}

function countText(min: number, max: number | undefined): string {
  if (max === undefined) return `at least ${min}`;
  if (min === max) return String(min);
  return min === 0 ? `at most ${max}` : `${min} to ${max}`;
}

function leaves(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value) && value.length > 0)
    return value.flatMap((item, index) => leaves(item, `${path}[${index}]`));
  if (isObject(value) && Object.keys(value).length > 0) return fieldLeaves(value, path);
  return [[path, value]];
}

function fieldLeaves(value: JsonObject, path: string): readonly (readonly [string, unknown])[] {
  return Object.entries(value).flatMap(([field, child]) => leaves(child, join(path, field)));
}

/** A temporal expectation in one line. */
export function describeTemporal(temporal: Temporal): string {
  if (temporal.name !== undefined) return temporal.name;
  switch (temporal.type) {
    case 'always':
    case 'never':
      return `${temporal.type}: ${describeCondition(temporal.that)}`;
    case 'eventually':
      return `eventually${within(temporal.within)}: ${describeCondition(temporal.that)}`;
    case 'until':
      return `${describeCondition(temporal.hold)} until ${describeCondition(temporal.release)}${within(temporal.within)}`;
    case 'then':
      return `${temporal.order.map(describeCondition).join(', then ')}${within(temporal.within)}`;
    case 'whenever':
      return `whenever ${describeCondition(temporal.when)}, then ${describeCondition(temporal.response)}${within(temporal.within)}`;
    case 'sometimes':
      return `sometimes: ${describeCondition(temporal.that)}`;
  }
}

function within(millis: number | undefined): string {
  return millis === undefined ? '' : ` within ${formatDuration(millis)}`;
}
