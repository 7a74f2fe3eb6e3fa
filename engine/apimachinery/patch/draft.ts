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
    return this.get(key) !== undefined;
  }

  set(key: string, value: unknown): void {
    const known = this.get(key);
    if (known !== undefined && deepEqual(known, value)) return;
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
    this.copy ??= Object.assign({}, this.original);
    return this.copy;
  }
}
