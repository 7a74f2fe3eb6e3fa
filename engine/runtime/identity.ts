import { fnv32a } from '../apimachinery/hash.js';
import { hexWord } from '../core/hex.js';

const GOLDEN = 0x9e3779b9;
const SECOND_SEED = 0x2545f491;

/** 64 hexadecimal digits that stand for the text: ids of containers and sandboxes, digests of images. */
export function hex64(text: string): string {
  const a = fnv32a(text);
  const b = fnv32a(text, SECOND_SEED);
  let digits = '';
  for (let lane = 0; lane < 8; lane++) digits += hexWord(mix(a + Math.imul(lane, GOLDEN), b ^ lane));
  return digits;
}

/** The finalizer of MurmurHash3 over two words. */
function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ b;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
