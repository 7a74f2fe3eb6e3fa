import { deepEqual } from '../equality.js';
import type { JsonObject } from '../object.js';

/** An object under edit: it is copied when the first real change comes, and stays itself when none does. */
export class Draft {
  private copy: Record<string, unknown> | undefined;

  constructor(private readonly original: JsonObject) {}

  get(key: string): unknown {
    const current = this.current();
    const value = current[key];
    // What every object inherits is no value of JSON, but for its prototype.
    const isOwn = typeof value !== 'function' && key !== '__proto__';
    return isOwn || Object.hasOwn(current, key) ? value : undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  set(key: string, value: unknown): void {
    const known = this.get(key);
    if (known !== undefined && deepEqual(known, value)) return;
    this.editable()[key] = value;
  }

  delete(key: string): void {
    if (!this.has(key)) return;
    const current = this.current();
    // Copying costs less than what becomes of an object that a key was taken out of.
    const copy: Record<string, unknown> = {};
    for (const name in current) if (name !== key) copy[name] = current[name];
    this.copy = copy;
  }

  keys(): readonly string[] {
    return Object.keys(this.current());
  }

  result(): JsonObject {
    return this.current();
  }

  private current(): JsonObject {
    return this.copy ?? this.original;
  }

  private editable(): Record<string, unknown> {
    this.copy ??= Object.assign({}, this.original);
    return this.copy;
  }
}
