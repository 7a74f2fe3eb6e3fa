import { folderOf } from './files.js';
import type { Library } from './library.js';
import type { Problem } from './problem.js';
import type { Block } from './scene.js';
import type { Defaults } from './suites.js';

/** What surrounds a claim: its folder, the defaults there, the blocks that it may use. */
export interface Surroundings {
  readonly folder: string;
  readonly defaults: Defaults;
  readonly blocks: ReadonlyMap<string, Block>;
}

/** What surrounds the documents of a file. Problems of Suites and included files are told. */
export function surroundingsOf(file: string, library: Library, problems: Problem[]): Surroundings {
  const folder = folderOf(file);
  const { defaults, includes } = library.defaultsOf(folder, problems);
  return { folder, defaults, blocks: library.blocksOf(file, includes, problems) };
}
