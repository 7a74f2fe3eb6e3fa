import { child, index, invalid, notSupported, type FieldError } from '../../apimachinery/field-error.js';
import { isObject, type JsonObject } from '../../apimachinery/object.js';
import { jsonTypeOf, type Mistake } from './mistake.js';

/** Where an object stands for the JSON decoder: the Go type that it fills, and the fields that led to it. */
interface GoPlace {
  readonly struct: string;
  /** 'profiles.plugins', without positions in lists. */
  readonly fields: string;
}

/**
 * Reads one object of a configuration field by field and collects what is wrong with it. A field that nobody asked for
 * is reported by {@link ConfigReader.done}.
 */
export class ConfigReader {
  private readonly known = new Set<string>();

  constructor(
    private readonly object: JsonObject,
    /** 'profiles[0].pluginConfig[1].args' */
    readonly path: string,
    readonly mistakes: Mistake[],
    private readonly go: GoPlace,
  ) {}

  at(name: string): string {
    return child(this.path, name);
  }

  /** The value as it stands; undefined when absent or null. */
  raw(name: string): unknown {
    this.known.add(name);
    return this.object[name] ?? undefined;
  }

  ignore(...names: readonly string[]): void {
    for (const name of names) this.known.add(name);
  }

  report(error: FieldError): void {
    this.mistakes.push({ type: 'invalid', error });
  }

  number(name: string, fallback: number, goType = 'int32'): number {
    return this.optionalNumber(name, goType) ?? fallback;
  }

  optionalNumber(name: string, goType = 'int32'): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    this.mistype(name, value, goType);
    return undefined;
  }

  string(name: string, fallback: string): string {
    const value = this.raw(name);
    if (value === undefined) return fallback;
    if (typeof value === 'string') return value;
    this.mistype(name, value, 'string');
    return fallback;
  }

  boolean(name: string, fallback: boolean): boolean {
    const value = this.raw(name);
    if (value === undefined) return fallback;
    if (typeof value === 'boolean') return value;
    this.mistype(name, value, 'bool');
    return fallback;
  }

  /** One of a closed list of words; `goType` is what upstream calls it. */
  word<W extends string>(name: string, words: readonly W[], fallback: W, goType: string): W {
    const value = this.raw(name);
    if (value === undefined || value === '') return fallback;
    const found = words.find((word) => word === value);
    if (typeof value !== 'string') this.mistype(name, value, goType);
    else if (found === undefined) this.report(notSupported(this.at(name), value, words));
    return found ?? fallback;
  }

  strings(name: string): readonly string[] {
    const list = this.list(name, '[]string');
    for (const value of list) if (typeof value !== 'string') this.mistype(name, value, 'string');
    return list.filter((value) => typeof value === 'string');
  }

  /** An object in a field; undefined when absent. `struct` is its Go type. */
  child(name: string, struct: string): ConfigReader | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (isObject(value)) return this.inner(value, this.at(name), name, struct);
    this.mistype(name, value, `v1.${struct}`);
    return undefined;
  }

  /** A list of objects in a field. */
  children(name: string, struct: string): readonly ConfigReader[] {
    return this.list(name, `[]v1.${struct}`).flatMap((value, i) => {
      if (isObject(value)) return [this.inner(value, index(this.at(name), i), name, struct)];
      this.mistype(name, value, `v1.${struct}`);
      return [];
    });
  }

  /** A list as it stands; empty when absent. */
  list(name: string, goType: string): readonly unknown[] {
    const value = this.raw(name);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.mistype(name, value, goType);
    return [];
  }

  /** Of the nodes; undefined when absent. */
  percentage(name: string): number | undefined {
    const value = this.optionalNumber(name);
    if (value !== undefined && (value < 0 || value > 100))
      this.report(invalid(this.at(name), value, 'not in valid range [0-100]'));
    return value;
  }

  /** Reports fields that are not known. */
  done(): void {
    for (const name of Object.keys(this.object)) {
      if (this.known.has(name)) continue;
      this.mistakes.push({ type: 'unknown', field: this.at(name), choice: { word: name, known: [...this.known] } });
    }
  }

  private inner(value: JsonObject, path: string, name: string, struct: string): ConfigReader {
    return new ConfigReader(value, path, this.mistakes, { struct, fields: child(this.go.fields, name) });
  }

  private mistype(name: string, value: unknown, goType: string): void {
    const field = `${this.go.struct}.${child(this.go.fields, name)}`;
    const text = `json: cannot unmarshal ${jsonTypeOf(value)} into Go struct field ${field} of type ${goType}`;
    this.mistakes.push({ type: 'json', field: this.at(name), text });
  }
}
