import type { Schema, Schemas } from '../../apis/data.js';
import { isObject } from '../object.js';

/** What a value of a type may be: schema.Atom. A type that is not certain allows more than one of the three. */
export interface Atom {
  readonly scalar?: 'numeric' | 'string' | 'boolean' | 'untyped';
  readonly list?: ListAtom;
  readonly map?: MapAtom;
}

export interface ListAtom {
  readonly element: Type;
  /** Items are told apart by their keys, or by their values without any; an atomic list is one thing. */
  readonly isAtomic: boolean;
  readonly keys: readonly string[];
}

export interface MapAtom {
  readonly fields: ReadonlyMap<string, Type>;
  /** Of keys that `fields` does not name; undefined when there may be none. */
  readonly others: Type | undefined;
  readonly isAtomic: boolean;
}

/** A type, to be resolved when a value of it is met: types refer to themselves. */
export interface Type {
  readonly atom: Atom;
  /** What a field of this type is when it is not set, as far as the schema says. */
  readonly default?: unknown;
}

class SchemaType implements Type {
  private known: Atom | undefined;

  constructor(
    private readonly schema: Schema,
    private readonly types: Types,
  ) {}

  get atom(): Atom {
    return (this.known ??= this.types.resolve(this.schema));
  }

  get default(): unknown {
    return this.schema.default;
  }
}

/** Whatever it holds, it is one thing. */
const UNTYPED: Type = {
  get atom() {
    return UNTYPED_ATOM;
  },
};

const UNTYPED_ATOM: Atom = {
  scalar: 'untyped',
  list: { element: UNTYPED, isAtomic: true, keys: [] },
  map: { fields: new Map(), others: UNTYPED, isAtomic: true },
};

/** What it holds tells what it is; its lists are one thing each. */
const DEDUCED: Type = {
  get atom() {
    return DEDUCED_ATOM;
  },
};

const DEDUCED_ATOM: Atom = {
  scalar: 'untyped',
  list: { element: UNTYPED, isAtomic: true, keys: [] },
  map: { fields: new Map(), others: DEDUCED, isAtomic: false },
};

const SPECIAL: Readonly<Record<string, Atom>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { scalar: 'untyped' },
  'io.k8s.apimachinery.pkg.runtime.RawExtension': UNTYPED_ATOM,
};

const PRIMITIVES: Readonly<Record<string, Atom>> = {
  integer: { scalar: 'numeric' },
  number: { scalar: 'numeric' },
  boolean: { scalar: 'boolean' },
};

/** The types that OpenAPI schemas describe: schemaconv.ToSchemaFromOpenAPI (kube-openapi). */
export class Types {
  private readonly known = new WeakMap<Schema, Type>();

  constructor(private readonly schemas: Schemas) {}

  of(schema: Schema): Type {
    const known = this.known.get(schema);
    if (known !== undefined) return known;
    const type = new SchemaType(schema, this);
    this.known.set(schema, type);
    return type;
  }

  resolve(schema: Schema): Atom {
    const { $ref: reference } = schema;
    if (reference === undefined) return this.atomOf(schema);
    const definition = this.schemas[reference];
    const named = SPECIAL[reference] ?? (definition === undefined ? {} : this.of(definition).atom);
    const relationship = schema['x-kubernetes-map-type'];
    if (relationship === undefined || named.map === undefined) return named;
    return { ...named, map: { ...named.map, isAtomic: relationship === 'atomic' } };
  }

  private atomOf(schema: Schema): Atom {
    const { type, format = '' } = schema;
    switch (type) {
      case undefined:
        return { scalar: 'untyped', list: this.listOf(schema), map: this.mapOf(schema) };
      case 'object':
        return { map: this.mapOf(schema) };
      case 'array':
        return { list: this.listOf(schema) };
      case 'string':
        return { scalar: format === '' || format === 'byte' ? 'string' : 'untyped' };
      default:
        return PRIMITIVES[type] ?? { scalar: 'untyped' };
    }
  }

  private mapOf(schema: Schema): MapAtom {
    const { properties = {}, additionalProperties } = schema;
    const fields = new Map(Object.entries(properties).map(([name, field]) => [name, this.of(field)]));
    const free = fields.size === 0 ? DEDUCED : undefined;
    const others = additionalProperties === undefined ? free : this.of(additionalProperties);
    return { fields, others, isAtomic: schema['x-kubernetes-map-type'] === 'atomic' };
  }

  private listOf(schema: Schema): ListAtom {
    const element = schema.items === undefined ? UNTYPED : this.of(schema.items);
    return { element, ...relationshipOf(schema) };
  }
}

/** How items of a list are told apart: by its list type, or else by how a strategic merge does it. */
function relationshipOf(schema: Schema): Pick<ListAtom, 'isAtomic' | 'keys'> {
  const listType = schema['x-kubernetes-list-type'];
  if (listType === 'map') return { isAtomic: false, keys: schema['x-kubernetes-list-map-keys'] ?? [] };
  if (listType !== undefined) return { isAtomic: listType === 'atomic', keys: [] };
  const strategy = schema['x-kubernetes-patch-strategy'];
  if (strategy !== 'merge' && strategy !== 'merge,retainKeys') return { isAtomic: true, keys: [] };
  const key = schema['x-kubernetes-patch-merge-key'];
  return { isAtomic: false, keys: key === undefined ? [] : [key] };
}

/** What a type can only be, given a value; all that it may be when the value decides nothing (deduceAtom). */
export function deduce(atom: Atom, value: unknown): Atom {
  if (Array.isArray(value)) return atom.list === undefined ? atom : { list: atom.list };
  if (isObject(value)) return atom.map === undefined ? atom : { map: atom.map };
  if (value === undefined || value === null) return atom;
  return atom.scalar === undefined ? atom : { scalar: atom.scalar };
}

/** The type of what stands under a key of a map; undefined when nothing may. */
export function typeUnder({ fields, others }: MapAtom, key: string): Type | undefined {
  return fields.get(key) ?? others;
}
