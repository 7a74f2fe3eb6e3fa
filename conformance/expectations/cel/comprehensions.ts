import { EvaluationError, type ASTNode, type Environment } from '@marcbachmann/cel-js';
import { charge, session } from './session.js';

/** The parts of the library's checker, evaluator and scopes that its macros are given. */
interface Checker {
  check(node: ASTNode, scope: Scope): CelType;
  getType(name: string): CelType;
}
interface CelType {
  readonly kind: string;
  readonly valueType?: CelType;
  readonly keyType?: CelType;
}
interface Evaluator {
  run(node: ASTNode, scope: Scope): unknown;
}
interface Scope {
  forkWithVariable(name: string, type: CelType): Scope;
  reuse(parent: Scope): Scope;
  setIterValue(value: unknown, evaluator: Evaluator): Scope;
}
interface MacroCall {
  readonly ast: ASTNode;
  readonly args: readonly ASTNode[];
  readonly receiver: ASTNode;
  readonly methodName: string;
}
interface Loop extends MacroCall {
  readonly variable: string;
  inner?: Scope;
  typeCheck(checker: Checker, loop: Loop, scope: Scope): CelType;
  evaluate(evaluator: Evaluator, loop: Loop, scope: Scope): unknown;
}

/** Applies one of a loop's expressions to an element. */
type Apply = (node: ASTNode, element: unknown) => unknown;
type Run = (items: readonly unknown[], apply: Apply, loop: Loop) => unknown;

/**
 * Replaces the library's comprehensions by ones that count what they cost, and that know an `all` over nothing. The
 * newest macro of a name serves every receiver, so they are registered on a type of their own.
 */
export function registerComprehensions(environment: Environment): void {
  class Elements {}
  environment.registerType('kspec.Elements', Elements);
  const define = (signature: string, result: string, run: Run): void => {
    const expand = (call: MacroCall): Loop => loopOf(call, result, run);
    environment.registerFunction(`kspec.Elements.${signature}: ${result}`, expand, { async: false });
  };
  define('all(ast, ast)', 'bool', all);
  define('exists(ast, ast)', 'bool', exists);
  define('exists_one(ast, ast)', 'bool', existsOne);
  define('filter(ast, ast)', 'list<dyn>', filter);
  define('map(ast, ast)', 'list<dyn>', (items, apply, { args }) => items.map((item) => apply(at(args, 1), item)));
  define('map(ast, ast, ast)', 'list<dyn>', (items, apply, { args }) =>
    items.filter((item) => isTrue(apply(at(args, 1), item), at(args, 1))).map((item) => apply(at(args, 2), item)),
  );
}

function loopOf(call: MacroCall, result: string, run: Run): Loop {
  const variable = at(call.args, 0);
  if (variable.op !== 'id') fail(`${call.methodName}() needs a name as its first argument`, variable);
  return {
    ...call,
    variable: String(variable.args),
    typeCheck(checker, loop, scope) {
      loop.inner = scope.forkWithVariable(loop.variable, elementType(checker, loop, scope));
      for (const node of loop.args.slice(1)) checker.check(node, loop.inner);
      return checker.getType(result);
    },
    evaluate(evaluator, loop, scope) {
      const items = elements(evaluator.run(loop.receiver, scope), loop);
      const inner = loop.inner?.reuse(scope) ?? scope;
      const apply: Apply = (node, element) => evaluator.run(node, inner.setIterValue(element, evaluator));
      charge(items.length);
      return run(items, apply, loop);
    },
  };
}

function at(nodes: readonly ASTNode[], index: number): ASTNode {
  const node = nodes[index];
  if (node === undefined) throw new Error(`a macro was expanded without argument ${index}`);
  return node;
}

function fail(message: string, node: ASTNode): never {
  throw new EvaluationError({ code: 'invalid_comprehension', message, node });
}

function elementType(checker: Checker, loop: Loop, scope: Scope): CelType {
  const type = checker.check(loop.receiver, scope);
  if (type.kind === 'dyn') return type;
  const element = type.kind === 'list' ? type.valueType : type.kind === 'map' ? type.keyType : undefined;
  return element ?? fail(`${loop.methodName}() needs a list or a map`, loop.receiver);
}

/** Of a map, its keys. */
function elements(value: unknown, loop: Loop): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'object' && value !== null) return Object.keys(value);
  return fail(
    `${loop.methodName}() needs a list or a map, not ${value === null ? 'null' : typeof value}`,
    loop.receiver,
  );
}

function isTrue(value: unknown, node: ASTNode): boolean {
  return typeof value === 'boolean' ? value : fail(`the condition must be true or false, not ${typeof value}`, node);
}

/** False as soon as one is; an error counts only when no element decides (CEL's own rule). */
function quantify(items: readonly unknown[], apply: Apply, node: ASTNode, decisive: boolean): boolean {
  let error: EvaluationError | undefined;
  for (const item of items) {
    try {
      if (isTrue(apply(node, item), node) === decisive) return decisive;
    } catch (thrown) {
      if (!(thrown instanceof EvaluationError) || thrown.code === 'cost_limit') throw thrown;
      error ??= thrown;
    }
  }
  if (error !== undefined) throw error;
  return !decisive;
}

function all(items: readonly unknown[], apply: Apply, { args }: Loop): boolean {
  const now = session();
  if (items.length === 0 && now.observed.has(items)) {
    now.emptyAll = true;
    return now.lenient;
  }
  return quantify(items, apply, at(args, 1), false);
}

function exists(items: readonly unknown[], apply: Apply, { args }: Loop): boolean {
  return quantify(items, apply, at(args, 1), true);
}

function existsOne(items: readonly unknown[], apply: Apply, { args }: Loop): boolean {
  return items.filter((item) => isTrue(apply(at(args, 1), item), at(args, 1))).length === 1;
}

function filter(items: readonly unknown[], apply: Apply, { args }: Loop): unknown[] {
  const kept = items.filter((item) => isTrue(apply(at(args, 1), item), at(args, 1)));
  if (session().observed.has(items)) session().observed.add(kept);
  return kept;
}
