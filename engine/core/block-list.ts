/** The most items of a block. Shorter lists are one block: a change copies it, as it would an array. */
export const BLOCK_SIZE = 128;

type Blocks<T> = readonly (readonly T[])[];

/**
 * A persistent list that grows at its end. Items stand in blocks: a change copies one block and the list of blocks, not
 * all the items, so that a node of 40,000 pods costs hardly more than one of 100. Two neighbours always hold more than
 * one block could: removals leave no trail of short blocks.
 */
export class BlockList<T> implements Iterable<T> {
  private static readonly EMPTY = new BlockList<never>([], 0);

  private constructor(
    readonly blocks: Blocks<T>,
    readonly length: number,
  ) {}

  static empty<T>(): BlockList<T> {
    return BlockList.EMPTY;
  }

  /** The list with one more item at its end. */
  append(item: T): BlockList<T> {
    const blocks = this.blocks.slice();
    const last = blocks[blocks.length - 1];
    if (last === undefined || last.length >= BLOCK_SIZE) blocks.push([item]);
    else blocks[blocks.length - 1] = [...last, item];
    return new BlockList(blocks, this.length + 1);
  }

  /** The list without the first item that is `item`; this very list when there is none. */
  remove(item: T): BlockList<T> {
    for (let i = 0; i < this.blocks.length; i++) {
      const block = this.blocks[i] ?? [];
      const at = block.indexOf(item);
      if (at < 0) continue;
      const blocks = this.blocks.slice();
      blocks[i] = [...block.slice(0, at), ...block.slice(at + 1)];
      return new BlockList(packed(blocks), this.length - 1);
    }
    return this;
  }

  /** The list without the items in a set; this very list when it holds none of them. */
  without(gone: ReadonlySet<T>): BlockList<T> {
    let length = 0;
    const blocks = this.blocks.map((block) => {
      const left = block.filter((item) => !gone.has(item));
      length += left.length;
      return left.length === block.length ? block : left;
    });
    return length === this.length ? this : new BlockList(packed(blocks), length);
  }

  find(isWanted: (item: T) => boolean): T | undefined {
    for (const block of this.blocks) {
      const found = block.find(isWanted);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  some(isWanted: (item: T) => boolean): boolean {
    return this.blocks.some((block) => block.some(isWanted));
  }

  count(isWanted: (item: T) => boolean): number {
    let count = 0;
    for (const block of this.blocks) {
      for (const item of block) if (isWanted(item)) count++;
    }
    return count;
  }

  filter(isWanted: (item: T) => boolean): readonly T[] {
    return this.blocks.flatMap((block) => block.filter(isWanted));
  }

  flatMap<U>(of: (item: T) => readonly U[]): readonly U[] {
    return this.blocks.flatMap((block) => block.flatMap(of));
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (const block of this.blocks) yield* block;
  }
}

/** The same items with no empty block, and with neighbours joined where one block holds both. */
function packed<T>(blocks: Blocks<T>): Blocks<T> {
  const result: (readonly T[])[] = [];
  for (const block of blocks) {
    const last = result[result.length - 1];
    if (last !== undefined && last.length + block.length <= BLOCK_SIZE) {
      if (block.length > 0) result[result.length - 1] = last.length === 0 ? block : [...last, ...block];
    } else if (block.length > 0) result.push(block);
  }
  return result;
}
