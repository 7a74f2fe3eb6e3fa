import type { Files } from '../conformance/language/files.js';
import { Library, loadSpec, type SpecFile } from '../conformance/language/load.js';

/** What was looked at while a spec was read: paths as specs name them, from the working folder. */
export interface Dependencies {
  /** Manifests, blocks, suites, golden files; also those that were looked for and are not there. */
  readonly files: ReadonlySet<string>;
  /** Folders whose names were listed: what comes into them counts too. */
  readonly folders: ReadonlySet<string>;
}

export interface ReadSpec {
  readonly spec: SpecFile;
  readonly dependencies: Dependencies;
}

/** Reads a spec by itself, and tells what that looked at: a change of anything else cannot change what it says. */
export function readSpec(path: string, files: Files): ReadSpec {
  const read = new Set<string>();
  const listed = new Set<string>();
  const noting: Files = {
    isInside: (name) => files.isInside(name),
    read(name) {
      read.add(name);
      return files.read(name);
    },
    list(name) {
      listed.add(name);
      return files.list(name);
    },
  };
  const spec = loadSpec(path, new Library(noting));
  return { spec, dependencies: { files: read, folders: listed } };
}
