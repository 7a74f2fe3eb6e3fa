import type { Request, Response, User } from '../../engine/apiserver/request.js';
import type { Millis } from '../../engine/core/time.js';

/** What a kubectl command wants of the world: an answer from the API server, or that time passes. */
export type Effect =
  | { readonly type: 'request'; readonly request: Request }
  /** Until something happens in the cluster, at most `atMost`. The answer's body is {@link Passed}. */
  | { readonly type: 'pass'; readonly atMost: Millis };

/** What time did while a command let it pass. */
export interface Passed {
  readonly now: Millis;
  /** Nothing is due any more: waiting longer changes nothing. */
  readonly idle: boolean;
}

/** A command as a generator over its effects: pure, so that any cluster, at any moment, can answer it. */
export type Kubectl<R> = Generator<Effect, R, Response>;

/** Where `-f` finds its files. Paths are as written; a directory gives its files in name order. */
export interface Files {
  /** Text of a file, names of a directory's files, or undefined when there is neither. */
  read(path: string): { readonly text: string } | { readonly entries: readonly string[] } | undefined;
}

/** One command line. */
export interface Invocation {
  readonly argv: readonly string[];
  readonly stdin?: string;
  readonly files: Files;
  readonly namespace: string;
  /** The namespace was asked for with -n: objects of files must be in it. */
  readonly explicitNamespace?: boolean;
  readonly user?: User;
  /** Where the API server is, for commands that say so. */
  readonly server?: string;
  /** What `kubectl edit` makes of the text that it shows. */
  readonly editor?: (text: string) => string;
  readonly now: Millis;
}

export interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}
