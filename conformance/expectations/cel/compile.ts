import { Environment, type ASTNode, type ParseResult } from '@marcbachmann/cel-js';
import { registerComprehensions } from './comprehensions.js';
import { registerLibrary } from './library.js';
import { registerLookups } from './lookups.js';

/** What is wrong with an expression, and where: an offset into its text. */
export interface CelProblem {
  readonly message: string;
  readonly offset: number;
}

export interface Program {
  readonly text: string;
  readonly ast: ASTNode;
  /** Runs it; must be called within a session. Throws EvaluationError. */
  readonly run: (variables: Readonly<Record<string, unknown>>) => unknown;
}

export type Compiled =
  { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly problem: CelProblem };

/** Signs of an expression. */
const MAX_LENGTH = 20_000;
const LIMITS = { maxAstNodes: 2_000, maxDepth: 100 };

let shared: Environment | undefined;

function environment(): Environment {
  if (shared !== undefined) return shared;
  const created = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false, limits: LIMITS });
  created.registerVariable('clock', 'google.protobuf.Duration');
  registerLibrary(created);
  registerLookups(created);
  registerComprehensions(created);
  shared = created;
  return created;
}

let functions: ReadonlySet<string> | undefined;

/** The names of all functions, macros and variables. */
export function celFunctions(): ReadonlySet<string> {
  if (functions === undefined) {
    const definitions = environment().getDefinitions();
    functions = new Set([...definitions.functions, ...definitions.variables].map(({ name }) => name));
  }
  return functions;
}

const cache = new Map<string, Compiled>();

/** An expression, parsed and its types checked, that gives a bool. Compiled once per text. */
export function compileCel(text: string): Compiled {
  return remember(text, text, true);
}

/** The same for an expression that may give anything. */
export function compileAny(text: string): Compiled {
  return remember(`any ${text}`, text, false);
}

/** An expression that gives a bool, over the values of a Property instead of a cluster. */
export function compileAssumption(text: string): Compiled {
  return remember(`assume ${text}`, text, true, assumptions);
}

let ofValues: Environment | undefined;

/** Knows no cluster: `forall` is all there is. */
function assumptions(): Environment {
  if (ofValues !== undefined) return ofValues;
  const created = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false, limits: LIMITS });
  created.registerVariable('forall', 'map');
  registerLibrary(created);
  registerComprehensions(created);
  ofValues = created;
  return created;
}

function remember(key: string, text: string, bool: boolean, known: () => Environment = environment): Compiled {
  const before = cache.get(key);
  if (before !== undefined) return before;
  const compiled = compile(text, bool, known());
  cache.set(key, compiled);
  return compiled;
}

function compile(text: string, bool: boolean, known: Environment): Compiled {
  if (text.length > MAX_LENGTH)
    return { ok: false, problem: { message: `it has ${text.length} signs, the limit is ${MAX_LENGTH}`, offset: 0 } };
  try {
    const run = parseWithHas(text, known);
    const checked = run.check();
    if (!checked.valid) return { ok: false, problem: problemOf(checked.error) };
    if (bool && checked.type !== 'bool' && checked.type !== 'dyn') {
      return { ok: false, problem: { message: `must be true or false, but is a ${checked.type}`, offset: 0 } };
    }
    return { ok: true, program: { text, ast: run.ast, run } };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

/**
 * The library's has() only takes fields of a variable; CEL's takes fields of any expression. has(e.f) is rewritten to
 * e.?f.hasValue() where the library would refuse it.
 */
function parseWithHas(text: string, known: Environment): ParseResult {
  const parsed = known.parse(text);
  const call = findHas(parsed.ast);
  if (call === undefined) return parsed;
  const [object, field] = call.field.args;
  const inner = text.slice(object.start, object.end);
  const rewritten = `${POSTFIX.has(object.op) ? inner : `(${inner})`}.?${field}.hasValue()`;
  return parseWithHas(`${text.slice(0, call.node.start)}${rewritten}${text.slice(call.node.end)}`, known);
}

/** What needs no parentheses before a dot. */
const POSTFIX = new Set(['id', 'call', 'rcall', '.', '.?', '[]', '[?]']);

type FieldNode = Extract<ASTNode, { readonly op: '.' }>;

/** A call of has() on a field of something that is no variable. */
function findHas(root: ASTNode): { readonly node: ASTNode; readonly field: FieldNode } | undefined {
  for (const node of nodesOf(root)) {
    if (node.op !== 'call' || node.args[0] !== 'has') continue;
    const [field] = node.args[1];
    if (field?.op === '.' && base(field).op !== 'id') return { node, field };
  }
  return undefined;
}

function base(node: ASTNode): ASTNode {
  return node.op === '.' || node.op === '.?' ? base(node.args[0]) : node;
}

/** A node and everything below it, parents first. */
export function* nodesOf(node: ASTNode): Generator<ASTNode> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

export function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'list':
      return node.args;
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

interface CelError {
  readonly summary?: string;
  readonly message: string;
  readonly range?: { readonly start: number };
}

/** The library's errors, and those that handlers throw, in one form. */
export function problemOf(error: unknown): CelProblem {
  const { summary, message, range }: CelError = error instanceof Error ? error : { message: String(error) };
  return { message: lowerFirst(summary ?? message), offset: range?.start ?? 0 };
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
