import { hexHalf, hexWord } from '../core/hex.js';
import type { Dice } from '../core/rng.js';
import { canonicalJson } from './json-text.js';
import { ALPHANUMERICS } from './random-names.js';

export { canonicalJson } from './json-text.js';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** 32-bit FNV-1a of the text's UTF-8 bytes, as Go's fnv.New32a; `state` continues an earlier hash. */
export function fnv32a(text: string, state = FNV_OFFSET): number {
  let hash = state;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      hash = Math.imul(hash ^ unit, FNV_PRIME);
      continue;
    }
    const rune = text.codePointAt(i) ?? unit;
    if (rune > 0xffff) i++;
    hash = foldRune(hash, rune);
  }
  return hash >>> 0;
}

/** 32-bit FNV-1 of the text's UTF-8 bytes, as Go's fnv.New32: it multiplies before it mixes in a byte. */
export function fnv32(text: string): number {
  let hash = FNV_OFFSET;
  for (const character of text) {
    const rune = character.codePointAt(0) ?? 0;
    for (const byte of rune < 0x80 ? [rune] : encoded(rune)) hash = Math.imul(hash, FNV_PRIME) ^ byte;
  }
  return hash >>> 0;
}

/** The UTF-8 bytes of a rune that takes several. */
function encoded(rune: number): readonly number[] {
  const bytes =
    rune < 0x800
      ? [0xc0 | (rune >> 6)]
      : rune < 0x10000
        ? [0xe0 | (rune >> 12), 0x80 | ((rune >> 6) & 0x3f)]
        : [0xf0 | (rune >> 18), 0x80 | ((rune >> 12) & 0x3f), 0x80 | ((rune >> 6) & 0x3f)];
  return [...bytes, 0x80 | (rune & 0x3f)];
}

function foldRune(state: number, rune: number): number {
  return encoded(rune).reduce(foldByte, state);
}

function foldByte(state: number, byte: number): number {
  return Math.imul(state ^ byte, FNV_PRIME);
}

/** Each character replaced by one without vowels, as rand.SafeEncodeString. */
export function safeEncodeString(text: string): string {
  let encoded = '';
  for (const character of text) encoded += ALPHANUMERICS.charAt((character.codePointAt(0) ?? 0) % ALPHANUMERICS.length);
  return encoded;
}

const hashes = new WeakMap<object, number>();

/** FNV-1a over {@link canonicalJson}, memoised per object. */
export function hashObject(object: object): number {
  const known = hashes.get(object);
  if (known !== undefined) return known;
  const hash = fnv32a(canonicalJson(object));
  hashes.set(object, hash);
  return hash;
}

/**
 * The hash in the names of a Deployment's ReplicaSets, as controller.ComputeHash makes it: FNV-1a of the template, then
 * the collision count, in letters without vowels. Upstream hashes a dump of Go structs that cannot be rebuilt outside
 * Go, so the values differ from a real cluster's; that equal templates give equal hashes and others different ones holds.
 */
export function podTemplateHash(template: object, collisionCount?: number): string {
  return safeEncodeString(String(withCollisions(hashObject(template), collisionCount)));
}

/** Adds a collision count as ComputeHash does: its 4 bytes, little-endian, and 4 zeros. None leaves the hash as it is. */
export function withCollisions(hash: number, collisionCount: number | undefined): number {
  if (collisionCount === undefined) return hash;
  const bytes = [0, 8, 16, 24].map((shift) => (collisionCount >>> shift) & 0xff);
  return [...bytes, 0, 0, 0, 0].reduce(foldByte, hash) >>> 0;
}

/** A random UUID of version 4. */
export function uid(dice: Dice): string {
  const a = word(dice);
  const version = (word(dice) & 0xffff_0fff) | 0x4000;
  const variant = (word(dice) & 0x3fff_ffff) | 0x8000_0000;
  const d = word(dice);
  return (
    `${hexWord(a)}-${hexHalf(version >>> 16)}-${hexHalf(version)}-` +
    `${hexHalf(variant >>> 16)}-${hexHalf(variant)}${hexWord(d)}`
  );
}

function word(dice: Dice): number {
  return dice.below(0x1_0000_0000);
}
