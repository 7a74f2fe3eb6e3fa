import { accessSync, constants, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from './terminal.js';

/**
 * Sees to it, before any work is done, that a file can be written later, its folders too.
 * @param shown the file as the user named it
 * @throws UsageError when it cannot
 */
export function demandWritable(path: string, shown: string): void {
  const stat = statOf(path);
  if (stat?.isDirectory() === true) throw new UsageError(`cannot write to ${shown}: it is a folder`);
  if (stat !== undefined) return demandAccess(path, shown);
  const { folder, stat: above } = nearestAbove(path);
  if (!above.isDirectory()) throw new UsageError(`cannot write to ${shown}: ${folder} is no folder`);
  demandAccess(folder, shown);
}

/** Writes a file with its folders. */
export function writeOutput(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

type Stat = NonNullable<ReturnType<typeof statSync>>;

function statOf(path: string): Stat | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function nearestAbove(path: string): { readonly folder: string; readonly stat: Stat } {
  const folder = dirname(path);
  const stat = statOf(folder);
  return stat === undefined ? nearestAbove(folder) : { folder, stat };
}

function demandAccess(path: string, shown: string): void {
  try {
    accessSync(path, constants.W_OK);
  } catch {
    throw new UsageError(`cannot write to ${shown}: ${path} may not be written`);
  }
}
