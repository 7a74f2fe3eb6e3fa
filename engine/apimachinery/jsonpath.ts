import { canonicalJson, marshalSorted } from './json-text.js';
import { parseJsonPath, type PathNode } from './jsonpath-parser.js';
import { JsonPathRun } from './jsonpath-evaluator.js';
import { failed, ok, type Result } from './result.js';

export { parseJsonPath, type PathNode } from './jsonpath-parser.js';

export interface JsonPathOptions {
  /** A field that is not there gives nothing; kubectl get's default. Otherwise it is an error. */
  readonly allowMissingKeys?: boolean;
}

const MEMO_LIMIT = 1_000;
const parsed = new Map<string, Result<readonly PathNode[]>>();

function parse(template: string): Result<readonly PathNode[]> {
  const known = parsed.get(template);
  if (known !== undefined) return known;
  if (parsed.size >= MEMO_LIMIT) parsed.clear();
  const result = parseJsonPath(template);
  parsed.set(template, result);
  return result;
}

/** What each part of a template gives, in order: texts, and lists of values (JSONPath.FindResults). */
export function findResults(
  template: string,
  data: unknown,
  { allowMissingKeys = true }: JsonPathOptions = {},
): Result<readonly (readonly unknown[])[]> {
  const nodes = parse(template);
  return nodes.ok ? new JsonPathRun(nodes.value, allowMissingKeys).findResults(data) : nodes;
}

/** The values at a path, written as kubectl wait takes it: braces and the first dot may be left out. */
export function evaluateJsonPath(path: string, data: unknown): Result<readonly unknown[]> {
  const template = relaxedJsonPath(path);
  if (!template.ok) return template;
  const results = findResults(template.value, data);
  return results.ok ? ok(results.value.flat()) : results;
}

/** 'metadata.name' as '{.metadata.name}' (kubectl's RelaxedJSONPathExpression). */
export function relaxedJsonPath(path: string): Result<string> {
  if (path === '') return ok(path);
  const [matched, braced, bare] = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(path) ?? [];
  return matched === undefined
    ? failed(
        "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
      )
    : ok(`{.${braced ?? bare}}`);
}

/** What kubectl get -o jsonpath=… prints for an object (JSONPath.Execute). */
export function printJsonPath(template: string, data: unknown, options: JsonPathOptions = {}): Result<string> {
  const results = findResults(template, data, options);
  return results.ok ? ok(results.value.map(printValues).join('')) : results;
}

/** What kubectl get -o jsonpath-as-json=… prints: every part's values as an indented list. */
export function printJsonPathAsJson(template: string, data: unknown, options: JsonPathOptions = {}): Result<string> {
  const results = findResults(template, data, options);
  return results.ok ? ok(results.value.map(indented).join('')) : results;
}

function indented(values: readonly unknown[]): string {
  const sorted: unknown = JSON.parse(canonicalJson(values));
  return `${JSON.stringify(sorted, null, 4)}\n`;
}

function printValues(values: readonly unknown[]): string {
  return values.map(printValue).join(' ');
}

/** Objects and lists as JSON, null as 'null', anything else as it reads. */
export function printValue(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'string' ? value : marshalSorted(value);
}
