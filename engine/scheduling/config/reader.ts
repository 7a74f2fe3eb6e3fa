import {
  child,
  index,
  invalid,
  notSupported,
  required,
  typeInvalid,
  type FieldError,
} from '../../apimachinery/field-error.js';
import { isObject, type JsonObject } from '../../apimachinery/object.js';

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
    readonly errors: FieldError[],
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
    this.errors.push(error);
  }

  number(name: string, fallback: number): number {
    return this.optionalNumber(name) ?? fallback;
  }

  optionalNumber(name: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    this.report(typeInvalid(this.at(name), value, 'must be an integer'));
    return undefined;
  }

  string(name: string, fallback: string): string {
    const value = this.raw(name);
    if (value === undefined) return fallback;
    if (typeof value === 'string') return value;
    this.report(typeInvalid(this.at(name), value, 'must be a string'));
    return fallback;
  }

  boolean(name: string, fallback: boolean): boolean {
    const value = this.raw(name);
    if (value === undefined) return fallback;
    if (typeof value === 'boolean') return value;
    this.report(typeInvalid(this.at(name), value, 'must be true or false'));
    return fallback;
  }

  /** One of a closed list of words. */
  word<W extends string>(name: string, words: readonly W[], fallback: W): W {
    const value = this.raw(name);
    if (value === undefined || value === '') return fallback;
    const found = words.find((word) => word === value);
    if (found === undefined) this.report(notSupported(this.at(name), value, words));
    return found ?? fallback;
  }

  strings(name: string): readonly string[] {
    const list = this.list(name);
    list.forEach((value, i) => {
      if (typeof value !== 'string') this.report(typeInvalid(index(this.at(name), i), value, 'must be a string'));
    });
    return list.filter((value) => typeof value === 'string');
  }

  /** An object in a field; undefined when absent. */
  child(name: string): ConfigReader | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (isObject(value)) return new ConfigReader(value, this.at(name), this.errors);
    this.report(typeInvalid(this.at(name), value, 'must be an object'));
    return undefined;
  }

  /** A list of objects in a field. */
  children(name: string): readonly ConfigReader[] {
    return this.list(name).flatMap((value, i) => {
      const path = index(this.at(name), i);
      if (isObject(value)) return [new ConfigReader(value, path, this.errors)];
      this.report(typeInvalid(path, value, 'must be an object'));
      return [];
    });
  }

  private list(name: string): readonly unknown[] {
    const value = this.raw(name);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.report(typeInvalid(this.at(name), value, 'must be a list'));
    return [];
  }

  /** Reports fields that are not known. */
  done(): void {
    for (const name of Object.keys(this.object)) {
      if (!this.known.has(name)) this.report(invalid(this.at(name), this.object[name], 'unknown field'));
    }
  }

  require(name: string): void {
    if (this.raw(name) === undefined) this.report(required(this.at(name)));
  }
}
