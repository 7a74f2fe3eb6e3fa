import { closeSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { Files } from '../conformance/language/files.js';
import { MAX_MANIFEST_BYTES } from '../conformance/language/limits.js';

/** Which files a run may read: named from a folder, in these roots. */
export interface Reach {
  readonly cwd: string;
  readonly roots: readonly string[];
}

/** The files of this machine, seen from a folder. Only what lies in one of the roots counts as inside. */
export function nodeFiles(cwd: string, roots: readonly string[]): Files {
  const real = roots.map((root) => realPath(resolve(cwd, root)));
  return {
    read: (path) => readText(resolve(cwd, path)),
    list: (path) => listNames(resolve(cwd, path)),
    isInside: (path) => {
      const target = realPath(resolve(cwd, path));
      return real.some((root) => contains(root, target));
    },
  };
}

export function contains(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

/** Of what does not exist, the real path of its folder and the rest. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : resolve(realPath(parent), relative(parent, path));
  }
}

/** At most a little more than the largest file that may be: enough to refuse it. */
function readText(path: string): string | undefined {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return undefined;
    return stat.size > MAX_MANIFEST_BYTES ? readStart(path) : readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function readStart(path: string): string {
  const buffer = Buffer.alloc(MAX_MANIFEST_BYTES + 1);
  const file = openSync(path, 'r');
  try {
    return buffer.toString('latin1', 0, readSync(file, buffer));
  } finally {
    closeSync(file);
  }
}

function listNames(path: string): readonly string[] | undefined {
  try {
    return readdirSync(path).sort();
  } catch {
    return undefined;
  }
}
