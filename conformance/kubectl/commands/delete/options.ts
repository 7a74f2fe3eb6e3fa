import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import type { Millis } from '../../../../engine/core/time.js';
import { fail, isFailure, type Failure } from '../../failure.js';
import { durationOf, intOf, isSet, textOf, type Arguments, type Flag } from '../../flags.js';

/** Flags by which commands delete objects on their way. */
export const DELETE_FLAGS: readonly Flag[] = [
  { name: 'cascade', type: 'string', bare: 'background' },
  { name: 'grace-period', type: 'int' },
  { name: 'force', type: 'bool' },
  { name: 'timeout', type: 'duration' },
  { name: 'wait', type: 'bool' },
];

/** How objects are deleted. */
export interface Deletion {
  /** A DeleteOptions. */
  readonly options: JsonObject;
  /** Seconds; below 0: the object's own. */
  readonly gracePeriod: number;
  readonly force: boolean;
  /** 0: none. */
  readonly timeout: Millis;
  /** Said on stderr. */
  readonly warning?: string;
}

/** What the flags say of a deletion. */
export function deletionOf(args: Arguments, gracePeriod = intOf(args, 'grace-period', -1)): Deletion | Failure {
  const cascade = cascadeOf(textOf(args, 'cascade'));
  if (isFailure(cascade)) return cascade;
  return {
    options: {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      ...(gracePeriod >= 0 ? { gracePeriodSeconds: gracePeriod } : {}),
      propagationPolicy: cascade.policy,
    },
    gracePeriod,
    force: isSet(args, 'force'),
    timeout: durationOf(args, 'timeout', 0),
    ...(cascade.warning === undefined ? {} : { warning: cascade.warning }),
  };
}

const POLICIES: Readonly<Record<string, string>> = {
  '': 'Background',
  background: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
};

/** parseCascadingFlag. */
function cascadeOf(value: string): { readonly policy: string; readonly warning?: string } | Failure {
  const policy = POLICIES[value];
  if (policy !== undefined) return { policy };
  if (!/^([01tf]|true|false)$/i.test(value))
    return fail(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`);
  const meant = /^(1|t|true)$/i.test(value) ? 'background' : 'orphan';
  const warning = `warning: --cascade=${value} is deprecated (boolean value) and can be replaced with --cascade=${meant}.`;
  return { policy: POLICIES[meant] ?? 'Background', warning };
}
