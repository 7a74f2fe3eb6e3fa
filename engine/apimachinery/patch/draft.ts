import { deepEqual } from '../equality.js';
import type { JsonObject } from '../object.js';

/** An object under edit: it is copied when the first real change comes, and stays itself when none does. */
export class Draft {
  private copy: Record<string, unknown> | undefined;

  constructor(private readonly original: JsonObject) {}

  get(key: string): unknown {
    const current = this.current();
    return Object.hasOwn(current, key) ? current[key] : undefined;
  }

  has(key: string): boolean {
    const current = this.current();
    return Object.hasOwn(current, key) && current[key] !== undefined;
  }

  set(key: string, value: unknown): void {
    if (this.has(key) && deepEqual(this.get(key), value)) return;
    this.editable()[key] = value;
  }

  delete(key: string): void {
    if (this.has(key)) delete this.editable()[key];
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
    this.copy ??= { ...this.original };
    return this.copy;
  }
}
