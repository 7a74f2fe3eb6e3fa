import { lstatSync, readdirSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { isYamlFile, type Files } from '../conformance/language/files.js';
import { claimsIn, looksLikeSpec } from '../conformance/language/load.js';
import { contains, nodeFiles, type Reach } from './node-files.js';
import { UsageError } from './terminal.js';

/** A file to read, and the lines at which scenarios are asked for; none: all of them. */
export interface SpecPath {
  readonly path: string;
  readonly lines: readonly number[];
}

export interface Discovered {
  readonly specs: readonly SpecPath[];
  readonly files: Files;
  /** So many Scenarios and Properties, as far as a glance tells; those of files that are named themselves do not count. */
  readonly claims: number;
}

const SKIPPED = new Set(['node_modules', 'dist']);

/**
 * The spec files that arguments mean: files, file:line, folders with all below them. In folders only YAML files that are
 * meant as specs count; others are manifests.
 */
export function discover(cwd: string, args: readonly string[]): Discovered {
  const wanted = wantedBy(cwd, args);
  const files = nodeFiles(cwd, reachOf(cwd, args).roots);
  const found = new Map<string, number[]>();
  let claims = 0;
  const isSpec = (path: string): boolean => {
    const text = files.read(path) ?? '';
    claims += claimsIn(text);
    return looksLikeSpec(text);
  };
  for (const { path, line, folder } of wanted) {
    const paths = folder ? specsBelow(path).filter(isSpec) : [path];
    for (const file of paths) {
      const lines = found.get(file) ?? [];
      found.set(file, line === undefined ? lines : [...lines, line]);
    }
  }
  const specs = [...found].map(([path, lines]) => ({ path: shownPath(cwd, path), lines }));
  return { specs: specs.sort((a, b) => (a.path < b.path ? -1 : 1)), files, claims };
}

/** The files that specs may use when these arguments name them: below the working folder, and beside what is outside of it. */
export function reachOf(cwd: string, args: readonly string[]): Reach {
  const outside = wantedBy(cwd, args)
    .filter(({ path }) => !contains(cwd, path))
    .map(({ path, folder }) => (folder ? path : resolve(path, '..')));
  return { cwd, roots: [cwd, ...outside] };
}

function wantedBy(cwd: string, args: readonly string[]): readonly Wanted[] {
  return (args.length > 0 ? args : [defaultFolder(cwd)]).map((arg) => locate(cwd, arg));
}

/** The folders in which new specs would be found, those below them included. */
export function specFolders(cwd: string, args: readonly string[]): readonly string[] {
  return (args.length > 0 ? args : [defaultFolder(cwd)])
    .map((arg) => resolve(cwd, arg))
    .filter((path) => isFolder(path) === true)
    .flatMap(foldersBelow);
}

function foldersBelow(folder: string): readonly string[] {
  const below = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !isSkipped(entry.name),
  );
  return [folder, ...below.flatMap(({ name }) => foldersBelow(resolve(folder, name)))];
}

function isSkipped(name: string): boolean {
  return name.startsWith('.') || SKIPPED.has(name);
}

function defaultFolder(cwd: string): string {
  return isFolder(resolve(cwd, 'specs')) === true ? 'specs' : '.';
}

interface Wanted {
  readonly path: string;
  readonly folder: boolean;
  readonly line?: number;
}

function locate(cwd: string, arg: string): Wanted {
  const whole = resolve(cwd, arg);
  const folder = isFolder(whole);
  if (folder !== undefined) return { path: whole, folder };
  const [, path, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(arg) ?? [];
  if (path !== undefined && isFolder(resolve(cwd, path)) === false)
    return { path: resolve(cwd, path), folder: false, line: Number(line) };
  const broken = isLink(whole) ? ': it is a link that leads nowhere' : '';
  throw new UsageError(`there is no file or folder "${path ?? arg}"${broken}`);
}

/** Undefined when there is nothing of that name, or only a link that leads nowhere or round in circles. */
function isFolder(path: string): boolean | undefined {
  try {
    return statSync(path).isDirectory();
  } catch {
    return undefined;
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** As reports name it: from the working folder, with '/'. */
function shownPath(cwd: string, path: string): string {
  return (contains(cwd, path) ? relative(cwd, path) : path).split(sep).join('/');
}

function specsBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = resolve(folder, entry.name);
    if (entry.isDirectory()) return isSkipped(entry.name) ? [] : specsBelow(path);
    return isYamlFile(entry.name) && (entry.isFile() || isFolder(path) === false) ? [path] : [];
  });
}
