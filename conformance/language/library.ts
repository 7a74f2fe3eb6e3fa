import { isObject } from '../../engine/apimachinery/object.js';
import { isKind } from './document-kind.js';
import { Cursor, suggestion } from './cursor.js';
import { folderOf, joinPath, type Files } from './files.js';
import { MAX_INCLUDES, MAX_SPEC_BYTES } from './limits.js';
import type { Located } from './located.js';
import type { Problem } from './problem.js';
import type { Block } from './scene.js';
import { steps, suite } from './schema/documents.js';
import { shaped } from './shape.js';
import { clusterOf } from './build/cluster.js';
import { withScheduler } from './build/scheduler.js';
import { SUITE_FILES, mergeDefaults, type Defaults } from './suites.js';
import { parseYaml, type Parsed } from './yaml.js';

/** The file that a document names as included, and from where. */
interface Include {
  readonly path: string;
  readonly cursor: Cursor;
}

/** Spec files, read and parsed once each, with what they share: blocks of steps and the defaults of folders. */
export class Library {
  private readonly parsed = new Map<string, Parsed | undefined>();
  private readonly defaults = new Map<
    string,
    { readonly defaults: Defaults; readonly problems: readonly Problem[]; readonly includes: readonly Include[] }
  >();

  constructor(readonly files: Files) {}

  /** The documents of a file; undefined when there is no such file. */
  parse(path: string): Parsed | undefined {
    if (!this.parsed.has(path)) {
      const text = this.files.read(path);
      this.parsed.set(path, text === undefined ? undefined : parseYaml(path, text, MAX_SPEC_BYTES));
    }
    return this.parsed.get(path);
  }

  cursor(document: Located, problems: Problem[]): Cursor {
    return new Cursor(document, [], problems, this.files);
  }

  /** The defaults that the Suites of a folder and of those above it give. Their problems are told in each file below. */
  defaultsOf(
    folder: string,
    problems: Problem[],
  ): { readonly defaults: Defaults; readonly includes: readonly Include[] } {
    let known = this.defaults.get(folder);
    if (known === undefined) {
      const found: Problem[] = [];
      known = { ...this.readDefaults(folder, found), problems: found };
      this.defaults.set(folder, known);
    }
    problems.push(...known.problems);
    return known;
  }

  private readDefaults(
    folder: string,
    problems: Problem[],
  ): { readonly defaults: Defaults; readonly includes: readonly Include[] } {
    const parent = folderOf(folder);
    const above = folder === '' || folder === '/' ? { defaults: {}, includes: [] } : this.defaultsOf(parent, problems);
    const path = SUITE_FILES.map((name) => joinPath(folder, name)).find(
      (name) => this.files.isInside(name) && this.files.read(name) !== undefined,
    );
    const parsed = path === undefined ? undefined : this.parse(path);
    if (path === undefined || parsed === undefined) return above;
    problems.push(...parsed.problems);
    const [document, second] = parsed.documents;
    if (document === undefined) return above;
    if (second !== undefined)
      this.cursor(second, problems).report('a Suite file has one document', 'move the others into files of their own');
    const cursor = this.cursor(document, problems);
    if (!isKind(cursor, ['Suite'])) return above;
    const shape = shaped(suite, cursor);
    if (shape === undefined) return above;
    const at = cursor.at('spec', 'cluster');
    const cluster = shape.spec.cluster === undefined ? undefined : withScheduler(shape.spec.cluster, at);
    if (cluster !== undefined) clusterOf(cluster, at);
    const includes = (shape.spec.include ?? []).map((file, index) => ({
      path: joinPath(folder, file),
      cursor: cursor.at('spec', 'include', index),
    }));
    return {
      defaults: mergeDefaults(above.defaults, { ...shape.spec, cluster }),
      includes: [...above.includes, ...includes],
    };
  }

  /** The blocks of a file and of those that it includes. Escapes, loops and double names are told of. */
  blocksOf(path: string, includes: readonly Include[], problems: Problem[]): ReadonlyMap<string, Block> {
    const blocks = new Map<string, Block>();
    this.collectBlocks(path, [path], blocks, problems);
    for (const include of includes) this.follow(include, [path], blocks, problems);
    return blocks;
  }

  private collectBlocks(path: string, trail: readonly string[], blocks: Map<string, Block>, problems: Problem[]): void {
    const parsed = this.parse(path);
    if (parsed === undefined) return;
    if (trail.length > 1) problems.push(...parsed.problems);
    for (const document of parsed.documents) {
      const cursor = this.cursor(document, problems);
      const { value } = cursor;
      if (!isObject(value)) continue;
      if (value['kind'] === 'Steps') this.addBlock(cursor, path, blocks, trail.length > 1);
      for (const include of includesOf(cursor, folderOf(path))) this.follow(include, trail, blocks, problems);
    }
  }

  private addBlock(cursor: Cursor, path: string, blocks: Map<string, Block>, included: boolean): void {
    const silent = new Cursor(cursor.document, [], [], this.files);
    const shape = shaped(steps, included ? cursor : silent);
    if (shape === undefined) return;
    const { name } = shape.metadata;
    const other = blocks.get(name);
    if (other !== undefined) {
      if (other.cursor.document !== cursor.document)
        cursor
          .at('metadata', 'name')
          .report(`two Steps documents are called "${name}"`, 'give one of them another name');
      return;
    }
    blocks.set(name, { name, cursor, folder: folderOf(path) });
  }

  private follow(
    { path, cursor }: Include,
    trail: readonly string[],
    blocks: Map<string, Block>,
    problems: Problem[],
  ): void {
    if (!this.files.isInside(path)) {
      cursor.report(
        `"${String(cursor.value)}" leads out of the folder of the run`,
        'keep what specs use below the folder where kspec runs',
      );
    } else if (trail.includes(path)) {
      cursor.report(
        `the files include each other without end: ${[...trail, path].join(' → ')}`,
        'take one of these includes away',
      );
    } else if (trail.length > MAX_INCLUDES) {
      cursor.report(`files include each other more than ${MAX_INCLUDES} deep`, 'include the last one directly');
    } else if (this.parse(path) === undefined) {
      const siblings = this.files.list(folderOf(path) || '.') ?? [];
      cursor.report(`there is no file "${String(cursor.value)}"`, suggestion(path.split('/').at(-1) ?? path, siblings));
    } else {
      const before = blocks.size;
      this.collectBlocks(path, [...trail, path], blocks, problems);
      if (blocks.size === before && !holdsSteps(this.parse(path)))
        cursor.report(`"${String(cursor.value)}" holds no Steps document`, 'include files with kind: Steps');
    }
  }
}

function holdsSteps(parsed: Parsed | undefined): boolean {
  return parsed?.documents.some(({ value }) => isObject(value) && value['kind'] === 'Steps') ?? false;
}

function includesOf(cursor: Cursor, folder: string): readonly Include[] {
  const at = cursor.at('spec', 'include');
  if (!Array.isArray(at.value)) return [];
  return at.value.flatMap((file: unknown, index) =>
    typeof file === 'string' ? [{ path: joinPath(folder, file), cursor: at.at(index) }] : [],
  );
}
