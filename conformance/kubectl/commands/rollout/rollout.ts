import { choiceOf, CHOOSING_FLAGS, isWithoutFiles } from '../../choosing.js';
import { fail, type Failure } from '../../failure.js';
import { intOf, type Arguments, type Flag } from '../../flags.js';
import type { Choice } from '../../resources/builder.js';
import { qualifiedName, type Mapping } from '../../resources/mapping.js';
import type { Session } from '../../session.js';

/** Flags of every `kubectl rollout …`. */
export const ROLLOUT_FLAGS: readonly Flag[] = CHOOSING_FLAGS;

/** What a rollout command works on; a type alone means all of its objects. */
export function rolloutChoice(session: Session, args: Arguments): Choice | Failure {
  if (args.positional.length === 0 && isWithoutFiles(args)) return fail('required resource not specified');
  return { ...choiceOf(session, args), allowEmptySelector: true, latest: true };
}

/** --revision, which counts from 1; 0: none. */
export function revisionOf(args: Arguments): number | Failure {
  const revision = intOf(args, 'revision', 0);
  return revision < 0 ? fail(`revision must be a positive integer: ${revision}`) : revision;
}

export function sayNoneFound(session: Session): void {
  session.warn(`No resources found in ${session.namespace} namespace.`);
}

/** 'deployments.apps "web"'. */
export function subject(mapping: Mapping, name: string): string {
  return `${qualifiedName(mapping)} "${name}"`;
}
