import * as z from 'zod';
import { isObject } from '../../engine/apimachinery/object.js';
import { expectationOf, millisOf, userOf } from './build/values.js';
import { suggestion, type Cursor } from './cursor.js';
import type { StepPlan } from './plan.js';
import type { Scene } from './scene.js';
import * as fields from './schema/fields.js';
import { shaped } from './shape.js';
import type { Beside, StepDefinition } from './steps/definition.js';
import { foreignSteps, refusedSteps, stepDefinitions } from './steps/registry.js';

/** What may stand beside any step. */
export const besideFields = {
  name: fields.name.optional(),
  at: fields.duration.describe('Virtual time since the start of the scenario at which the step runs.').optional(),
  namespace: fields.namespace.optional(),
};

/** What may stand beside steps that write. */
export const besideWriteFields = {
  as: fields.user.optional(),
  expect: fields.expectation.optional(),
};

const BESIDE = new Set([...Object.keys(besideFields), ...Object.keys(besideWriteFields)]);

/** Reads the steps at a cursor; those with problems are left out, and the problems told. */
export function readSteps(cursor: Cursor, scene: Scene): readonly StepPlan[] {
  const { value } = cursor;
  if (!Array.isArray(value)) {
    cursor.report('must be a list of steps', 'write - apply: …');
    return [];
  }
  return value.flatMap((_, index) => {
    const step = readStep(cursor.at(index), scene);
    if (step?.type === 'fork' && index < value.length - 1)
      cursor.at(index + 1).report('nothing can follow a fork', 'move it into the branches');
    return step ?? [];
  });
}

function readStep(cursor: Cursor, scene: Scene): StepPlan | undefined {
  const { value } = cursor;
  if (!isObject(value)) {
    const fix = typeof value === 'string' && stepDefinitions.has(value) ? `write ${value}: {}` : 'write - apply: …';
    cursor.report('a step is a map with the step as its key', fix);
    return undefined;
  }
  const definition = definitionOf(value, cursor);
  if (definition === undefined) return undefined;
  checkBeside(value, definition, cursor);
  const beside = readBeside(definition, cursor, scene);
  if (beside === undefined) return undefined;
  return definition.read(cursor.at(definition.key), {
    scene: { ...scene, namespace: beside.write.namespace },
    beside,
    steps: readSteps,
  });
}

/** The one step that a map is. */
function definitionOf(value: object, cursor: Cursor): StepDefinition | undefined {
  const keys = Object.keys(value);
  for (const key of keys) {
    if (refusedSteps.has(key)) {
      cursor.at(key).reportKey(`${key}: not modelled yet (see limitations in docs/language.md)`, 'leave the step out');
      return undefined;
    }
  }
  const found = keys.flatMap((key) => stepDefinitions.get(key) ?? []);
  const [definition] = found;
  if (definition === undefined) return unknownStep(keys, cursor);
  if (found.length > 1) {
    const second = found[1]?.key ?? '';
    cursor
      .at(second)
      .reportKey(`two steps in one: ${found.map(({ key }) => key).join(' and ')}`, `put a "- " before ${second}`);
    return undefined;
  }
  return definition;
}

function unknownStep(keys: readonly string[], cursor: Cursor): undefined {
  const key = keys.find((candidate) => !BESIDE.has(candidate));
  if (key === undefined) {
    cursor.report('the step says not what to do', `write one of ${[...stepDefinitions.keys()].join(', ')}`);
    return undefined;
  }
  const foreign = Object.hasOwn(foreignSteps, key) ? foreignSteps[key] : undefined;
  cursor.at(key).reportKey(`no step is called "${key}"`, foreign ?? suggestion(key, stepDefinitions.keys()));
  return undefined;
}

function checkBeside(value: object, definition: StepDefinition, cursor: Cursor): void {
  const { key: own, schema, siblings, writes } = definition;
  const allowed = [
    ...Object.keys(besideFields),
    ...(writes ? Object.keys(besideWriteFields) : []),
    ...Object.keys(siblings),
  ];
  for (const key of Object.keys(value)) {
    if (key === own || allowed.includes(key)) continue;
    const at = cursor.at(key);
    if (fieldsOf(schema).has(key)) at.reportKey(`"${key}" belongs inside ${own}`, `indent it below ${own}:`);
    else if (BESIDE.has(key)) at.reportKey(`"${key}" is for steps that write, not for ${own}`, 'take it away');
    else at.reportKey(`unknown field "${key}" beside ${own}`, suggestion(key, [...allowed, ...stepDefinitions.keys()]));
  }
}

/** All fields that a step's body may have in any of its forms. */
function fieldsOf(schema: z.ZodType): ReadonlySet<string> {
  if (schema instanceof z.ZodObject) return new Set(Object.keys(schema.shape));
  if (!(schema instanceof z.ZodUnion)) return new Set();
  return new Set((schema.options as readonly z.ZodType[]).flatMap((option) => [...fieldsOf(option)]));
}

const besideSchema = z.object({ ...besideFields, ...besideWriteFields });

function readBeside({ key, schema, writes }: StepDefinition, cursor: Cursor, scene: Scene): Beside | undefined {
  const misplaced = misplacedField(key, schema, writes, cursor);
  const shape = shaped(besideSchema, cursor);
  if (shape === undefined || misplaced) return undefined;
  const namespace = shape.namespace ?? scene.namespace;
  const expect =
    shape.expect === undefined ? undefined : expectationOf(shape.expect, cursor.at('expect'), key === 'kubectl');
  return {
    common: {
      source: cursor.source,
      ...(shape.name === undefined ? {} : { name: shape.name }),
      ...(shape.at === undefined ? {} : { at: millisOf(shape.at) }),
    },
    write: {
      namespace,
      ...(shape.as === undefined ? {} : { as: userOf(shape.as, namespace) }),
      ...(expect === undefined ? {} : { expect }),
    },
  };
}

/** `expect` inside a step instead of beside it. */
function misplacedField(key: string, schema: z.ZodType, writes: boolean, cursor: Cursor): boolean {
  const body = cursor.at(key);
  if (!isObject(body.value)) return false;
  const known = fieldsOf(schema);
  if (known.size === 0) return false;
  const beside = [...Object.keys(besideFields), ...(writes ? Object.keys(besideWriteFields) : [])];
  const misplaced = Object.keys(body.value).filter((field) => beside.includes(field) && !known.has(field));
  for (const field of misplaced)
    body
      .at(field)
      .reportKey(`"${field}" stands beside ${key}, not inside it`, `write it in the same column as ${key}:`);
  return misplaced.length > 0;
}
