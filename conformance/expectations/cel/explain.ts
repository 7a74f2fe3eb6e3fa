import type { ASTNode } from '@marcbachmann/cel-js';
import { formatDuration } from '../../../engine/apimachinery/duration.js';
import { isObject } from '../../../engine/apimachinery/object.js';
import type { World } from '../world.js';
import { childrenOf, compileAny } from './compile.js';
import { evaluateCel, valueOf } from './evaluate.js';
import type { Lookup } from './session.js';

/** At most so many values and elements are shown. */
const MANY = 6;

/**
 * Why an expression is not true: the parts that decide and their values, one line each, as
 * "deployment('web').status.availableReplicas is 2".
 */
export function explainCel(expression: string, world: World, namespace: string): readonly string[] {
  const compiled = compileAny(expression);
  if (!compiled.ok) return [compiled.problem.message];
  const outcome = evaluateCel(expression, world, namespace);
  const error = outcome.type === 'error' ? errorLines(outcome.problem.message, outcome.lookups) : [];
  const text = (node: ASTNode): string => node.input.slice(node.start, node.end);
  const holds = (node: ASTNode): boolean => valueOf(text(node), world, namespace) === true;
  const lines = decisive(compiled.program.ast, holds).flatMap((node) => describeNode(node, text, world, namespace));
  return [...new Set([...error, ...missing(outcome.lookups), ...lines])].slice(0, MANY * 2);
}

/** A missing key of a missing object goes without saying. */
function errorLines(message: string, lookups: readonly Lookup[]): readonly string[] {
  const key = /^no such key: (.+)$/.exec(message)?.[1];
  if (key === undefined) return [message];
  if (missing(lookups).length > 0) return [];
  const index = /^index out of bounds, index (-?\d+)/.exec(key)?.[1];
  if (index !== undefined) return [`no such item: there is no [${index}] in the list`];
  return [`${message}: the API leaves out what is empty or 0; ask has(….${key}), or write ….?${key}.orValue(0)`];
}

/** Objects that were asked for by name and are not there. */
function missing(lookups: readonly Lookup[]): readonly string[] {
  return lookups
    .filter(({ name, found }) => name !== undefined && found === 0)
    .map(({ kind, name, namespace }) => `there is no ${kind} '${name}' in namespace ${namespace}`);
}

/** The comparisons, calls and fields that boolean operators join; of those that `&&` joins only what does not hold. */
function decisive(node: ASTNode, holds: (node: ASTNode) => boolean): readonly ASTNode[] {
  if (node.op === '&&') {
    const parts = childrenOf(node);
    const failing = parts.filter((part) => !holds(part));
    return (failing.length === 0 ? parts : failing).flatMap((part) => decisive(part, holds));
  }
  return node.op === '||' || node.op === '!_' || node.op === '?:'
    ? childrenOf(node).flatMap((part) => decisive(part, holds))
    : [node];
}

type TextOf = (node: ASTNode) => string;

function describeNode(node: ASTNode, text: TextOf, world: World, namespace: string): readonly string[] {
  if (node.op === 'rcall' && ['all', 'exists', 'exists_one'].includes(node.args[0])) {
    return describeQuantifier(node.args[1], node.args[2], node.args[0], text, world, namespace);
  }
  const operands = COMPARISONS.has(node.op) ? childrenOf(node) : [node];
  return operands
    .filter((operand) => operand.op !== 'value' && !isDurationLiteral(operand))
    .flatMap((operand) => valueLine(text(operand), world, namespace));
}

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);

function isDurationLiteral(node: ASTNode): boolean {
  return node.op === 'call' && ['duration', 'quantity', 'timestamp'].includes(node.args[0]);
}

function valueLine(text: string, world: World, namespace: string): readonly string[] {
  if (text === 'clock') return [`clock is ${formatDuration(world.now)}`];
  const value = valueOf(text, world, namespace);
  return value === undefined ? [] : [`${asWritten(text)} is ${format(value)}`];
}

/** has() as it was before the compiler rewrote it. */
function asWritten(text: string): string {
  return text.replace(/^(.*)\.\?(\w+)\.hasValue\(\)$/, 'has($1.$2)');
}

/** The elements that decide against a quantifier. */
function describeQuantifier(
  receiver: ASTNode,
  args: readonly ASTNode[],
  name: string,
  text: TextOf,
  world: World,
  namespace: string,
): readonly string[] {
  const of = text(receiver);
  const items = valueOf(of, world, namespace);
  if (!Array.isArray(items)) return [];
  if (items.length === 0) return [`${of} is empty`];
  const [variable, predicate] = args;
  if (variable === undefined || predicate === undefined) return [];
  const wanted = name === 'all' ? `!(${text(predicate)})` : text(predicate);
  const deciding = valueOf(`${of}.filter(${text(variable)}, ${wanted})`, world, namespace);
  const names = Array.isArray(deciding) ? deciding.slice(0, MANY).map(nameOf) : [];
  const more = Array.isArray(deciding) && deciding.length > MANY ? ', …' : '';
  const truth = name === 'all' ? 'is not true' : 'is true';
  const whose = names.length === 0 ? 'none of them' : `${names.join(', ')}${more}`;
  return [`${of} has ${items.length}; ${text(predicate)} ${truth} of ${whose}`];
}

function nameOf(value: unknown): string {
  const metadata = isObject(value) ? value['metadata'] : undefined;
  return isObject(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : format(value);
}

function format(value: unknown): string {
  if (Array.isArray(value)) {
    const shown = value.slice(0, MANY).map(nameOf).join(', ');
    return `[${shown}${value.length > MANY ? `, … ${value.length} in all` : ''}]`;
  }
  if (typeof value === 'bigint') return String(value);
  if (isObject(value) && isObject(value['metadata'])) return `${String(value['kind'])} ${nameOf(value)}`;
  const text = JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
