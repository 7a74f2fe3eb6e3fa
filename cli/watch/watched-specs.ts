import { dirname, resolve } from 'node:path';
import { isManifestFile, type Files } from '../../conformance/language/files.js';
import { checkRun, type SpecFile } from '../../conformance/language/load.js';
import type { ScenarioPlan } from '../../conformance/language/plan.js';
import { sortProblems, type Problem } from '../../conformance/language/problem.js';
import { readSpec, type Dependencies } from '../dependencies.js';
import { discover, specFolders, type SpecPath } from '../discover.js';

/** The specs as they are now. */
export interface Looked {
  readonly specs: readonly SpecPath[];
  /** Of files without problems. */
  readonly plans: readonly ScenarioPlan[];
  readonly problems: readonly Problem[];
  /** Specs that say something else than when they were looked at last, or whose files do. */
  readonly affected: ReadonlySet<string>;
  /** Folders in which something can change. */
  readonly folders: ReadonlySet<string>;
}

interface Known {
  readonly spec: SpecFile;
  readonly dependencies: Dependencies;
  /** What all these files and folders held. */
  readonly print: string;
}

/**
 * The specs of a run, read again only where a file that they look at has changed. What counts is what files hold, not who
 * touched them: to save a file as it was changes nothing.
 */
export class WatchedSpecs {
  private known: ReadonlyMap<string, Known> = new Map();

  constructor(
    private readonly cwd: string,
    private readonly args: readonly string[],
  ) {}

  /**
   * Reads what has changed.
   * @throws UsageError when an argument leads nowhere any more
   */
  look(): Looked {
    const { specs, files } = discover(this.cwd, this.args);
    const contents = contentsOf(files);
    const affected = new Set<string>();
    const known = new Map<string, Known>();
    for (const { path } of specs) {
      const before = this.known.get(path);
      const same = before !== undefined && before.print === printOf(before.dependencies, contents);
      if (!same) affected.add(path);
      known.set(path, same ? before : this.read(path, contents));
    }
    this.known = known;
    const read = [...known.values()];
    const problems = sortProblems([
      ...read.flatMap(({ spec }) => spec.problems),
      ...checkRun(read.map(({ spec }) => spec)),
    ]);
    const wrong = new Set(problems.map(({ position }) => position.file));
    const sound = read.filter(({ spec }) => spec.problems.length === 0 && !wrong.has(spec.file));
    return {
      specs,
      plans: sound.flatMap(({ spec }) => spec.scenarios),
      problems,
      affected,
      folders: this.foldersOf(read),
    };
  }

  private read(path: string, contents: Files): Known {
    const { spec, dependencies } = readSpec(path, contents);
    return { spec, dependencies, print: printOf(dependencies, contents) };
  }

  private foldersOf(read: readonly Known[]): ReadonlySet<string> {
    const paths = read.flatMap(({ dependencies: { files, folders } }) => [...[...files].map(dirname), ...folders]);
    return new Set([...specFolders(this.cwd, this.args), ...paths.map((path) => resolve(this.cwd, path))]);
  }
}

/** Files read once each: one look sees one state of them. */
function contentsOf(files: Files): Files {
  const texts = new Map<string, string | undefined>();
  return {
    isInside: (path) => files.isInside(path),
    list: (path) => files.list(path),
    read(path) {
      if (!texts.has(path)) texts.set(path, files.read(path));
      return texts.get(path);
    },
  };
}

function printOf({ files, folders }: Dependencies, contents: Files): string {
  const texts = [...files].map((path) => contents.read(path) ?? null);
  const names = [...folders].map((path) => contents.list(path)?.filter(isManifestFile) ?? null);
  return JSON.stringify([texts, names]);
}
