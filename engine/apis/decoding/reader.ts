import type { JsonObject } from '../../apimachinery/object.js';
import { quote } from '../../apimachinery/quote.js';

/** A struct's field as paths and error texts name it. */
export interface FieldName {
  readonly name: string;
  /** The struct that the field is read into, without its package. */
  readonly owner: string;
  /** Structs it is embedded through: they show up in error texts only. */
  readonly within: readonly string[];
}

/** Where the decoder stands: a field, an index of a list or a key of a map. */
export type Frame = FieldName | number | string;

/** What a Go type is at bottom (reflect.Kind). */
export type GoKind =
  'string' | 'bool' | 'int' | 'int32' | 'int64' | 'uint32' | 'uint64' | 'float64' | 'slice' | 'map' | 'struct';

/** Upstream keeps no more of them. */
const MAX_STRICT_ERRORS = 100;
const NONE: readonly string[] = [];

/** What one decoding has to say besides its value; the state of sigs.k8s.io/json's decodeState. Never stored. */
export class Reader {
  readonly frames: Frame[] = [];
  /** How many fields were not as they should be, noticed or not. */
  complaints = 0;
  /** How many empty lists and maps there were. */
  empties = 0;
  private strictErrors: Set<string> | undefined;
  private saved: string | undefined;
  private fatal: string | undefined;
  private muted = 0;

  constructor(
    private readonly strict: boolean,
    private readonly keepEmpty: boolean,
    private readonly root?: JsonObject,
    /** What stands here in an object that was decoded before, item by item if not as a whole. */
    public before?: unknown,
  ) {}

  /** At the root, an object that needs no decoding: its fields are taken as they are. */
  get known(): JsonObject | undefined {
    return this.frames.length === 0 ? this.root : undefined;
  }

  /** What becomes of an empty list or map: itself, or nil. */
  empty<T>(value: T): T | undefined {
    this.empties += 1;
    return this.keepEmpty ? value : undefined;
  }

  /** 'unknown field "spec.foo"', in the document's order. */
  get unknownFields(): readonly string[] {
    return this.strictErrors === undefined ? NONE : [...this.strictErrors];
  }

  /** Go reports one error: the first of a type's own UnmarshalJSON, else the first value of a wrong type. */
  get errors(): readonly string[] {
    const error = this.fatal ?? this.saved;
    return error === undefined ? NONE : [error];
  }

  unknown(name: string): void {
    this.complaints += 1;
    if (!this.strict || this.muted > 0) return;
    this.strictErrors ??= new Set();
    if (this.strictErrors.size < MAX_STRICT_ERRORS) this.strictErrors.add(`unknown field ${quote(this.path(name))}`);
  }

  /** Runs a decoding that upstream does apart, where unknown fields go unnoticed. */
  quietly<T>(decode: () => T): T {
    this.muted += 1;
    const value = decode();
    this.muted -= 1;
    return value;
  }

  /** A value of the wrong JSON type; decoding goes on without it. `kind` is that of the Go type: 'int32', 'slice'. */
  wrongType(value: unknown, goType: string, _kind: GoKind): void {
    this.save(this.typeError(jsonType(value), goType));
  }

  /** Bytes that are no base64. */
  corrupt(at: number): void {
    this.save(`illegal base64 data at input byte ${at}`);
  }

  /** A number that the Go type cannot hold; what becomes of it, if it is not an error. */
  wrongNumber(value: number, goType: string, _cut: (value: bigint) => bigint): number | undefined {
    this.save(this.typeError(`number ${value}`, goType));
    return undefined;
  }

  /** Any other complaint that decoding survives. */
  save(message: string): void {
    this.complaints += 1;
    this.saved ??= message;
  }

  /** An error of a type's own UnmarshalJSON: it ends the decoding. */
  fail(message: string): void {
    this.complaints += 1;
    this.fatal ??= message;
  }

  failType(value: unknown, goType: string): void {
    this.fail(this.typeError(jsonType(value), goType));
  }

  failNumber(value: number, goType: string): void {
    this.fail(this.typeError(`number ${value}`, goType));
  }

  private typeError(what: string, goType: string): string {
    return `json: cannot unmarshal ${what} into ${this.target} of type ${goType}`;
  }

  /** What is being read, as json.UnmarshalTypeError names it. */
  protected get target(): string {
    const names: string[] = [];
    let owner = '';
    for (const frame of this.frames) {
      if (typeof frame !== 'object') continue;
      names.push(...frame.within, frame.name);
      owner = frame.owner;
    }
    return names.length === 0 ? 'Go value' : `Go struct field ${owner}.${names.join('.')}`;
  }

  private path(last: string): string {
    let path = '';
    for (const frame of this.frames) {
      if (typeof frame === 'number') path += `[${frame}]`;
      else path += (path === '' ? '' : '.') + (typeof frame === 'string' ? frame : frame.name);
    }
    return path === '' ? last : `${path}.${last}`;
  }
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}
