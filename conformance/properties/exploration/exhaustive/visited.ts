import type { Hash } from '../fingerprint/hash.js';

/** What is known of a situation that was searched before. */
export interface Entry {
  /** Turns that could still be chosen from there. */
  readonly remaining: number;
  /** Components (as bits) whose turns were left out there: they were known to lead nowhere new. */
  readonly asleep: Mask;
}

/** A set of up to 64 components. */
export interface Mask {
  readonly high: number;
  readonly low: number;
}

export const NOBODY: Mask = { high: 0, low: 0 };

const WORDS = 5;
const FULL = 0.6;
const SMALLEST = 1 << 12;

/**
 * Situations by fingerprint, in one typed array with open addressing: 20 bytes for a place, of which at most 60 % are
 * taken.
 */
export class Visited {
  private capacity = SMALLEST;
  private words = new Int32Array(SMALLEST * WORDS);
  private count = 0;

  get size(): number {
    return this.count;
  }

  get bytes(): number {
    return this.words.byteLength;
  }

  get(hash: Hash): Entry | undefined {
    const at = this.find(hash) * WORDS;
    const depth = this.words[at + 2] ?? 0;
    if (depth === 0) return undefined;
    return { remaining: depth - 1, asleep: { high: this.words[at + 3] ?? 0, low: this.words[at + 4] ?? 0 } };
  }

  set(hash: Hash, { remaining, asleep }: Entry): void {
    let at = this.find(hash) * WORDS;
    if (this.words[at + 2] === 0) {
      this.count += 1;
      if (this.count > this.capacity * FULL) {
        this.grow();
        at = this.find(hash) * WORDS;
      }
    }
    this.put(at, hash.high, hash.low, remaining + 1, asleep.high, asleep.low);
  }

  private put(at: number, high: number, low: number, depth: number, asleepHigh: number, asleepLow: number): void {
    this.words[at] = high;
    this.words[at + 1] = low;
    this.words[at + 2] = depth;
    this.words[at + 3] = asleepHigh;
    this.words[at + 4] = asleepLow;
  }

  /** The place of a fingerprint, or the free one where it would go. */
  private find({ high, low }: Hash): number {
    const { words, capacity } = this;
    let place = (low ^ Math.imul(high, 0x9e3779b1)) & (capacity - 1);
    for (;;) {
      const at = place * WORDS;
      if (words[at + 2] === 0 || (words[at] === high && words[at + 1] === low)) return place;
      place = (place + 1) & (capacity - 1);
    }
  }

  private grow(): void {
    const old = this.words;
    this.capacity *= 2;
    this.words = new Int32Array(this.capacity * WORDS);
    for (let at = 0; at < old.length; at += WORDS) {
      const [high = 0, low = 0, depth = 0, asleepHigh = 0, asleepLow = 0] = old.subarray(at, at + WORDS);
      if (depth !== 0) this.put(this.find({ high, low }) * WORDS, high, low, depth, asleepHigh, asleepLow);
    }
  }
}
