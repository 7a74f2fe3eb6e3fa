import type { Resource } from '../../../engine/apis/resource.js';
import { events } from '../../../engine/apis/generated/resources.js';
import { findKind } from '../kinds.js';
import { compileCel, nodesOf } from './compile.js';

/** What an expression can depend on: nothing else can change what it says. */
export interface Dependencies {
  /** Undefined: any collection. */
  readonly resources: readonly Resource[] | undefined;
  readonly clock: boolean;
}

const cache = new Map<string, Dependencies>();

/** The collections that an expression looks into, and whether it reads the clock. */
export function celDependencies(expression: string): Dependencies {
  const known = cache.get(expression);
  if (known !== undefined) return known;
  const found = find(expression);
  cache.set(expression, found);
  return found;
}

function find(expression: string): Dependencies {
  const compiled = compileCel(expression);
  if (!compiled.ok) return { resources: [], clock: false };
  const resources = new Set<Resource>();
  let any = false;
  let clock = false;
  for (const node of nodesOf(compiled.program.ast)) {
    if (node.op === 'id' && node.args === 'clock') clock = true;
    if (node.op !== 'call') continue;
    const [name, args] = node.args;
    if (name === 'calls') clock = any = true;
    const kind = name === 'object' || name === 'objects' ? literal(args[0]) : name;
    const resource = name === 'events' ? events : kind === undefined ? undefined : findKind(kind)?.resource;
    if (resource !== undefined) resources.add(resource);
    else if (name === 'object' || name === 'objects') any = true;
  }
  return { resources: any ? undefined : [...resources], clock };
}

function literal(node: { readonly op: string; readonly args: unknown } | undefined): string | undefined {
  return node?.op === 'value' && typeof node.args === 'string' ? node.args : undefined;
}
