import {
  afterIn,
  changesIn,
  collectIn,
  emptyNode,
  entriesIn,
  firstIn,
  isIn,
  lastIn,
  nodeOf,
  upToIn,
  valueAtIn,
  valueIn,
  withEntry,
  withoutEntry,
  type Changed,
  type SortedNode,
} from './sorted-nodes.js';

export type { Changed } from './sorted-nodes.js';

/**
 * A persistent ordered map (a B+ tree). Every write gives a new map that shares all untouched nodes with the old one; a write
 * that changes nothing gives the same map. Keys compare by code unit, as etcd's do for ASCII.
 */
export class SortedMap<K extends string | number, V> implements Iterable<readonly [K, V]> {
  protected constructor(private readonly root: SortedNode<K, V>) {}

  /** For maps that do more than this one when they are asked. */
  protected static rootOf<K extends string | number, V>(map: SortedMap<K, V>): SortedNode<K, V> {
    return map.root;
  }

  static empty<K extends string | number, V>(): SortedMap<K, V> {
    return new SortedMap(emptyNode<K, V>());
  }

  static from<K extends string | number, V>(entries: Iterable<readonly [K, V]>): SortedMap<K, V> {
    const all = [...new Map(entries)].sort(([a], [b]) => (a < b ? -1 : 1));
    const keys = all.map(([key]) => key);
    const values = all.map(([, value]) => value);
    return new SortedMap(nodeOf(keys, values));
  }

  get size(): number {
    return this.root.size;
  }

  get(key: K): V | undefined {
    return valueIn(this.root, key);
  }

  has(key: K): boolean {
    return isIn(this.root, key);
  }

  private with(root: SortedNode<K, V>): SortedMap<K, V> {
    return root === this.root ? this : new SortedMap(root);
  }

  /** The map with `key` bound to `value`; this very map when it already is. */
  set(key: K, value: V): SortedMap<K, V> {
    return this.with(withEntry(this.root, key, value));
  }

  /** The map without `key`; this very map when it holds none. */
  delete(key: K): SortedMap<K, V> {
    return this.with(withoutEntry(this.root, key));
  }

  /** Several edits at once: `undefined` deletes. */
  edit(changes: Iterable<readonly [K, V | undefined]>): SortedMap<K, V> {
    let { root } = this;
    for (const [key, value] of changes)
      root = value === undefined ? withoutEntry(root, key) : withEntry(root, key, value);
    return this.with(root);
  }

  /** The entry with the lowest key. */
  first(): readonly [K, V] | undefined {
    return firstIn(this.root);
  }

  /** The entry with the highest key. */
  last(): readonly [K, V] | undefined {
    return lastIn(this.root);
  }

  /** The entry with the highest key that is not above `key`. */
  upTo(key: K): readonly [K, V] | undefined {
    return upToIn(this.root, key);
  }

  /** The value of the entry at a place in the order of the keys, from 0. */
  at(place: number): V | undefined {
    return valueAtIn(this.root, place);
  }

  /** The first entry whose key is greater than `key`. */
  after(key: K): readonly [K, V] | undefined {
    return afterIn(this.root, key);
  }

  /** Entries in key order, from `low` (inclusive). */
  entries(low?: K): IterableIterator<readonly [K, V]> {
    return entriesIn(this.root, low);
  }

  [Symbol.iterator](): IterableIterator<readonly [K, V]> {
    return this.entries();
  }

  keys(): readonly K[] {
    const found: K[] = [];
    for (const [key] of this.entries()) found.push(key);
    return found;
  }

  values(): readonly V[] {
    const found: V[] = [];
    collectIn(this.root, undefined, undefined, found);
    return found;
  }

  /** Values whose keys lie in [low, high), in key order. */
  range(low: K, high: K): readonly V[] {
    const found: V[] = [];
    collectIn(this.root, low, high, found);
    return found;
  }

  /**
   * Values of an earlier map that have changed since, with what they have become, in key order. Undefined when it cannot
   * be told without looking at all of them: keys have come or gone.
   */
  changesSince(earlier: SortedMap<K, V>): readonly Changed<V>[] | undefined {
    const found: Changed<V>[] = [];
    return changesIn(earlier.root, this.root, 0, found) ? found : undefined;
  }

  /** How many keys lie in [low, high). */
  count(low: K, high: K): number {
    return this.range(low, high).length;
  }
}

/** The first string after every string that starts with `prefix`: the upper bound of a prefix scan. */
export function prefixEnd(prefix: string): string {
  const last = prefix.length - 1;
  return prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1);
}
