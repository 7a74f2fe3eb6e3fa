import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import vm from 'node:vm';

/** A script that has been run. */
export interface Loaded<Exports> {
  readonly exports: Exports;
  /** It did not have to be compiled. */
  readonly fromCache: boolean;
  /** Keeps beside the script what has been compiled of it so far. Best said after typical use; the first who says it is heard. */
  keep(): void;
}

/** What a bundle in the format of CommonJS asks for, where it lies, and a way to import: a script from the cache has none of its own. */
type Define = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  url: string,
  load: (name: string) => Promise<unknown>,
) => void;

/**
 * Runs a script in ASCII, with what V8 compiled of it before if that is still there: parsing and compiling take as long as a small run.
 * That is of use only to the same version of V8 with the same flags, so each has its own. V8 looks at no more than the
 * length of a script: the name must change with its text.
 */
export function load<Exports extends object>(file: string): Loaded<Exports> {
  const cache = `${file}.${v8.cachedDataVersionTag().toString(16)}.cache`;
  const cachedData = readIfThere(cache);
  const script = new vm.Script(readFileSync(file, 'latin1'), {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const define = script.runInThisContext() as Define;
  const module = { exports: {} };
  define(module.exports, createRequire(file), module, pathToFileURL(file).href, (name) => import(name));
  const fromCache = script.cachedDataRejected === false;
  return {
    exports: module.exports as Exports,
    fromCache,
    keep() {
      if (!fromCache && !existsSync(cache)) writeWhole(cache, script.createCachedData());
    },
  };
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** All of it or nothing: others may read it, or write it too. A folder that cannot be written is no reason to fail. */
function writeWhole(path: string, data: Buffer): void {
  const part = `${path}.${process.pid}.${performance.now()}`;
  try {
    writeFileSync(part, data);
    renameSync(part, path);
  } catch {
    rmSync(part, { force: true });
  }
}
