import { quote } from '../../../engine/apimachinery/quote.js';
import type { Files } from '../effect.js';
import { fail, isFailure, type Failure } from '../failure.js';

/** The text of a file of -f, and the name by which messages call it. */
export interface SourceText {
  readonly source: string;
  readonly text: string;
}

const EXTENSIONS = ['.json', '.yaml', '.yml'];

/** The files of one -f argument: a file, a directory's manifests in name order, or what a pattern matches (Builder.Path). */
export function filesAt(files: Files, path: string, recursive: boolean): readonly SourceText[] | Failure {
  const found: SourceText[] = [];
  const matches = files.read(path) === undefined ? glob(files, path) : [path];
  if (matches.length === 0) return fail(`the path ${quote(path)} does not exist`);
  for (const match of matches) found.push(...walk(files, match, recursive, true));
  return found.length > 0
    ? found
    : fail(`error reading [${path}]: recognized file extensions are [${EXTENSIONS.join(' ')}]`);
}

/** filepath.Walk: entries in name order, directories where they stand. */
function walk(files: Files, path: string, recursive: boolean, isRoot: boolean): readonly SourceText[] {
  const found = files.read(path);
  if (found === undefined) return [];
  if ('text' in found) {
    const isManifest = EXTENSIONS.some((extension) => path.endsWith(extension));
    return isRoot || isManifest ? [{ source: path, text: found.text }] : [];
  }
  if (!isRoot && !recursive) return [];
  return namesIn(found.entries).flatMap((entry) => walk(files, join(path, entry), recursive, false));
}

/** The names in a directory; entries may name files of its directories too. */
function namesIn(entries: readonly string[]): readonly string[] {
  return [...new Set(entries.map((entry) => entry.split('/')[0] ?? ''))].sort();
}

/** filepath.Join: './' goes. */
export function join(directory: string, entry: string): string {
  const base = directory.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
  return base === '' || base === '.' ? entry : `${base}/${entry}`;
}

/** Paths that match a pattern with '*' and '?' in its last part. */
function glob(files: Files, pattern: string): readonly string[] {
  const slash = pattern.lastIndexOf('/');
  const [directory, last] = slash < 0 ? ['.', pattern] : [pattern.slice(0, slash), pattern.slice(slash + 1)];
  if (!/[*?[]/.test(last)) return [];
  const found = files.read(directory);
  if (found === undefined || 'text' in found) return [];
  const expression = last
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return found.entries
    .filter((entry) => new RegExp(`^${expression}$`).test(entry))
    .map((entry) => join(directory, entry));
}

/** The text of one file, or Go's error of opening it. */
export function readText(files: Files, path: string): string | Failure {
  const found = files.read(path);
  if (found === undefined) return fail(`open ${path}: no such file or directory`);
  return 'text' in found ? found.text : fail(`read ${path}: is a directory`);
}

export function isText(value: string | Failure): value is string {
  return !isFailure(value);
}
