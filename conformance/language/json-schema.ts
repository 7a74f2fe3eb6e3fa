import * as z from 'zod';
import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import { shareParts } from './json-schema-parts.js';
import { besideFields, besideWriteFields } from './read-steps.js';
import * as documents from './schema/documents.js';
import type { StepDefinition } from './steps/definition.js';
import { stepDefinitions } from './steps/registry.js';

const STEP = '#/$defs/step';
const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** What an editor may find where a number, a boolean or one of some words belongs: `${{ matrix.count }}`. */
const VARIABLE = { type: 'string', pattern: '^\\$\\{\\{.*\\}\\}$' };

/** The JSON Schema of spec files, composed of the schemas that the language itself checks with. */
export function jsonSchema(): JsonObject {
  const kinds = {
    scenario: documents.scenario,
    property: documents.property,
    steps: documents.steps,
    suite: documents.suite,
  };
  const definitions = Object.entries(kinds).map(([name, schema]) => [name, convert(schema)] as const);
  return shareParts({
    $schema: DIALECT,
    title: 'kspec',
    description: 'Unit tests for Kubernetes behaviour',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: { apiVersion: { const: documents.API_VERSION }, kind: { enum: documents.KINDS } },
    allOf: documents.KINDS.map((kind) => ({
      if: { properties: { kind: { const: kind } }, required: ['kind'] },
      then: { $ref: `#/$defs/${kind.toLowerCase()}` },
    })),
    $defs: { ...Object.fromEntries(definitions), step: anyStep() },
  });
}

function anyStep(): JsonObject {
  return {
    description: 'One step: its own key, and what may stand beside it.',
    type: 'object',
    anyOf: [...stepDefinitions.values()].map(stepSchema),
  };
}

function stepSchema({ key, schema, summary, writes, siblings }: StepDefinition): JsonObject {
  const beside = { ...besideFields, ...(writes ? besideWriteFields : {}) };
  const optional = Object.fromEntries(Object.entries(siblings).map(([name, sibling]) => [name, sibling.optional()]));
  const described = schema.description === undefined ? schema.describe(summary) : schema;
  return { description: summary, ...convert(z.strictObject({ [key]: described, ...optional, ...beside })) };
}

function convert(schema: z.ZodType): JsonObject {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const completed = complete(json);
  return isObject(completed) ? completed : {};
}

/** Gives step lists their items, and lets variables stand for numbers, booleans and words to choose from. */
function complete(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(complete);
  if (!isObject(schema)) return schema;
  const { kspec, ...rest } = schema;
  if (kspec === 'steps') {
    const { description, ...limits } = rest;
    const list = { ...limits, items: { $ref: STEP } };
    // A list that may be empty may be a generated one.
    return { description, ...('minItems' in rest ? list : { anyOf: [list, VARIABLE] }) };
  }
  const { type, description, ...limits } = rest;
  const scalar = type === 'integer' || type === 'number' || type === 'boolean';
  if ((scalar && !('const' in limits)) || (type === 'string' && 'enum' in limits)) {
    return { ...(description === undefined ? {} : { description }), anyOf: [{ type, ...limits }, VARIABLE] };
  }
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, complete(value)]));
}
