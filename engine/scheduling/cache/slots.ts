const BITS = 6;
const WIDTH = 1 << BITS;
const MASK = WIDTH - 1;

type Chunk<T> = readonly (T | undefined)[];

/**
 * A persistent array with holes. Values stand in chunks of 64; a write copies one chunk and the list of chunks, so that
 * two versions share whatever did not change and {@link Slots.changes} finds the difference without looking at it.
 */
export class Slots<T> {
  private constructor(
    readonly chunks: readonly Chunk<T>[],
    /** One past the highest slot ever used. */
    readonly length: number,
    private readonly free: readonly number[],
  ) {}

  static empty<T>(): Slots<T> {
    return new Slots<T>([], 0, []);
  }

  get(slot: number): T | undefined {
    return this.chunks[slot >> BITS]?.[slot & MASK];
  }

  /** Where {@link Slots.set} should put a new value. */
  get vacancy(): number {
    return this.free[this.free.length - 1] ?? this.length;
  }

  set(slot: number, value: T): Slots<T> {
    if (this.get(slot) === value) return this;
    const free = this.free.includes(slot) ? this.free.filter((other) => other !== slot) : this.free;
    return new Slots(this.withChunk(slot, value), Math.max(this.length, slot + 1), free);
  }

  delete(slot: number): Slots<T> {
    if (this.get(slot) === undefined) return this;
    return new Slots(this.withChunk(slot, undefined), this.length, [...this.free, slot]);
  }

  /** Calls `visit` for every slot whose value differs from `old`'s. */
  changes(old: Slots<T>, visit: (slot: number, value: T | undefined, before: T | undefined) => void): void {
    if (old === this) return;
    const count = Math.max(this.chunks.length, old.chunks.length);
    for (let index = 0; index < count; index++) {
      const now = this.chunks[index];
      const before = old.chunks[index];
      if (now === before) continue;
      for (let offset = 0; offset < WIDTH; offset++) {
        const value = now === undefined ? undefined : now[offset];
        const old = before === undefined ? undefined : before[offset];
        if (value !== old) visit((index << BITS) | offset, value, old);
      }
    }
  }

  private withChunk(slot: number, value: T | undefined): readonly Chunk<T>[] {
    const index = slot >> BITS;
    const old = this.chunks[index];
    const chunk: (T | undefined)[] = old === undefined ? new Array<undefined>(WIDTH).fill(undefined) : old.slice();
    chunk[slot & MASK] = value;
    const chunks = this.chunks.slice();
    chunks[index] = chunk;
    return chunks;
  }
}
