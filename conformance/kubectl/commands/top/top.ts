import type { Command } from '../../command.js';
import type { Kubectl } from '../../effect.js';
import { isFailure, type Failure } from '../../failure.js';
import type { Arguments, Flag } from '../../flags.js';
import type { Session } from '../../session.js';
import { usage } from '../../usage.js';
import { checkTop, measured, metricsMissing, TOP_FLAGS, type Measured } from './metrics.js';

/** Which objects are asked for: label and field selectors. */
export type Query = Readonly<Record<string, string>>;

/** What `kubectl top` of one kind has of its own. */
export interface TopOf {
  /** 'node': also the name of the command, with its plural and its short name. */
  readonly kind: string;
  readonly short: string;
  readonly flags: readonly Flag[];
  /** What it says when asked for a name and a selector. */
  readonly both: string;
  /** Below the root of the metrics API. */
  collection(session: Session, args: Arguments): string;
  query(args: Arguments): Query;
  /** Prints what was found, or says why there is nothing to print. */
  show(session: Session, args: Arguments, found: readonly Measured[], query: Query): Kubectl<Failure | undefined>;
}

/** `kubectl top` of a kind: checks the line, asks the metrics API, shows the answer. */
export function top(own: TopOf): Command {
  const { kind, short, flags, both } = own;
  return {
    name: `top ${kind}`,
    aliases: [`top ${kind}s`, `top ${short}`],
    flags: [...TOP_FLAGS, ...flags],
    *run(session, args) {
      if (args.positional.length > 1) return usage(`top ${kind}`, `${kind} [NAME | -l label]`);
      const wrong = checkTop(args, both) ?? (yield* metricsMissing(session));
      if (wrong !== undefined) return wrong;
      const query = own.query(args);
      const found = yield* measured(session, own.collection(session, args), args.positional[0], query);
      return isFailure(found) ? found : yield* own.show(session, args, found, query);
    },
  };
}
