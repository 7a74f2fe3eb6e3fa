import type { KubeObject } from '../../engine/apimachinery/object.js';
import { explainCel } from './cel/explain.js';
import { closest } from './closest.js';
import type { Condition, ResourceCondition } from './condition.js';
import { describeCondition } from './describe.js';
import { diffAsserted } from './diff.js';
import { judge, matchObject } from './judge.js';
import { worldFor } from './managed-fields.js';
import type { Match, Mismatch } from './match-result.js';
import { shownPath } from './path.js';
import { project } from './project.js';
import { schemaOfKind } from './schema.js';
import { formatObject, formatSelection, select } from './select.js';
import type { Position } from './source.js';
import type { World } from './world.js';
import { inline } from './yaml-text.js';

/** Why a condition is as it is, for a report. */
export interface Explanation {
  /** The condition, or the very field of it that decides. */
  readonly position: Position;
  /** What was expected, in one line. */
  readonly expectation: string;
  readonly message: string;
  readonly nearest?: { readonly object: string; readonly note: string };
  readonly diff?: readonly string[];
}

/** At most so many names are listed. */
const MANY = 8;

/** Why a condition does not hold in a state; call it only where it does not. */
export function explainFalse(condition: Condition, state: World): Explanation {
  const world = worldFor(condition, state);
  const expectation = describeCondition(condition);
  if (condition.type === 'cel') {
    const lines = explainCel(condition.expression, world, condition.namespace);
    return { position: condition.source, expectation, message: lines.join('; ') || 'is false' };
  }
  const { quantifier, select: selection } = condition;
  const selected = select(world, selection);
  if (quantifier.type === 'none') return { ...explainTrue(condition, world), expectation };
  if (quantifier.type === 'count') return explainCount(condition, selected, expectation);
  if (selected.length === 0) return nothingSelected(condition, world, expectation);
  const failing = selected
    .map((object) => ({ object, match: matchObject(condition, object) }))
    .filter(({ match }) => match.mismatches.length > 0)
    .sort((a, b) => missing(a.match) - missing(b.match));
  const [best] = failing;
  if (best === undefined) return { position: condition.source, expectation, message: 'holds' };
  const others = quantifier.type === 'all' && failing.length > 1 ? ` (and ${failing.length - 1} more)` : '';
  return compared(condition, best.object, best.match, expectation, others);
}

function missing({ asserted, agreed }: Match): number {
  return asserted - agreed;
}

/** What makes a condition true: for what must never be. */
export function explainTrue(condition: Condition, state: World): Explanation {
  const world = worldFor(condition, state);
  const expectation = `never: ${describeCondition(condition)}`;
  if (condition.type === 'cel') {
    const lines = explainCel(condition.expression, world, condition.namespace);
    const verdict = judge(condition, world).truth === 'error' ? 'it cannot be judged' : 'it is true';
    return { position: condition.source, expectation, message: [verdict, ...lines].join('; ') };
  }
  const found = select(world, condition.select).filter(
    (object) => matchObject(condition, object).mismatches.length === 0,
  );
  return { position: condition.source, expectation, message: `found ${names(condition, found)}` };
}

function names(condition: ResourceCondition, objects: readonly KubeObject[]): string {
  if (objects.length === 0) return 'none';
  const shown = objects.slice(0, MANY).map((object) => formatObject(condition.select.resource.kind, object));
  return `${shown.join(', ')}${objects.length > MANY ? ` and ${objects.length - MANY} more` : ''}`;
}

function explainCount(condition: ResourceCondition, selected: readonly KubeObject[], expectation: string): Explanation {
  const found = selected.filter((object) => matchObject(condition, object).mismatches.length === 0);
  const message = `found ${found.length}${found.length === 0 ? '' : `: ${names(condition, found)}`}`;
  return { position: condition.source, expectation, message };
}

function nothingSelected(condition: ResourceCondition, world: World, expectation: string): Explanation {
  const { resource, namespace, name } = condition.select;
  const position = condition.positions['metadata.name'] ?? condition.source;
  const message = `there is no ${formatSelection(condition.select)}`;
  const siblings = world.list(resource, resource.namespaced ? namespace : undefined);
  if (siblings.length === 0) return { position, expectation, message: `${message}, and no ${resource.kind} at all` };
  const meant =
    name === undefined
      ? undefined
      : closest(
          name,
          siblings.map(({ metadata }) => metadata.name),
        );
  const near = siblings.find(({ metadata }) => metadata.name === meant) ?? siblings[0];
  const note = meant === undefined ? `one of ${siblings.length}: ${names(condition, siblings)}` : 'a similar name';
  const nearest = near === undefined ? undefined : { object: formatObject(resource.kind, near), note };
  return { position, expectation, message, nearest };
}

function compared(
  condition: ResourceCondition,
  object: KubeObject,
  match: Match,
  expectation: string,
  others: string,
): Explanation {
  const { partial, positions, select: selection } = condition;
  const schema = schemaOfKind(selection.resource);
  const [first] = match.mismatches;
  const sentences = match.mismatches.slice(0, 3).map((mismatch) => sentence(mismatch, condition));
  const more = match.mismatches.length > 3 ? `; and ${match.mismatches.length - 3} more` : '';
  const whole =
    object.kind === undefined ? { ...object, apiVersion: partial['apiVersion'], kind: partial['kind'] } : object;
  const nothing = project(partial, whole, schema) === undefined;
  return {
    position: (first === undefined ? undefined : positions[first.path]) ?? condition.source,
    expectation,
    message: `${formatObject(selection.resource.kind, object)}: ${sentences.join('; ')}${more}${others}`,
    nearest: {
      object: formatObject(selection.resource.kind, object),
      note: `${match.agreed} of ${match.asserted} asserted fields agree`,
    },
    ...(nothing ? {} : { diff: diffAsserted(partial, whole, schema) }),
  };
}

function sentence({ path, expected, actual, note }: Mismatch, condition: ResourceCondition): string {
  const field = shownPath(path, condition.partial, schemaOfKind(condition.select.resource));
  if (note !== undefined && actual === undefined) return `${field}: ${note}`;
  const is = `${field} is ${inline(actual)}`;
  return `${is}, expected ${expected === undefined ? 'absent' : inline(expected)}${note === undefined ? '' : ` (${note})`}`;
}
