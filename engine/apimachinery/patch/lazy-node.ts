import { isObject } from '../object.js';
import { existingIndex, insertionIndex } from './json-pointer.js';

/**
 * A value as evanphx/json-patch holds it while it patches: unread at first, and read into fields or items where a patch
 * looks into it. Objects that were read are written with sorted keys, the others as they came. Changes in place.
 */
export class LazyNode {
  private fields: Map<string, LazyNode> | undefined;
  private items: LazyNode[] | undefined;

  constructor(private readonly unread: unknown) {}

  /** Reads it, if it is an object or a list. */
  open(): this {
    const { unread } = this;
    if (this.fields !== undefined || this.items !== undefined) return this;
    if (Array.isArray(unread)) this.items = unread.map((item) => new LazyNode(item));
    else if (isObject(unread))
      this.fields = new Map(Object.entries(unread).map(([key, field]) => [key, new LazyNode(field)]));
    return this;
  }

  /** Reads all of it, as a comparison does. */
  openAll(): void {
    for (const part of this.open().parts) part.openAll();
  }

  /** Reads all of it and drops the null fields of its objects; null items of lists stay. */
  prune(): this {
    this.open();
    for (const [key, field] of this.fields ?? [])
      if (field.value === null) this.fields?.delete(key);
      else field.prune();
    for (const item of this.items ?? []) item.prune();
    return this;
  }

  private get parts(): Iterable<LazyNode> {
    return this.fields?.values() ?? this.items ?? [];
  }

  get isObject(): boolean {
    return this.fields !== undefined || (this.items === undefined && isObject(this.unread));
  }

  /** It as a value, with keys in the order in which they are written. */
  get value(): unknown {
    if (this.items !== undefined) return this.items.map(({ value }) => value);
    if (this.fields === undefined) return this.unread;
    const sorted = [...this.fields].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([key, field]) => [key, field.value]));
  }

  /** A part of what was read. */
  get(key: string): LazyNode | undefined {
    if (this.items === undefined) return this.fields?.get(key);
    return this.items[existingIndex(this.items, key) ?? -1];
  }

  /** Puts a field in, or an item before another one. */
  add(key: string, part: LazyNode): void {
    if (this.items === undefined) this.fields?.set(key, part);
    else this.items.splice(insertionIndex(this.items, key) ?? 0, 0, part);
  }

  replace(key: string, part: LazyNode): void {
    if (this.items === undefined) this.fields?.set(key, part);
    else this.items.splice(existingIndex(this.items, key) ?? 0, 1, part);
  }

  remove(key: string): void {
    if (this.items === undefined) this.fields?.delete(key);
    else this.items.splice(existingIndex(this.items, key) ?? 0, 1);
  }
}
