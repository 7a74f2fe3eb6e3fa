import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import { HOUR } from '../../engine/core/time.js';
import { compileAssumption } from '../expectations/cel/compile.js';
import { assumptionHolds } from '../expectations/cel/evaluate.js';
import { generatorsOf } from './build/generators.js';
import { optionalMillis } from './build/values.js';
import { claimWatches, checkClaims } from './claims.js';
import type { Cursor } from './cursor.js';
import type { Drawn, Generators } from './generator.js';
import { checkUsed } from './matrix.js';
import type { ScenarioPlan, StepPlan } from './plan.js';
import type { Assumption, Orders, PropertyPlan } from './property-plan.js';
import { asserts, frameOf } from './read-scenario.js';
import { readSteps } from './read-steps.js';
import { intentsOf } from './build/intents.js';
import { property, type PropertyDocument } from './schema/documents.js';
import { shaped } from './shape.js';
import { samples } from './simplest.js';
import { valueFor } from './instance-value.js';
import type { Surroundings } from './surroundings.js';

const RUNS = 100;
const SEED = 1;
const FAULTS = 2;

/**
 * The plan of a Property: its simplest instance, with what is claimed of all. Checked with a few values that show
 * everything that it may have in it.
 */
export function readProperty(cursor: Cursor, surroundings: Surroundings): readonly ScenarioPlan[] {
  const spec = cursor.at('spec');
  if (!isObject(spec.value) || spec.value['forall'] === undefined) {
    shaped(property, cursor);
    return [];
  }
  const forall = generatorsOf(spec.at('forall'));
  if (forall === undefined) return [];
  checkUsed('forall', forall, usesIn(spec.value), spec.at('forall'));
  const assume = assumptionsOf(spec.at('assume'));
  if (assume === undefined) return [];
  const all = samples(forall);
  const admitted = all.filter((drawn) => assume.every(({ expression }) => assumptionHolds(expression, drawn) === true));
  const [first] = (admitted.length > 0 ? admitted : all.slice(0, 1)).map((drawn) =>
    instanceOf(cursor, surroundings, forall, drawn),
  );
  if (first === undefined) return [];
  return [{ ...first.plan, property: propertyOf(first.document, forall, assume) }];
}

/** What `forall` values can have a meaning for: all but themselves and the assumptions. */
function usesIn({ forall, assume: _assume, ...rest }: JsonObject): string {
  const steps = isObject(forall) ? Object.values(forall).map((one) => (isObject(one) ? one['steps'] : undefined)) : [];
  return JSON.stringify([rest, steps]);
}

function assumptionsOf(cursor: Cursor): readonly Assumption[] | undefined {
  const { value } = cursor;
  if (value === undefined) return [];
  const places = Array.isArray(value) ? value.map((_, index) => cursor.at(index)) : [cursor];
  const made = places.map(assumptionAt);
  return made.every((one) => one !== undefined) ? made : undefined;
}

function assumptionAt(cursor: Cursor): Assumption | undefined {
  const { value, source } = cursor;
  if (typeof value !== 'string') {
    cursor.report('an assumption is a text', 'write CEL over the values: "forall.replicas > 0"');
    return undefined;
  }
  const compiled = compileAssumption(value);
  if (compiled.ok) return { source, expression: value };
  const { message, offset } = compiled.problem;
  cursor.reportWithin(offset, `not an assumption in CEL: ${message}`, 'it speaks of forall.NAME, and of nothing else');
  return undefined;
}

function propertyOf({ spec }: PropertyDocument, forall: Generators, assume: readonly Assumption[]): PropertyPlan {
  const { runs = RUNS, seed = SEED, orders } = spec;
  return { forall, assume, runs, seed, ...(orders === undefined ? {} : { orders: ordersOf(orders) }) };
}

function ordersOf({ faults = [], max = FAULTS }: NonNullable<PropertyDocument['spec']['orders']>): Orders {
  return { faults, maxFaults: max };
}

interface Instance {
  readonly plan: ScenarioPlan;
  readonly document: PropertyDocument;
}

/** The plan for some values. What is wrong with it is told; then it must not be run. */
export function instanceOf(
  cursor: Cursor,
  surroundings: Surroundings,
  forall: Generators,
  drawn: Drawn,
): Instance | undefined {
  const at = cursor.in(cursor.document.with(valueFor(cursor, forall, drawn)));
  const document = shaped(property, at);
  if (document === undefined) return undefined;
  const { spec } = document;
  const { frame, scene, body } = frameOf(at, document, surroundings);
  const properties = spec.properties ?? [];
  checkClaims(properties, body.at('properties'));
  const plan: ScenarioPlan = {
    ...frame,
    watches: claimWatches(body, properties, scene),
    ...(spec.intents === undefined ? {} : { intents: intentsOf(spec.intents, body.at('intents'), scene) }),
    steps: [...readSteps(body.at('steps'), { ...scene, forks: false }), ...healing(spec, body)],
    catch: [],
    finally: [],
  };
  checkClaimed(plan, document, body);
  return { plan, document };
}

/** `settles`: a second phase, in which nothing is broken any more. */
function healing({ properties = [] }: PropertyDocument['spec'], body: Cursor): readonly StepPlan[] {
  return properties.flatMap(({ settles }, index): readonly StepPlan[] => {
    if (settles === undefined) return [];
    const { source } = body.at('properties', index, 'settles');
    return [
      { type: 'fault', source, fault: { type: 'heal' } },
      { type: 'settle', source, within: optionalMillis(settles.within) ?? HOUR },
    ];
  });
}

/** A Property that claims nothing holds for everything. */
function checkClaimed(plan: ScenarioPlan, { spec }: PropertyDocument, body: Cursor): void {
  if (
    plan.watches.length > 0 ||
    plan.intents !== undefined ||
    spec.properties?.some(({ settles }) => settles !== undefined) === true
  )
    return;
  if (plan.steps.length < spec.steps.length || plan.steps.some(asserts)) return;
  body.at('steps').reportKey('nothing is claimed', 'add properties: [always: …, whenever: …, settles: {}]');
}
