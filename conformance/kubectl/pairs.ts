import { fail, type Failure } from './failure.js';

/** A line's words, those that name objects and those that say what to change. */
export interface WordsAndPairs {
  readonly words: readonly string[];
  readonly pairs: readonly string[];
}

/** 'pods web a=b c-': types and names come before the changes (cmdutil.GetResourcesAndPairs). */
export function splitPairs(line: readonly string[], kind: string): WordsAndPairs | Failure {
  const words: string[] = [];
  const pairs: string[] = [];
  for (const word of line) {
    const isPair = (word.includes('=') && !word.startsWith('=')) || (word.endsWith('-') && word !== '-');
    if (isPair) pairs.push(word);
    else if (pairs.length > 0) return fail(`all resources must be specified before ${kind} changes: ${word}`);
    else words.push(word);
  }
  return { words, pairs };
}

/** What a map shall become: values to set, and keys to take away. */
export interface Changes {
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

/** A map after its changes. */
export function changed(
  map: Readonly<Record<string, string>>,
  { set, remove }: Changes,
): Readonly<Record<string, string>> {
  const kept = Object.entries({ ...map, ...Object.fromEntries(set) }).filter(([key]) => !remove.includes(key));
  return Object.fromEntries(kept);
}
