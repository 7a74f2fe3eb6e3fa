import { closest } from '../expectations/closest.js';
import type { Position, Source } from '../expectations/source.js';
import type { Files } from './files.js';
import type { Located, Path } from './located.js';
import type { Problem } from './problem.js';

/** A part of a document that is being read: its value, its place, and where to tell what is wrong with it. */
export class Cursor {
  constructor(
    readonly document: Located,
    readonly path: Path,
    private readonly problems: Problem[],
    readonly files: Files,
    readonly value: unknown = below(document.value, path),
  ) {}

  at(...parts: Path): Cursor {
    return new Cursor(this.document, [...this.path, ...parts], this.problems, this.files, below(this.value, parts));
  }

  /** The map or list that holds this. */
  up(): Cursor {
    return new Cursor(this.document, this.path.slice(0, -1), this.problems, this.files);
  }

  /** The whole of another document, told of in the same place. */
  of(document: Located): Cursor {
    return new Cursor(document, [], this.problems, this.files);
  }

  /** The same place in the document with its variables replaced. */
  in(document: Located): Cursor {
    return new Cursor(document, this.path, this.problems, this.files);
  }

  get position(): Position {
    return this.document.position(this.path);
  }

  get keyPosition(): Position {
    return this.document.keyPosition(this.path);
  }

  get source(): Source {
    return this.document.source(this.path);
  }

  /** Tells of a problem with the value here. */
  report(message: string, fix?: string): void {
    this.problems.push({ position: this.position, message, fix });
  }

  /** Tells of a problem with the key that leads here. */
  reportKey(message: string, fix?: string): void {
    this.problems.push({ position: this.keyPosition, message, fix });
  }

  /** Tells of a problem at an offset into the text here. */
  reportWithin(offset: number, message: string, fix?: string): void {
    this.problems.push({ position: this.document.within(this.path, offset), message, fix });
  }

  /** Problems of another file, as they are. */
  reportAll(problems: readonly Problem[]): void {
    this.problems.push(...problems);
  }
}

/** What stands at a path below a value; undefined: nothing does. */
function below(value: unknown, path: Path): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Readonly<Record<string | number, unknown>>)[part];
  }
  return found;
}

/** 'did you mean "replicas"?', else the names there are. */
export function suggestion(word: string, known: Iterable<string>): string {
  const names = [...known];
  const meant = closest(word, names);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  return names.length === 0 ? 'there are none' : `known: ${names.slice(0, 40).join(', ')}`;
}
