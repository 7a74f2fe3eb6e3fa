import { isAlias, isMap, isScalar, isSeq, parseDocument, Scalar, type Document, type YAMLError } from 'yaml';
import { failed, ok, type Result } from '../../../engine/apimachinery/result.js';
import { numberText } from './yaml-write.js';
import { resolvePlain } from './yaml-resolve.js';

/**
 * The values of a stream of YAML documents or of JSON values, as kubectl decodes it (yaml.YAMLOrJSONDecoder): one after
 * the other, up to the first that cannot be read. Empty documents give null.
 */
export function* readStream(text: string): Generator<Result<unknown>, void, void> {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (!/^\s*\{/.test(body)) return yield* readYamlStream(body);
  let rest = body;
  let count = 0;
  while (rest.trim() !== '') {
    const end = endOfJson(rest);
    const value = end === undefined ? failed('unexpected EOF') : parseJson(rest.slice(0, end));
    if (!value.ok || end === undefined) {
      if (count > 1) return yield value;
      const [first, ...more] = readYamlStream(rest);
      return yield* first === undefined || !first.ok ? [value] : [first, ...more];
    }
    yield value;
    count += 1;
    rest = rest.slice(end);
  }
}

/** Where the first JSON object of a text ends. */
function endOfJson(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') {
      at += /^"(?:[^"\\]|\\[^])*/.exec(text.slice(at))?.[0].length ?? 0;
    } else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0 && !/\s/.test(character)) return at + 1;
  }
  return undefined;
}

function parseJson(text: string): Result<unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return ok(value);
  } catch (error) {
    const at = /position (\d+)/.exec(String(error))?.[1] ?? '0';
    const character = text.charAt(Number(at));
    return failed(`json: offset ${Number(at) + 1}: invalid character '${character}' looking for beginning of value`);
  }
}

function* readYamlStream(text: string): Generator<Result<unknown>, void, void> {
  let document = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('---')) {
      const after = line.slice(3).trim();
      if (after !== '' && !after.startsWith('#')) return yield failed(`invalid Yaml document separator: ${after}`);
      if (document !== '') yield* stopping(readYaml(document));
      document = '';
    } else document += `${line}\n`;
  }
  if (document.trim() !== '') yield* stopping(readYaml(document));
}

function* stopping(read: Result<unknown>): Generator<Result<unknown>, void, void> {
  yield read.ok ? read : failed(`error converting YAML to JSON: ${read.error}`);
}

/** One YAML document as a JSON value, by go-yaml v2's rules; the error reads as go-yaml's. Equal keys: the last one counts. */
export function readYaml(text: string): Result<unknown> {
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, strict: false, logLevel: 'silent' });
  const [problem] = document.errors;
  if (problem !== undefined) return failed(`yaml: ${goMessage(problem)}`);
  return toValue(document.contents, document);
}

function toValue(node: unknown, document: Document): Result<unknown> {
  if (node === null || node === undefined) return ok(null);
  if (isAlias(node)) {
    const target = node.resolve(document);
    return target === undefined
      ? failed(`yaml: unknown anchor '${node.source}' referenced`)
      : toValue(target, document);
  }
  if (isScalar(node)) return ok(scalarValue(node));
  if (isSeq(node)) return toList(node.items, document);
  return isMap(node) ? toMap(node.items, document) : failed('yaml: unknown node');
}

function toList(items: readonly unknown[], document: Document): Result<unknown> {
  const list: unknown[] = [];
  for (const item of items) {
    const value = toValue(item, document);
    if (!value.ok) return value;
    list.push(value.value);
  }
  return ok(list);
}

interface Pair {
  readonly key: unknown;
  readonly value: unknown;
}

function toMap(pairs: readonly Pair[], document: Document): Result<unknown> {
  const merged: Record<string, unknown> = {};
  const own: Record<string, unknown> = {};
  for (const { key, value } of pairs) {
    const read = toValue(value, document);
    if (!read.ok) return read;
    if (isMergeKey(key)) Object.assign(merged, ...mergeSources(read.value));
    else {
      const name = keyText(toValue(key, document));
      if (!name.ok) return name;
      own[name.value] = read.value;
    }
  }
  return ok({ ...merged, ...own });
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === Scalar.PLAIN && key.source === '<<';
}

/** Of several maps to merge the first has the last word. */
function mergeSources(value: unknown): readonly object[] {
  const sources: readonly unknown[] = Array.isArray(value) ? [...(value as readonly unknown[])].reverse() : [value];
  return [{}, ...sources.filter((source) => typeof source === 'object' && source !== null)];
}

function keyText(key: Result<unknown>): Result<string> {
  if (!key.ok) return key;
  if (typeof key.value === 'string') return ok(key.value);
  if (typeof key.value === 'number') return ok(numberText(key.value));
  if (typeof key.value === 'boolean') return ok(String(key.value));
  return failed('unsupported map key');
}

function scalarValue(node: Scalar): unknown {
  const text = typeof node.value === 'string' ? node.value : '';
  const tag = node.tag ?? '';
  if (tag.endsWith(':str') || tag === '!') return text;
  return node.type === Scalar.PLAIN || tag !== '' ? resolvePlain(text) : text;
}

const MESSAGES: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  MULTILINE_IMPLICIT_KEY: "could not find expected ':'",
  MISSING_CHAR: 'did not find expected key',
  BAD_INDENT: 'did not find expected key',
  TAB_AS_INDENT: 'found character that cannot start any token',
  BAD_SCALAR_START: 'found character that cannot start any token',
  UNEXPECTED_TOKEN: 'did not find expected node content',
  BLOCK_IN_FLOW: 'did not find expected node content',
  BAD_COLLECTION_TYPE: 'did not find expected key',
};

/** 'line 3: did not find expected key'. The two parsers do not always name the same line. */
function goMessage({ code, message, linePos }: YAMLError): string {
  const line = linePos?.[0].line ?? 1;
  const text = MESSAGES[code] ?? message.split(' at line')[0] ?? message;
  return line > 1 ? `line ${line}: ${text}` : text;
}
