import { extended } from '../../engine/core/extended.js';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type Node as YamlNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { MAX_ALIASES, MAX_DEPTH, MAX_VALUES, tooDeep } from './limits.js';
import type { Node } from './located.js';
import { keyText, resolveScalar } from './scalar.js';

export interface ValueProblem {
  readonly offset: number;
  readonly message: string;
  readonly fix?: string;
}

/** Stops the reading of a document that must not be read to its end. */
class Stop extends Error {
  constructor(readonly problem: ValueProblem) {
    super(problem.message);
  }
}

interface Reading {
  readonly document: Document.Parsed;
  readonly problems: ValueProblem[];
  values: number;
  aliases: number;
  /** Anchored nodes being replaced: an alias inside its own anchor has no end. */
  readonly open: Set<YamlNode>;
}

/** The value of a parsed document with the place of each part. Duplicate keys, bombs and deep nests are problems. */
export function convert(document: Document.Parsed): {
  readonly root: Node;
  readonly problems: readonly ValueProblem[];
} {
  const reading: Reading = { document, problems: [], values: 0, aliases: 0, open: new Set() };
  const empty: Node = { value: null, start: 0, end: 0 };
  try {
    const root = document.contents === null ? empty : nodeOf(reading, document.contents, 0);
    return { root, problems: reading.problems };
  } catch (error) {
    if (error instanceof Stop) return { root: empty, problems: [...reading.problems, error.problem] };
    throw error;
  }
}

function span(node: YamlNode | null): { readonly start: number; readonly end: number } {
  const [start = 0, end = start] = node?.range ?? [];
  return { start, end };
}

function nodeOf(reading: Reading, node: YamlNode, depth: number): Node {
  const at = span(node);
  if (++reading.values > MAX_VALUES) throw new Stop({ offset: at.start, ...BOMB });
  if (depth > MAX_DEPTH) throw new Stop({ offset: at.start, message: tooDeep(), fix: 'write it flatter' });
  if (isAlias(node)) return aliasNode(reading, node, depth);
  if (!READ_TAGS.has(tagOf(node))) {
    const fix = 'take it away, or put the text in quotes';
    throw new Stop({ offset: at.start, message: `the tag ${tagOf(node)} has no meaning here`, fix });
  }
  if (isMap(node)) return mapNode(reading, node, depth);
  if (isSeq(node)) return listNode(reading, node, depth);
  return { value: isScalar(node) ? scalarValue(node) : null, ...at };
}

const READ_TAGS = new Set(['', '!', '!!str', '!!int', '!!float', '!!bool', '!!null', '!!map', '!!seq']);

/** As it is written; '' without one. */
function tagOf(node: Scalar | YAMLMap | YAMLSeq): string {
  return node.tag?.replace('tag:yaml.org,2002:', '!!') ?? '';
}

const BOMB = {
  message: `aliases make the document too large: more than ${MAX_VALUES} values`,
  fix: 'write out what the anchors stand for, or use fewer of them',
};

function scalarValue(scalar: Scalar): unknown {
  const text = typeof scalar.value === 'string' ? scalar.value : '';
  const tag = tagOf(scalar);
  if (tag === '!!str' || tag === '!') return text;
  return scalar.type === 'PLAIN' || tag !== '' ? resolveScalar(text) : text;
}

function aliasNode(reading: Reading, alias: Alias, depth: number): Node {
  const { start, end } = span(alias);
  const target = alias.resolve(reading.document);
  if (target === undefined) throw new Stop({ offset: start, message: `no anchor is called &${alias.source}` });
  if (reading.open.has(target)) {
    throw new Stop({
      offset: start,
      message: `the alias *${alias.source} stands inside its own anchor`,
      fix: 'write it out',
    });
  }
  if (++reading.aliases > MAX_ALIASES) {
    const message = `too many aliases: more than ${MAX_ALIASES} uses`;
    throw new Stop({ offset: start, message, fix: BOMB.fix });
  }
  reading.open.add(target);
  const node = nodeOf(reading, target, depth + 1);
  reading.open.delete(target);
  return { ...node, start, end };
}

function listNode(reading: Reading, list: YAMLSeq, depth: number): Node {
  const children = new Map<number, Node>();
  const value: unknown[] = [];
  for (const [index, item] of list.items.entries()) {
    const child = isYamlNode(item) ? nodeOf(reading, item, depth + 1) : { value: null, ...span(list) };
    children.set(index, child);
    value.push(child.value);
  }
  return { value, children, ...span(list) };
}

function isYamlNode(value: unknown): value is YamlNode {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function mapNode(reading: Reading, map: YAMLMap, depth: number): Node {
  const children = new Map<string, Node>();
  const merged: Node[] = [];
  for (const { key, value } of map.items) {
    const keyNode = isYamlNode(key) ? key : null;
    const at = span(keyNode ?? map);
    const name = keyNameOf(reading, keyNode, at.start);
    const child = isYamlNode(value) ? nodeOf(reading, value, depth + 1) : { value: null, start: at.end, end: at.end };
    if (name === '<<' && isScalar(keyNode) && keyNode.type === 'PLAIN') merged.push(...mergeSources(reading, child));
    else if (children.has(name)) duplicate(reading, name, at.start);
    else children.set(name, extended(child, { keyStart: at.start }));
  }
  for (const source of merged)
    for (const [name, child] of entriesOf(source)) if (!children.has(name)) children.set(name, child);
  const value: Record<string, unknown> = {};
  for (const [name, child] of children) define(value, name, child.value);
  return { value, children, ...span(map) };
}

/** A key named __proto__ is a key like any other. */
function define(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

function keyNameOf(reading: Reading, key: YamlNode | null, offset: number): string {
  const target = isAlias(key) ? key.resolve(reading.document) : key;
  const name = isScalar(target) ? keyText(scalarValue(target)) : undefined;
  if (name === undefined) throw new Stop({ offset, message: 'a key must be a text', fix: 'put it in quotes' });
  return name;
}

function duplicate(reading: Reading, name: string, offset: number): void {
  reading.problems.push({ offset, message: `duplicate key "${name}"`, fix: 'remove one of the two' });
}

function mergeSources(reading: Reading, node: Node): readonly Node[] {
  const sources = Array.isArray(node.value) ? [...(node.children?.values() ?? [])] : [node];
  for (const { value, start } of sources) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Stop({ offset: start, message: 'only maps can be merged with "<<"' });
    }
  }
  return sources;
}

function* entriesOf({ children }: Node): Generator<readonly [string, Node]> {
  for (const [name, child] of children ?? []) yield [String(name), child];
}
