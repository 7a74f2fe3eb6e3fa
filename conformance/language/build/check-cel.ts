import type { ASTNode } from '@marcbachmann/cel-js';
import type { Schema } from '../../../engine/apis/data.js';
import type { Resource } from '../../../engine/apis/resource.js';
import { events } from '../../../engine/apis/generated/resources.js';
import { celFunctions, childrenOf, compileCel, type Program } from '../../expectations/cel/compile.js';
import { celDependencies } from '../../expectations/cel/dependencies.js';
import { findKind } from '../../expectations/kinds.js';
import { fieldSchema, isQuantity, itemSchema, resolved, schemaOfKind } from '../../expectations/schema.js';
import { suggestion, type Cursor } from '../cursor.js';
import { kindNames, resourceNamed, type Scene } from '../scene.js';
import { checkSelector } from './targets.js';

/**
 * Checks a CEL expression: syntax, the types of what it computes, the fields that it reads of API objects, the
 * selectors and kinds that it names. False when it cannot be evaluated at all.
 */
export function checkCel(expression: string, cursor: Cursor, scene: Scene): boolean {
  const compiled = compileCel(expression);
  if (!compiled.ok) {
    const { message, offset } = compiled.problem;
    const unknown = /^found no matching overload for '(\w+)\(|^unknown variable: (\w+)/.exec(message);
    const name = unknown?.[1] ?? unknown?.[2];
    const known = celFunctions().has(name ?? '');
    const fix =
      name === undefined ? CEL_HELP : known ? `${name}() takes other arguments` : suggestion(name, celFunctions());
    cursor.reportWithin(offset, `not a condition in CEL: ${message}`, fix);
    return false;
  }
  const { resources, clock } = celDependencies(expression);
  if (resources?.length === 0 && !clock)
    cursor.reportWithin(0, 'the condition looks at nothing in the cluster, so it proves nothing', CEL_HELP);
  else new Checker(cursor, scene, compiled.program).check();
  return true;
}

const CEL_HELP = "a condition is true or false, e.g. pods('app=web').all(p, p.ready)";

/** What is known of a value without running: its schema, or that it is a list of such. */
type Known = Schema | undefined;

const POD_EXTRAS: Readonly<Record<string, Schema>> = { ready: { type: 'boolean' }, phase: { type: 'string' } };

class Checker {
  private readonly offset: boolean;

  constructor(
    private readonly cursor: Cursor,
    private readonly scene: Scene,
    private readonly program: Program,
  ) {
    this.offset = program.ast.input === program.text;
  }

  check(): void {
    this.visit(this.program.ast, new Map());
  }

  private report(node: ASTNode, message: string, fix?: string): void {
    this.cursor.reportWithin(this.offset ? (node.range?.start ?? node.start) : 0, message, fix);
  }

  /** Looks at a node and gives what is known of its value. */
  private visit(node: ASTNode, variables: ReadonlyMap<string, Known>): Known {
    switch (node.op) {
      case 'id':
        return variables.get(node.args);
      case 'value':
        return literalSchema(node.args);
      case '.':
      case '.?':
        return this.field(node, node.args[1], this.visit(node.args[0], variables));
      case '[]':
      case '[?]':
        return this.element(node.args[0], node.args[1], variables);
      case 'call':
        return this.call(node, node.args[0], node.args[1], variables);
      case 'rcall':
        return this.method(node.args[0], node.args[1], node.args[2], variables);
      case '==':
      case '!=':
        return this.comparison(node, variables);
      default:
        for (const child of childrenOf(node)) this.visit(child, variables);
        return undefined;
    }
  }

  private field(node: ASTNode, field: string, known: Known): Known {
    const at = resolved(known);
    if (at === undefined || at.type === 'array') return undefined;
    const found = fieldSchema(known, field) ?? (isPod(at) ? POD_EXTRAS[field] : undefined);
    if (found === undefined && at.properties !== undefined) {
      const extras = isPod(at) ? Object.keys(POD_EXTRAS) : [];
      this.report(
        node,
        `no field is called "${field}" here`,
        suggestion(field, [...Object.keys(at.properties), ...extras]),
      );
    }
    return found;
  }

  private element(object: ASTNode, index: ASTNode, variables: ReadonlyMap<string, Known>): Known {
    const known = this.visit(object, variables);
    this.visit(index, variables);
    const at = resolved(known);
    if (at?.type === 'array') return itemSchema(known);
    return (
      at?.additionalProperties ??
      (index.op === 'value' && typeof index.args === 'string' ? fieldSchema(known, index.args) : undefined)
    );
  }

  private call(node: ASTNode, name: string, args: readonly ASTNode[], variables: ReadonlyMap<string, Known>): Known {
    for (const arg of args) this.visit(arg, variables);
    const [first, second] = args.map(literal);
    const any = name === 'object' || name === 'objects';
    const kind = any ? first : name;
    const resource = kind === undefined ? undefined : this.resource(name, kind);
    if (any && first !== undefined && resource === undefined) {
      this.report(args[0] ?? node, `no kind is called "${first}"`, suggestion(first, kindNames(this.scene)));
    }
    if (resource === undefined) return undefined;
    const many = name === 'objects' || name === 'events' || name === resource.plural;
    const selector = name === 'events' || !many ? undefined : any ? second : first;
    if (selector !== undefined) checkSelector(selector, this.cursor);
    const schema = schemaOfKind(resource);
    return schema === undefined ? undefined : many ? { type: 'array', items: schema } : schema;
  }

  private resource(name: string, kind: string): Resource | undefined {
    if (name === 'events') return events;
    if (name !== 'object' && name !== 'objects') return findKind(kind)?.resource;
    return resourceNamed(this.scene, kind);
  }

  private method(
    name: string,
    receiver: ASTNode,
    args: readonly ASTNode[],
    variables: ReadonlyMap<string, Known>,
  ): Known {
    const known = this.visit(receiver, variables);
    const [variable] = args;
    if (COMPREHENSIONS.has(name) && variable?.op === 'id') {
      const inner = new Map([...variables, [variable.args, itemSchema(known)] as const]);
      const results = args.slice(1).map((arg) => this.visit(arg, inner));
      if (name === 'filter') return known;
      const last = results.at(-1);
      return name === 'map' && last !== undefined ? { type: 'array', items: last } : undefined;
    }
    for (const arg of args) this.visit(arg, variables);
    return name === 'size' ? { type: 'integer' } : undefined;
  }

  /** A field of an object compared with a literal that it can never equal. */
  private comparison(node: ASTNode, variables: ReadonlyMap<string, Known>): Known {
    const [left, right] = childrenOf(node);
    if (left === undefined || right === undefined) return undefined;
    const types = [left, right].map((side) => this.visit(side, variables)).map(scalarType);
    const [a, b] = types;
    const differ = a !== undefined && b !== undefined && a !== b;
    if (differ && (left.op === 'value' || right.op === 'value')) {
      this.report(
        left.op === 'value' ? right : left,
        `${TYPES[a]} is compared with ${TYPES[b]}: they are never equal`,
        'compare it with a value of its own type',
      );
    }
    return { type: 'boolean' };
  }
}

const TYPES = { string: 'a text', boolean: 'true or false', integer: 'a whole number' } as const;

const COMPREHENSIONS = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);

function isPod(schema: Schema): boolean {
  return schema['x-kubernetes-group-version-kind']?.some(({ group, kind }) => group === '' && kind === 'Pod') ?? false;
}

function literal(node: ASTNode): string | undefined {
  return node.op === 'value' && typeof node.args === 'string' ? node.args : undefined;
}

function literalSchema(value: unknown): Known {
  if (typeof value === 'string') return { type: 'string' };
  if (typeof value === 'boolean') return { type: 'boolean' };
  return typeof value === 'bigint' ? { type: 'integer' } : undefined;
}

function scalarType(known: Known): 'string' | 'boolean' | 'integer' | undefined {
  if (isQuantity(known)) return 'string';
  const type = resolved(known)?.type;
  return type === 'string' || type === 'boolean' || type === 'integer' ? type : undefined;
}
