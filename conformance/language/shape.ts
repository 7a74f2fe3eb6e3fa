import * as z from 'zod';
import { closest } from '../expectations/closest.js';
import { asWritten } from './as-written.js';
import { suggestion, type Cursor } from './cursor.js';

type Issue = z.core.$ZodIssue;

/**
 * Validates the value at a cursor; problems are told at the very field. Undefined when there are any.
 */
export function shaped<S extends z.ZodType>(schema: S, cursor: Cursor): z.output<S> | undefined {
  // A schema reads a few hundred values in a run: to compile it first would take longer than that.
  const result = schema.safeParse(cursor.value, { reportInput: true, jitless: true });
  if (result.success) return result.data;
  reportAll(result.error.issues, schema, cursor);
  return undefined;
}

/** A field that is missing because it is misspelt is told of once. */
function reportAll(issues: readonly Issue[], schema: z.ZodType, cursor: Cursor): void {
  const misspelt = new Set(
    issues.flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') return [];
      const path = issue.path.filter((part) => typeof part !== 'symbol');
      const known = fieldsAt(schema, path, cursor.value);
      return issue.keys.map((key) => JSON.stringify([...path, closest(key, known)]));
    }),
  );
  for (const issue of issues) {
    const missing = issue.code === 'invalid_type' && issue.input === undefined;
    if (!missing || !misspelt.has(JSON.stringify(issue.path))) report(issue, schema, cursor);
  }
}

interface MeantOption {
  readonly issues: readonly Issue[];
  readonly schema: z.ZodType;
}

/**
 * Of the options of a union, the one that was meant: it takes this type of value. Of several maps, the one that knows
 * most of the fields, then the one of whose fields another is a misspelling. Undefined when it cannot be told.
 */
function meantOption(
  errors: readonly (readonly Issue[])[],
  union: z.ZodType | undefined,
  value: unknown,
): MeantOption | undefined {
  if (!(union instanceof z.ZodUnion)) return undefined;
  const options = (union.options as readonly z.ZodType[]).map((schema, index) => ({
    schema,
    issues: errors[index] ?? [],
  }));
  const fitting = options.filter(({ issues }) => rootMismatches(issues) === 0);
  if (fitting.length <= 1) return fitting[0];
  if (!isContainer(value) || Array.isArray(value)) return undefined;
  const keys = Object.keys(value);
  const score = ({ schema }: MeantOption): number => {
    const fields = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    const required =
      schema instanceof z.ZodObject ? fields.filter((field) => !(schema.shape[field] instanceof z.ZodOptional)) : [];
    const known = keys.filter((key) => fields.includes(key)).length;
    return known * 10 + keys.filter((key) => closest(key, required) !== undefined).length;
  };
  return [...fitting].sort((a, b) => score(b) - score(a))[0];
}

function report(issue: Issue, schema: z.ZodType, cursor: Cursor): void {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const at = cursor.at(...path);
  if (issue.code === 'unrecognized_keys') {
    const known = fieldsAt(schema, path, cursor.value);
    for (const key of issue.keys) at.at(key).reportKey(`unknown field "${key}"${inParent(at)}`, suggestion(key, known));
    return;
  }
  if (issue.code === 'invalid_union') {
    const option = meantOption(issue.errors, schemaAt(schema, path, cursor.value), at.value);
    if (option !== undefined) {
      reportAll(option.issues, option.schema, at);
      return;
    }
  }
  const name = path.at(-1);
  if (issue.code === 'invalid_type' && at.value === undefined && typeof name === 'string') {
    cursor
      .at(...path.slice(0, -1))
      .reportKey(
        `"${name}" is required${inParent(cursor.at(...path.slice(0, -1)))}`,
        fixOf(schemaAt(schema, path, cursor.value)),
      );
    return;
  }
  at.report(messageOf(issue, at.value), fixOfIssue(issue, at, schemaAt(schema, path, cursor.value)));
}

function inParent(cursor: Cursor): string {
  const parent = [...cursor.path].reverse().find((part) => typeof part === 'string');
  return parent === undefined ? '' : ` in ${parent}`;
}

/** 1 when an option of a union does not take this type of value at all. */
function rootMismatches(issues: readonly Issue[]): number {
  return issues.some(({ code, path }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_union'))
    ? 1
    : 0;
}

function messageOf(issue: Issue, value: unknown): string {
  if (isOwn(issue)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${article(issue.expected)}, not ${typeName(value)}`;
    case 'invalid_union':
      return `${typeName(value)} does not fit here`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}, not ${shown(value)}`;
    case 'too_small':
      if (issue.origin === 'number' || issue.origin === 'int') return `must be at least ${issue.minimum}`;
      return Number(issue.minimum) > 1 ? `must have at least ${issue.minimum}` : 'must not be empty';
    case 'too_big':
      if (issue.origin === 'number' || issue.origin === 'int') return `must be at most ${issue.maximum}`;
      return `must have at most ${issue.maximum}`;
    default:
      return issue.message === 'Invalid input' ? `${shown(value)} does not fit here` : issue.message;
  }
}

/** The message is that of our schema, and says everything. */
function isOwn({ message }: Issue): boolean {
  return !/^(?:Invalid|Too|Unrecognized)/.test(message);
}

function fixOfIssue(issue: Issue, at: Cursor, schema: z.ZodType | undefined): string | undefined {
  const { value } = at;
  const described = fixOf(schema);
  if (isOwn(issue)) return undefined;
  if (issue.code === 'invalid_value' && typeof value === 'string') return suggestion(value, issue.values.map(String));
  if (issue.code !== 'invalid_type' || described?.startsWith('write ') === true) return described;
  if (issue.expected === 'string' && isScalar(value)) return `put it in quotes: "${asWritten(at)}"`;
  const quoted = typeof value === 'string' && (NUMBER.test(value) || /^(?:true|false)$/.test(value));
  return quoted && issue.expected !== 'object' && issue.expected !== 'array'
    ? `take the quotes away: ${value}`
    : described;
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** What stands here, from the schema's description. */
function fixOf(schema: z.ZodType | undefined): string | undefined {
  if (schema?.description === undefined) return undefined;
  const text = firstSentence(schema.description);
  return /^[A-Z](?:[a-z]|\s)/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function firstSentence(text: string): string {
  return text.replace(/\.(?:\s.*)?$/s, '');
}

function isScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function article(type: string): string {
  if (type === 'array') return 'a list';
  if (type === 'object' || type === 'record') return 'a map';
  if (type === 'int') return 'a whole number';
  return type === 'string' ? 'a text' : type === 'boolean' ? 'true or false' : `a ${type}`;
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return `${typeof value === 'string' ? 'the text' : `the ${typeof value}`} ${shown(value)}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** The schema of the value at a path, its optionality taken off; of unions on the way, the option that is meant. */
function schemaAt(schema: z.ZodType, path: readonly (string | number)[], value: unknown): z.ZodType | undefined {
  let at: z.ZodType | undefined = schema;
  let current = value;
  for (const part of path) {
    at = at === undefined ? undefined : childOf(optionAt(at, current), part);
    current = isContainer(current) ? current[part] : undefined;
  }
  return at === undefined ? undefined : required(at);
}

function isContainer(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}

function required(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? required(schema.unwrap() as z.ZodType)
    : schema;
}

function childOf(schema: z.ZodType, part: string | number): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[part] as z.ZodType | undefined;
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  return schema instanceof z.ZodRecord ? (schema.valueType as z.ZodType) : undefined;
}

/** Of a union, the option that takes this type of value. */
function optionAt(schema: z.ZodType, value: unknown): z.ZodType {
  const plain = required(schema);
  if (!(plain instanceof z.ZodUnion)) return plain;
  const options = plain.options as readonly z.ZodType[];
  const option = options.find((candidate) => takes(candidate, value)) ?? options[0];
  return option === undefined ? plain : optionAt(option, value);
}

function takes(schema: z.ZodType, value: unknown): boolean {
  const result = schema.safeParse(value);
  return result.success || rootMismatches(result.error.issues) === 0;
}

function fieldsAt(schema: z.ZodType, path: readonly (string | number)[], value: unknown): readonly string[] {
  let current = value;
  for (const part of path) current = isContainer(current) ? current[part] : undefined;
  const at = schemaAt(schema, path, value);
  const option = at === undefined ? undefined : optionAt(at, current);
  if (option instanceof z.ZodRecord && option.keyType instanceof z.ZodEnum) return option.keyType.options.map(String);
  return option instanceof z.ZodObject ? Object.keys(option.shape) : [];
}
