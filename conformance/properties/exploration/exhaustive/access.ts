import { SortedMap, type Changed } from '../../../../engine/core/sorted-map.js';

/** What was looked at in a map, and what was written. */
export class Access {
  private readonly reads = new Set<string>();
  // Most turns write nothing.
  private ranges: (readonly [string, string])[] | undefined;
  private writes: Set<string> | undefined;
  private everything = false;

  /** @param counts whether a key matters at all */
  constructor(private readonly counts: (key: string) => boolean = () => true) {}

  read(key: string): void {
    if (this.counts(key)) this.reads.add(key);
  }

  readRange(low: string, high: string): void {
    if (this.counts(low)) (this.ranges ??= []).push([low, high]);
  }

  readAll(): void {
    this.everything = true;
  }

  wrote(key: string): void {
    if (this.counts(key)) (this.writes ??= new Set()).add(key);
  }

  get isEmpty(): boolean {
    return this.reads.size === 0 && this.ranges === undefined && this.writes === undefined && !this.everything;
  }

  /** Whether the two could not be told apart if they had come the other way round: neither wrote what the other saw. */
  isApartFrom(other: Access): boolean {
    return !this.disturbs(other) && !other.disturbs(this);
  }

  private disturbs({ reads, ranges, writes, everything }: Access): boolean {
    if (this.writes === undefined) return false;
    if (everything) return true;
    for (const key of this.writes) {
      if (reads.has(key) || writes?.has(key) === true) return true;
      if (ranges?.some(([low, high]) => key >= low && key < high) === true) return true;
    }
    return false;
  }
}

/** A map that tells what is done with it and with every map that comes of it by writing. */
export class ToldMap<V> extends SortedMap<string, V> {
  private constructor(
    readonly plain: SortedMap<string, V>,
    private readonly access: Access,
  ) {
    super(SortedMap.rootOf(plain));
  }

  static of<V>(plain: SortedMap<string, V>, access: Access): ToldMap<V> {
    return new ToldMap(plain, access);
  }

  private become(next: SortedMap<string, V>): ToldMap<V> {
    return next === this.plain ? this : new ToldMap(next, this.access);
  }

  override get size(): number {
    this.access.readAll();
    return this.plain.size;
  }

  override get(key: string): V | undefined {
    this.access.read(key);
    return this.plain.get(key);
  }

  override has(key: string): boolean {
    this.access.read(key);
    return this.plain.has(key);
  }

  override set(key: string, value: V): SortedMap<string, V> {
    const next = this.become(this.plain.set(key, value));
    if (next === this) this.access.read(key);
    else this.access.wrote(key);
    return next;
  }

  override delete(key: string): SortedMap<string, V> {
    const next = this.become(this.plain.delete(key));
    if (next === this) this.access.read(key);
    else this.access.wrote(key);
    return next;
  }

  override edit(changes: Iterable<readonly [string, V | undefined]>): SortedMap<string, V> {
    const all = [...changes];
    for (const [key] of all) this.access.wrote(key);
    return this.become(this.plain.edit(all));
  }

  override first(): readonly [string, V] | undefined {
    this.access.readAll();
    return this.plain.first();
  }

  override last(): readonly [string, V] | undefined {
    this.access.readAll();
    return this.plain.last();
  }

  override upTo(key: string): readonly [string, V] | undefined {
    this.access.readAll();
    return this.plain.upTo(key);
  }

  override at(place: number): V | undefined {
    this.access.readAll();
    return this.plain.at(place);
  }

  override after(key: string): readonly [string, V] | undefined {
    this.access.readAll();
    return this.plain.after(key);
  }

  override entries(low?: string): IterableIterator<readonly [string, V]> {
    this.access.readAll();
    return this.plain.entries(low);
  }

  override keys(): readonly string[] {
    this.access.readAll();
    return this.plain.keys();
  }

  override values(): readonly V[] {
    this.access.readAll();
    return this.plain.values();
  }

  override range(low: string, high: string): readonly V[] {
    this.access.readRange(low, high);
    return this.plain.range(low, high);
  }

  override changesSince(earlier: SortedMap<string, V>): readonly Changed<V>[] | undefined {
    this.access.readAll();
    return this.plain.changesSince(earlier);
  }

  override count(low: string, high: string): number {
    this.access.readRange(low, high);
    return this.plain.count(low, high);
  }
}
