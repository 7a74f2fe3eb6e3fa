/** A place in a spec file. Lines and columns count from 1, as editors do. */
export interface Position {
  /** As given to the run, with '/' between folders: 'specs/workloads/rollout.yaml'. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A place and the YAML that stands there, for reports. */
export interface Source extends Position {
  /** The text of the node as written, its common indentation removed; long ones are cut. */
  readonly text: string;
}

/** Where each field of an asserted object stands: 'status.conditions[0].type' → position; '' is the object itself. */
export type Positions = Readonly<Record<string, Position>>;

/** 'specs/web.yaml:12:7' */
export function formatPosition(position: Position): string {
  return `${position.file}:${position.line}:${position.column}`;
}
