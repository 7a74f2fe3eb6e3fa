import { isObject } from './object.js';
import { goValue } from './quote.js';
import { failed, ok, type Failed, type Result } from './result.js';
import type { PathNode } from './jsonpath-parser.js';

type Values = readonly unknown[];
type Node<T extends PathNode['type']> = Extract<PathNode, { type: T }>;

/** What `.name` of nothing is: the loop body of an empty range is walked with it. */
const NOTHING = Symbol('nothing');

/**
 * One evaluation of a template: JSONPath.FindResults. It counts ranges as upstream does, whose loops run over the nodes
 * that follow until an `{end}` turns up.
 */
export class JsonPathRun {
  private beginRange = 0;
  private inRange = 0;
  private endRange = 0;
  private lastEnd = -1;

  constructor(
    private readonly nodes: readonly PathNode[],
    private readonly allowMissingKeys: boolean,
  ) {}

  findResults(data: unknown): Result<readonly Values[]> {
    return this.from(0, data);
  }

  private from(first: number, data: unknown): Result<readonly Values[]> {
    const all: Values[] = [];
    for (let i = first; i < this.nodes.length; i++) {
      const node = this.nodes[i];
      if (node === undefined) break;
      const results = this.walk([data], node);
      if (!results.ok) return results;
      if (this.endRange > 0 && this.endRange <= this.inRange) {
        this.endRange--;
        this.lastEnd = i;
        break;
      }
      if (this.beginRange === 0) {
        all.push(results.value);
        continue;
      }
      const looped = this.loop(i + 1, results.value);
      if (!looped.ok) return looped;
      all.push(...looped.value);
      if (this.lastEnd > i) i = this.lastEnd;
    }
    return ok(all);
  }

  private loop(body: number, values: Values): Result<readonly Values[]> {
    const all: Values[] = [];
    this.beginRange--;
    this.inRange++;
    if (values.length === 0) {
      const skipped = this.from(body, NOTHING);
      if (!skipped.ok) return skipped;
    }
    for (const value of values) {
      const results = this.from(body, value);
      if (!results.ok) return results;
      all.push(...results.value);
    }
    this.inRange--;
    return ok(all);
  }

  private walk(input: Values, node: PathNode): Result<Values> {
    switch (node.type) {
      case 'list':
        return this.walkAll(input, node.nodes);
      case 'text':
        return ok([node.text]);
      case 'field':
        return this.field(input, node.name);
      case 'array':
        return slice(input, node);
      case 'filter':
        return this.filter(input, node);
      case 'number':
      case 'bool':
        return ok(input.map(() => node.value));
      case 'wildcard':
        return ok(input.flatMap(children));
      case 'recursive':
        return ok(descendants(input));
      case 'union':
        return this.union(input, node);
      case 'identifier':
        return this.identifier(input, node.name);
    }
  }

  private walkAll(input: Values, nodes: readonly PathNode[]): Result<Values> {
    let current = input;
    for (const node of nodes) {
      const next = this.walk(current, node);
      if (!next.ok) return next;
      current = next.value;
    }
    return ok(current);
  }

  private identifier(input: Values, name: string): Result<Values> {
    if (name === 'range') {
      this.beginRange++;
      return ok(input);
    }
    if (name !== 'end') return failed(`unrecognized identifier ${name}`);
    if (this.inRange === 0) return failed('not in range, nothing to end');
    this.endRange++;
    return ok([]);
  }

  private field(input: Values, name: string): Result<Values> {
    const results: unknown[] = [];
    for (const value of input) if (isObject(value) && Object.hasOwn(value, name)) results.push(value[name]);
    const missing = results.length === 0 && input.length > 0 && !this.allowMissingKeys;
    return missing ? failed(`${name} is not found`) : ok(results);
  }

  private union(input: Values, { members }: Node<'union'>): Result<Values> {
    const results: unknown[] = [];
    for (const member of members) {
      const found = this.walkAll(input, member);
      if (!found.ok) return found;
      results.push(...found.value);
    }
    return ok(results);
  }

  private filter(input: Values, node: Node<'filter'>): Result<Values> {
    const results: unknown[] = [];
    for (const value of input) {
      if (!Array.isArray(value)) return failed(`${goText(value)} is not array or slice and cannot be filtered`);
      for (const item of value as Values) {
        const passes = this.passes(item, node);
        if (!passes.ok) return passes;
        if (passes.value) results.push(item);
      }
    }
    return ok(results);
  }

  private passes(item: unknown, { left, right, operator }: Node<'filter'>): Result<boolean> {
    const lefts = this.walkAll([item], left);
    if (operator === 'exists') return ok(lefts.ok && lefts.value.length > 0);
    if (!lefts.ok) return lefts;
    const rights = lefts.value.length === 1 ? this.walkAll([item], right) : lefts;
    if (!rights.ok) return rights;
    if (lefts.value.length > 1 || rights.value.length > 1) return failed('can only compare one element at a time');
    if (lefts.value.length === 0 || rights.value.length === 0) return ok(false);
    return compare(lefts.value[0], rights.value[0], operator, right);
  }
}

function goText(value: unknown): string {
  return value === NOTHING ? '<invalid reflect.Value>' : goValue(value);
}

/** Fields in key order, items, or the characters' codes of a text. */
function children(value: unknown): Values {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return Array.from(value, (character) => character.codePointAt(0));
  return isObject(value)
    ? Object.keys(value)
        .sort()
        .map((key) => value[key])
    : [];
}

/** Every value that has children, before those that are below it (evalRecursive). */
function descendants(input: Values): Values {
  return input.flatMap((value) => {
    const below = children(value);
    return below.length === 0 ? [] : [value, ...descendants(below)];
  });
}

function slice(input: Values, { start, end, step }: Node<'array'>): Result<Values> {
  const results: unknown[] = [];
  for (const value of input) {
    if (value === null || value === undefined) continue;
    if (!Array.isArray(value)) return failed(`${goType(value)} is not array or slice`);
    const { length } = value;
    const from = !start.known ? 0 : start.value < 0 ? start.value + length : start.value;
    const given = end.known ? end.value : length;
    const to = given < 0 || (given === 0 && end.derived) ? given + length : given;
    if (from === to) return ok(results);
    const error =
      outOfBounds(from, to, length) ?? (step.known && step.value <= 0 ? failed('step must be > 0') : undefined);
    if (error !== undefined) return error;
    for (let i = from; i < to; i += step.known ? step.value : 1) results.push(value[i]);
  }
  return ok(results);
}

function outOfBounds(from: number, to: number, length: number): Failed | undefined {
  if (from >= length || from < 0) return failed(`array index out of bounds: index ${from}, length ${length}`);
  if (to > length || to < 0) return failed(`array index out of bounds: index ${to - 1}, length ${length}`);
  return from > to ? failed(`starting index ${from} is greater than ending index ${to}`) : undefined;
}

function goType(value: unknown): string {
  if (isObject(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

type Kind = 'bool' | 'string' | 'int' | 'float' | undefined;

function kindOf(value: unknown): Kind {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return undefined;
}

/** A literal such as 2.0 stays a float. */
function literalKind(nodes: readonly PathNode[], value: unknown): Kind {
  const [node] = nodes;
  return node?.type === 'number' && node.float ? 'float' : kindOf(value);
}

/** Compares scalars of one kind, as text/template's comparisons. */
function compare(left: unknown, right: unknown, operator: string, rightNodes: readonly PathNode[]): Result<boolean> {
  if (!['<', '>', '==', '!=', '<=', '>='].includes(operator)) return failed(`unrecognized filter operator ${operator}`);
  const kind = kindOf(left);
  const other = literalKind(rightNodes, right);
  if (kind === undefined || other === undefined) return failed('invalid type for comparison');
  if (kind !== other) return failed('incompatible types for comparison');
  if (operator === '==') return ok(left === right);
  if (operator === '!=') return ok(left !== right);
  if (kind === 'bool') return failed('invalid type for comparison');
  const order =
    typeof left === 'number' && typeof right === 'number' ? left - right : textOrder(String(left), String(right));
  if (operator === '<') return ok(order < 0);
  if (operator === '>') return ok(order > 0);
  return ok(operator === '<=' ? order <= 0 : order >= 0);
}

function textOrder(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
