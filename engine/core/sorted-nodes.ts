/** Small nodes copy less per version: history keeps every version. */
const MOST = 16;
/** What is left of a node after deletions joins a neighbour when both together are no more than this. */
const SPARSE = 10;

type Key = string | number;

/** Keys with their values, or no more than these with the nodes under them; in key order. Never changed. */
export type SortedNode<K extends Key, V> = Leaf<K, V> | Branch<K, V>;

class Leaf<K extends Key, V> {
  constructor(
    readonly keys: readonly K[],
    readonly values: readonly V[],
  ) {}

  get size(): number {
    return this.keys.length;
  }
}

class Branch<K extends Key, V> {
  constructor(
    /** The lowest key under each child. */
    readonly keys: readonly K[],
    readonly children: readonly SortedNode<K, V>[],
    readonly size: number,
  ) {}
}

/** Where a key stands among sorted keys; when it is not there, -1 minus where it would stand. */
function search<K extends Key>(keys: readonly K[], key: K): number {
  const place = placeOf(keys, key);
  return place < keys.length && keys[place] === key ? place : -1 - place;
}

/**
 * The first place among sorted keys that is not below a key. One comparison a look: keys have long beginnings in common.
 * Texts and numbers have a function each, in which V8 sees comparisons of one kind.
 */
function placeOf<K extends Key>(keys: readonly K[], key: K): number {
  return typeof key === 'string' ? placeOfText(keys, key) : placeOfNumber(keys, key);
}

function placeOfText<K extends Key>(keys: readonly K[], key: K): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as K) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function placeOfNumber<K extends Key>(keys: readonly K[], key: K): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as K) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The child under which a key belongs. */
function childFor<K extends Key>(keys: readonly K[], key: K): number {
  const at = search(keys, key);
  return at >= 0 ? at : Math.max(0, -2 - at);
}

// Copies of exactly the right length: what grows by push or splice keeps room for half as much again and sixteen more.

function inserted<T>(list: readonly T[], at: number, item: T): readonly T[] {
  const copy = new Array<T>(list.length + 1);
  for (let i = 0; i < at; i++) copy[i] = list[i] as T;
  copy[at] = item;
  for (let i = at; i < list.length; i++) copy[i + 1] = list[i] as T;
  return copy;
}

function replaced<T>(list: readonly T[], at: number, item: T): readonly T[] {
  if (list[at] === item) return list;
  const copy = list.slice();
  copy[at] = item;
  return copy;
}

function removed<T>(list: readonly T[], at: number): readonly T[] {
  const copy = new Array<T>(list.length - 1);
  for (let i = 0; i < at; i++) copy[i] = list[i] as T;
  for (let i = at + 1; i < list.length; i++) copy[i - 1] = list[i] as T;
  return copy;
}

/** A node without entries. */
export function emptyNode<K extends Key, V>(): SortedNode<K, V> {
  return new Leaf<K, V>([], []);
}

export function valueIn<K extends Key, V>(root: SortedNode<K, V>, key: K): V | undefined {
  let node = root;
  while (node instanceof Branch) node = node.children[childFor(node.keys, key)] as SortedNode<K, V>;
  const at = search(node.keys, key);
  return at < 0 ? undefined : node.values[at];
}

/** The value of the entry that so many others stand before; undefined: there are not so many. */
export function valueAtIn<K extends Key, V>(root: SortedNode<K, V>, place: number): V | undefined {
  let node = root;
  let left = place;
  while (node instanceof Branch) {
    let at = 0;
    for (; at + 1 < node.children.length; at++) {
      const { size } = node.children[at] as SortedNode<K, V>;
      if (left < size) break;
      left -= size;
    }
    node = node.children[at] as SortedNode<K, V>;
  }
  return node.values[left];
}

export function isIn<K extends Key, V>(root: SortedNode<K, V>, key: K): boolean {
  let node = root;
  while (node instanceof Branch) node = node.children[childFor(node.keys, key)] as SortedNode<K, V>;
  return search(node.keys, key) >= 0;
}

/** The tree with a key bound to a value; the same when it already is. */
export function withEntry<K extends Key, V>(root: SortedNode<K, V>, key: K, value: V): SortedNode<K, V> {
  const grown = put(root, key, value);
  if (grown.keys.length <= MOST) return grown;
  const [left, right] = split(grown, key);
  return new Branch([left.keys[0] as K, right.keys[0] as K], [left, right], grown.size);
}

/** A node that comes back too long is its parent's to split. */
function put<K extends Key, V>(node: SortedNode<K, V>, key: K, value: V): SortedNode<K, V> {
  if (node instanceof Leaf) {
    const { keys, values } = node;
    const at = search(keys, key);
    if (at < 0) return new Leaf(inserted(keys, -1 - at, key), inserted(values, -1 - at, value));
    return Object.is(values[at], value) ? node : new Leaf(keys, replaced(values, at, value));
  }
  const at = childFor(node.keys, key);
  const child = node.children[at] as SortedNode<K, V>;
  const next = put(child, key, value);
  if (next === child) return node;
  const size = node.size + next.size - child.size;
  const keys = replaced(node.keys, at, next.keys[0] as K);
  if (next.keys.length <= MOST) return new Branch(keys, replaced(node.children, at, next), size);
  const [left, right] = split(next, key);
  return new Branch(
    inserted(keys, at + 1, right.keys[0] as K),
    inserted(replaced(node.children, at, left), at + 1, right),
    size,
  );
}

/** In two halves; where keys come in order, the first stays full. */
function split<K extends Key, V>(node: SortedNode<K, V>, latest: K): readonly [SortedNode<K, V>, SortedNode<K, V>] {
  const { keys } = node;
  const at = keys[keys.length - 1] === latest ? keys.length - 1 : keys.length >> 1;
  return [part(node, 0, at), part(node, at, keys.length)];
}

function part<K extends Key, V>(node: SortedNode<K, V>, from: number, to: number): SortedNode<K, V> {
  if (node instanceof Leaf) return new Leaf(node.keys.slice(from, to), node.values.slice(from, to));
  return branchOf(node.children.slice(from, to));
}

function branchOf<K extends Key, V>(children: readonly SortedNode<K, V>[]): Branch<K, V> {
  let size = 0;
  for (const child of children) size += child.size;
  return new Branch(
    children.map(({ keys }) => keys[0] as K),
    children,
    size,
  );
}

/** The tree without a key; the same when it holds none. */
export function withoutEntry<K extends Key, V>(root: SortedNode<K, V>, key: K): SortedNode<K, V> {
  let node = take(root, key);
  while (node instanceof Branch && node.children.length < 2) node = node.children[0] ?? emptyNode<K, V>();
  return node;
}

function take<K extends Key, V>(node: SortedNode<K, V>, key: K): SortedNode<K, V> {
  if (node instanceof Leaf) {
    const at = search(node.keys, key);
    return at < 0 ? node : new Leaf(removed(node.keys, at), removed(node.values, at));
  }
  const at = childFor(node.keys, key);
  const child = node.children[at] as SortedNode<K, V>;
  const next = take(child, key);
  if (next === child) return node;
  const size = node.size - 1;
  if (next.keys.length === 0) return new Branch(removed(node.keys, at), removed(node.children, at), size);
  const beside = at + 1 < node.children.length ? at : at - 1;
  const children = replaced(node.children, at, next);
  const together = merged(children[beside], children[beside + 1]);
  if (together !== undefined) return branchOf(removed(replaced(children, beside, together), beside + 1));
  return new Branch(replaced(node.keys, at, next.keys[0] as K), children, size);
}

/** Two neighbours as one node, when there is little in both. */
function merged<K extends Key, V>(
  a: SortedNode<K, V> | undefined,
  b: SortedNode<K, V> | undefined,
): SortedNode<K, V> | undefined {
  if (a === undefined || b === undefined || a.keys.length + b.keys.length > SPARSE) return undefined;
  if (a instanceof Leaf)
    return b instanceof Leaf ? new Leaf(a.keys.concat(b.keys), a.values.concat(b.values)) : undefined;
  return b instanceof Branch ? branchOf(a.children.concat(b.children)) : undefined;
}

/** A tree of entries with keys that are sorted and all different. */
export function nodeOf<K extends Key, V>(keys: readonly K[], values: readonly V[]): SortedNode<K, V> {
  let level: SortedNode<K, V>[] = [];
  for (let at = 0; at < keys.length; at += MOST)
    level.push(new Leaf(keys.slice(at, at + MOST), values.slice(at, at + MOST)));
  while (level.length > 1) {
    const above: SortedNode<K, V>[] = [];
    for (let at = 0; at < level.length; at += MOST) above.push(branchOf(level.slice(at, at + MOST)));
    level = above;
  }
  return level[0] ?? emptyNode<K, V>();
}

type Entry<K, V> = readonly [K, V];

function entryAt<K extends Key, V>({ keys, values }: Leaf<K, V>, at: number): Entry<K, V> | undefined {
  const key = keys[at];
  return key === undefined ? undefined : [key, values[at] as V];
}

export function firstIn<K extends Key, V>(root: SortedNode<K, V>): Entry<K, V> | undefined {
  let node = root;
  while (node instanceof Branch) node = node.children[0] as SortedNode<K, V>;
  return entryAt(node, 0);
}

export function lastIn<K extends Key, V>(root: SortedNode<K, V>): Entry<K, V> | undefined {
  let node = root;
  while (node instanceof Branch) node = node.children[node.children.length - 1] as SortedNode<K, V>;
  return entryAt(node, node.keys.length - 1);
}

/** The entry with the highest key that is not above a key. */
export function upToIn<K extends Key, V>(root: SortedNode<K, V>, key: K): Entry<K, V> | undefined {
  let node = root;
  while (node instanceof Branch) node = node.children[childFor(node.keys, key)] as SortedNode<K, V>;
  const at = search(node.keys, key);
  return entryAt(node, at < 0 ? -2 - at : at);
}

/** The first entry whose key is greater than a key. */
export function afterIn<K extends Key, V>(node: SortedNode<K, V>, key: K): Entry<K, V> | undefined {
  if (node instanceof Leaf) {
    const at = search(node.keys, key);
    return entryAt(node, at < 0 ? -1 - at : at + 1);
  }
  for (let at = childFor(node.keys, key); at < node.children.length; at++) {
    const found = afterIn(node.children[at] as SortedNode<K, V>, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Entries in key order, from a key on, itself included. */
export function* entriesIn<K extends Key, V>(node: SortedNode<K, V>, low?: K): Generator<Entry<K, V>, void> {
  if (node instanceof Branch) {
    const from = low === undefined ? 0 : childFor(node.keys, low);
    for (let at = from; at < node.children.length; at++)
      yield* entriesIn(node.children[at] as SortedNode<K, V>, at === from ? low : undefined);
    return;
  }
  const { keys, values } = node;
  for (let at = low === undefined ? 0 : placeOf(keys, low); at < keys.length; at++)
    yield [keys[at] as K, values[at] as V];
}

/** Puts the values whose keys lie in [low, high) into a list, in key order; without a bound, from the beginning or to the end. */
export function collectIn<K extends Key, V>(
  node: SortedNode<K, V>,
  low: K | undefined,
  high: K | undefined,
  found: V[],
): void {
  const { keys } = node;
  if (node instanceof Leaf) {
    const to = high === undefined ? keys.length : placeOf(keys, high);
    for (let at = low === undefined ? 0 : placeOf(keys, low); at < to; at++) found.push(node.values[at] as V);
    return;
  }
  for (let at = low === undefined ? 0 : childFor(keys, low); at < keys.length; at++) {
    if (high !== undefined && (keys[at] as K) >= high && at > 0) return;
    collectIn(node.children[at] as SortedNode<K, V>, low, high, found);
  }
}

/** A value of one map and what it has become in another. */
export interface Changed<V> {
  /** Its place in the order of the keys, from 0. */
  readonly place: number;
  readonly before: V;
  readonly after: V;
}

/**
 * Puts the values that differ between two trees into a list, in key order. False: the trees hold other keys, or grew
 * otherwise.
 * @param place how many entries stand before both
 */
export function changesIn<K extends Key, V>(
  before: SortedNode<K, V>,
  after: SortedNode<K, V>,
  place: number,
  found: Changed<V>[],
): boolean {
  if (before === after) return true;
  if (before.keys !== after.keys) return false;
  if (before instanceof Leaf) {
    if (!(after instanceof Leaf)) return false;
    changedValues(before.values, after.values, place, found);
    return true;
  }
  if (!(after instanceof Branch)) return false;
  let first = place;
  for (let at = 0; at < before.children.length; at++) {
    const child = before.children[at] as SortedNode<K, V>;
    if (!changesIn(child, after.children[at] as SortedNode<K, V>, first, found)) return false;
    first += child.size;
  }
  return true;
}

function changedValues<V>(values: readonly V[], others: readonly V[], place: number, found: Changed<V>[]): void {
  for (let at = 0; at < values.length; at++) {
    const before = values[at] as V;
    const after = others[at] as V;
    if (before !== after) found.push({ place: place + at, before, after });
  }
}
