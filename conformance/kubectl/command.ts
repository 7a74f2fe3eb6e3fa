import type { Kubectl } from './effect.js';
import type { Failure } from './failure.js';
import type { Arguments, Flag } from './flags.js';
import type { Session } from './session.js';

/** One kubectl command: the flags that it takes, and what it does. */
export interface Command {
  /** 'create', or 'rollout status'. */
  readonly name: string;
  /** Other names: 'create deploy'. */
  readonly aliases?: readonly string[];
  readonly flags: readonly Flag[];
  /** Flags without which it does not start. */
  readonly required?: readonly string[];
  /** What is said of flags that cannot be read, where it is not what every command says. */
  misused?(failure: Failure): Failure;
  /** Undefined: it went well. */
  run(session: Session, args: Arguments): Kubectl<Failure | undefined>;
}
