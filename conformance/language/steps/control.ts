import * as z from 'zod';
import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { suggestion, type Cursor } from '../cursor.js';
import type { Block, Scene } from '../scene.js';
import { millisOf } from '../build/values.js';
import type { input } from '../schema/documents.js';
import * as fields from '../schema/fields.js';
import { stepList } from '../schema/step-list.js';
import { substituted } from '../substitute.js';
import { step, type StepDefinition } from './definition.js';

type Input = z.output<typeof input>;

const use = step({
  key: 'use',
  summary: 'Runs the block of a Steps document, with its inputs.',
  schema: z
    .union([
      z.string().min(1),
      z.strictObject({
        steps: z.string().min(1).describe('metadata.name of the Steps document, in this file or an included one.'),
        with: z.record(z.string(), z.unknown()).describe('Values of its inputs.').optional(),
      }),
    ])
    .describe('The name of a Steps document, or {steps: name, with: inputs}.'),
  build(shape, cursor, { scene, beside, steps }) {
    const name = typeof shape === 'string' ? shape : shape.steps;
    const at = typeof shape === 'string' ? cursor : cursor.at('steps');
    const block = scene.blocks.get(name);
    if (block === undefined) {
      at.report(
        `no Steps document is called "${name}"`,
        scene.blocks.size === 0
          ? 'write one in this file, or name its file in spec.include'
          : suggestion(name, scene.blocks.keys()),
      );
      return undefined;
    }
    if (scene.using.includes(name)) {
      at.report(`the block uses itself: ${[...scene.using, name].join(' → ')}`, 'take one of these uses away');
      return undefined;
    }
    const inputs = inputsOf(block, typeof shape === 'string' ? {} : (shape.with ?? {}), cursor);
    if (inputs === undefined) return undefined;
    const body = block.cursor.in(block.cursor.document.with(substituted(block.cursor, { inputs })));
    const inner: Scene = { ...scene, folder: block.folder, using: [...scene.using, name], forks: false };
    return { type: 'use', ...beside.common, uses: name, steps: steps(body.at('spec', 'steps'), inner) };
  },
});

/** The inputs that a block declares; it has been validated. */
export function declaredInputs({ cursor }: Block): Readonly<Record<string, Input>> {
  return (cursor.at('spec', 'inputs').value ?? {}) as Readonly<Record<string, Input>>;
}

function inputsOf(block: Block, given: JsonObject, cursor: Cursor): JsonObject | undefined {
  const declared = declaredInputs(block);
  const at = cursor.at('with');
  let fine = true;
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(declared, name)) continue;
    at.at(name).reportKey(`"${block.name}" has no input "${name}"`, suggestion(name, Object.keys(declared)));
    fine = false;
  }
  const values: Record<string, unknown> = {};
  for (const [name, input] of Object.entries(declared)) {
    if (!Object.hasOwn(given, name)) {
      if (input.default === undefined) {
        cursor.report(`"${block.name}" needs the input "${name}"`, `add with: {${name}: …}`);
        fine = false;
      }
      values[name] = input.default;
    } else {
      fine = checkInput(name, input, given[name], at.at(name)) && fine;
      values[name] = given[name];
    }
  }
  return fine ? values : undefined;
}

/** Whether a value may be given for an input; told of when not. */
export function checkInput(name: string, { type, enum: allowed }: Input, value: unknown, cursor: Cursor): boolean {
  if (typeOf(value) !== type) {
    cursor.report(
      `the input "${name}" is a ${type}, not a ${typeOf(value)}`,
      type === 'string' ? 'put it in quotes' : undefined,
    );
    return false;
  }
  if (allowed === undefined || allowed.some((known) => known === value)) return true;
  cursor.report(`the input "${name}" is one of ${allowed.join(', ')}`, suggestion(String(value), allowed.map(String)));
  return false;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (isObject(value)) return 'map';
  return value === null ? 'null' : typeof value;
}

const repeat = step({
  key: 'repeat',
  summary: 'Runs steps several times, at equal distances of virtual time.',
  schema: z
    .strictObject({
      every: fields.duration.describe('Time from the start of one time to the start of the next.'),
      times: z.int().min(2).max(10_000).describe('How often, in all.'),
      steps: stepList.min(1).describe('What happens each time.'),
    })
    .describe('{every: 1m, times: 5, steps: [...]}. The first time is at once; after the last no time passes.'),
  build({ every, times }, cursor, { scene, beside, steps }) {
    const between = millisOf(every);
    if (between === 0) cursor.at('every').report('no time passes between two times', 'write how long: 1m');
    const inner: Scene = { ...scene, forks: false };
    return { type: 'repeat', ...beside.common, every: between, times, steps: steps(cursor.at('steps'), inner) };
  },
});

const attempt = step({
  key: 'try',
  summary: 'Runs steps; when one fails also those of catch, and those of finally in any case. The failure stays.',
  schema: stepList.min(1).describe('Steps to run.'),
  siblings: {
    catch: stepList.min(1).describe('Steps to run when one of try failed.'),
    finally: stepList.min(1).describe('Steps to run in any case.'),
  },
  build(_shape, cursor, { scene, beside, steps }) {
    const step = cursor.up();
    const inner: Scene = { ...scene, forks: false };
    const branch = (name: string) => (step.at(name).value === undefined ? [] : steps(step.at(name), inner));
    return { type: 'try', ...beside.common, try: branch('try'), catch: branch('catch'), finally: branch('finally') };
  },
});

const group = step({
  key: 'steps',
  summary: 'Runs the steps of a list. It may be empty: of a Property, a list that is generated stands here.',
  schema: stepList.describe('Steps to run: "${{ forall.NAME }}".'),
  build(_shape, cursor, { scene, beside, steps }) {
    return { type: 'group', ...beside.common, steps: steps(cursor, { ...scene, forks: false }) };
  },
});

const fork = step({
  key: 'fork',
  summary: 'Goes on in several ways from the state at hand; each branch is judged by itself.',
  schema: z
    .strictObject({
      branches: z
        .array(
          z
            .strictObject({
              name: z
                .string()
                .min(1)
                .regex(/^[^\n\r]*$/, 'a name has one line')
                .describe('What this branch claims, in one line.'),
              steps: stepList.min(1).describe('What happens in it, in order.'),
            })
            .describe('A way on.'),
        )
        .min(2)
        .describe('The ways on, at least two.'),
    })
    .describe(
      'Branches that all start from the state at hand. It is the last step; what follows belongs into the branches.',
    ),
  build({ branches }, cursor, { scene, beside, steps }) {
    if (!scene.forks) {
      cursor.reportKey(
        'a fork stands at the end of a scenario or of a branch only',
        'move it to the end of spec.steps',
      );
      return undefined;
    }
    const at = cursor.at('branches');
    for (const [index, { name }] of branches.entries())
      if (branches.findIndex((other) => other.name === name) !== index)
        at.at(index, 'name').report(`two branches are called "${name}"`, 'give one another name');
    return {
      type: 'fork',
      ...beside.common,
      branches: branches.map(({ name }, index) => ({
        source: at.at(index).source,
        name,
        steps: steps(at.at(index, 'steps'), scene),
      })),
    };
  },
});

export const controlSteps: readonly StepDefinition[] = [use, group, repeat, attempt, fork];
