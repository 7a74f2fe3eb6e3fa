import * as z from 'zod';
import { builtInKinds } from '../expectations/kinds.js';
import { besideFields, besideWriteFields } from './read-steps.js';
import { answer, cluster, image, node } from './schema/cluster.js';
import { celCondition, countCondition, resourceCondition } from './schema/conditions.js';
import { input, property, scenario, steps, suite } from './schema/documents.js';
import { claim, generator, generators } from './schema/property.js';
import type { StepDefinition } from './steps/definition.js';
import { examples } from './examples.js';
import { families, refusedSteps } from './steps/registry.js';

const BEGIN = '<!-- reference: written by kspec schema --markdown; do not edit below -->';
const END = '<!-- end of reference -->';

/** The text of docs/language.md with its reference part written anew. */
export function withReference(text: string): string {
  const [before = text, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1] ?? '\n';
  return `${before.trimEnd()}\n\n${BEGIN}\n\n${reference()}\n${END}${after}`;
}

/** Every document, step and field of the language, from the schemas that it checks with. */
function reference(): string {
  const parts = [
    '## Reference: documents',
    ...section('Scenario', specOf(scenario)),
    ...section('Property', specOf(property)),
    ...section('a generator', generator),
    ...Object.entries(generators).flatMap(([name, { shape }]) => withFields(name, Object.values(shape))),
    ...section('a property', claim),
    ...section('Steps', specOf(steps)),
    ...section('an input of Steps', input),
    ...section('Suite', specOf(suite)),
    ...section('cluster', cluster),
    ...section('a node', node),
    ...section('an image', image),
    ...section('an answer', answer),
    '## Reference: steps',
    'Beside any step:',
    fieldTable(z.object(besideFields)),
    'Beside steps that write:',
    fieldTable(z.object(besideWriteFields)),
    ...Object.entries(families).flatMap(([family, definitions]) => [
      `### ${family}`,
      ...definitions.flatMap(stepSection),
    ]),
    '## Reference: conditions',
    ...section('CEL', celCondition),
    ...section('a partial object', resourceCondition),
    ...section('a number of objects', countCondition),
    '## Reference: what is not modelled yet',
    `These are refused by name: the steps ${[...refusedSteps].map((key) => `\`${key}\``).join(', ')}.`,
    '## Reference: functions of CEL for kinds',
    kindList(),
  ];
  return `${parts.join('\n\n')}\n`;
}

function specOf(document: typeof scenario | typeof property | typeof steps | typeof suite): z.ZodType {
  return document.shape.spec;
}

function section(title: string, schema: z.ZodType): readonly string[] {
  return [`### ${title}`, ...(schema.description === undefined ? [] : [schema.description]), fieldTable(schema)];
}

/** Of a schema that has fields. */
function withFields(title: string, [schema]: readonly z.ZodType[]): readonly string[] {
  if (schema === undefined || objectsIn(schema).every(({ shape }) => Object.keys(shape).length === 0)) return [];
  return section(title, schema);
}

function stepSection({ key, summary, schema, siblings }: StepDefinition): readonly string[] {
  const example = Object.hasOwn(examples, key) ? examples[key] : undefined;
  return [
    `#### ${key}`,
    summary,
    ...(schema.description === undefined ? [] : [`Value: ${schema.description}`]),
    ...(example === undefined ? [] : [`\`\`\`yaml\n${example.trim()}\n\`\`\``]),
    ...objectsIn(schema)
      .slice(0, 1)
      .map(() => fieldTable(schema)),
    ...(Object.keys(siblings).length === 0 ? [] : ['Beside it:', fieldTable(z.object(siblings).partial())]),
  ];
}

function required(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? required(schema.unwrap() as z.ZodType)
    : schema;
}

/** The maps that a schema may be, in any of its forms. */
function objectsIn(schema: z.ZodType): readonly z.ZodObject[] {
  const plain = required(schema);
  if (plain instanceof z.ZodObject) return [plain];
  return plain instanceof z.ZodUnion ? (plain.options as readonly z.ZodType[]).flatMap(objectsIn) : [];
}

function fieldTable(schema: z.ZodType): string {
  const objects = objectsIn(schema);
  const names = new Set(objects.flatMap(({ shape }) => Object.keys(shape)));
  const rows = [...names].map((name) => {
    const owners = objects.filter(({ shape }) => name in shape);
    const field = owners[0]?.shape[name] as z.ZodType;
    const needed =
      owners.length === objects.length && owners.every(({ shape }) => !(shape[name] instanceof z.ZodOptional));
    return `| \`${name}\`${needed ? ' (required)' : ''} | ${typeText(field)} | ${cell(required(field).description ?? '')} |`;
  });
  return ['| Field | Type | |', '|---|---|---|', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function typeText(schema: z.ZodType): string {
  const plain = required(schema);
  if (plain instanceof z.ZodEnum) return plain.options.map((option) => `\`${String(option)}\``).join(', ');
  if (plain instanceof z.ZodLiteral) return [...plain.values].map((value) => `\`${String(value)}\``).join(', ');
  if (plain instanceof z.ZodArray) return `list${itemsText(plain.element as z.ZodType)}`;
  if (plain instanceof z.ZodObject || plain instanceof z.ZodRecord) return 'map';
  if (plain instanceof z.ZodUnion) {
    return [...new Set((plain.options as readonly z.ZodType[]).map(typeText))].join(' or ');
  }
  if (plain instanceof z.ZodString) return 'text';
  if (plain instanceof z.ZodNumber) return 'number';
  return plain instanceof z.ZodBoolean ? 'true or false' : 'anything';
}

/** What has more fields has a section of its own. */
const FEW = 5;

/** ' of {after, code}': the fields that the maps in a list may have. */
function itemsText(element: z.ZodType): string {
  const fields = new Set(objectsIn(element).flatMap(({ shape }) => Object.keys(shape)));
  return fields.size === 0 || fields.size > FEW ? '' : ` of \`{${[...fields].join(', ')}}\``;
}

/** `pods(…)` gives all of a kind, `pod(…)` one. */
function kindList(): string {
  const seen = new Set<string>();
  const names = builtInKinds().flatMap(({ resource, singular, stored }) => {
    if (!stored || seen.has(resource.plural)) return [];
    seen.add(resource.plural);
    return [
      singular === '' || singular === resource.plural
        ? `\`${resource.plural}\``
        : `\`${resource.plural}\`/\`${singular}\``,
    ];
  });
  return names.join(', ');
}
