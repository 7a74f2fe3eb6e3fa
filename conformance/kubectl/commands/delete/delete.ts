import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import { ALL_FLAG, ALL_NAMESPACES_FLAG, choiceOf, CHOOSING_FLAGS, FIELD_SELECTOR_FLAG } from '../../choosing.js';
import type { Command } from '../../command.js';
import { DRY_RUN_FLAG, dryRunOf, dryRunSuffix, type DryRun } from '../../dry-run.js';
import type { Kubectl } from '../../effect.js';
import { aggregate, fail, flatten, hasReason, isFailure, isNotFound, withSource, type Failure } from '../../failure.js';
import { intOf, isSet, textOf, type Arguments } from '../../flags.js';
import { find } from '../../resources/builder.js';
import type { Found } from '../../resources/found.js';
import { metaText, type Info } from '../../resources/info.js';
import { kindName } from '../../resources/mapping.js';
import { deleteObject } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { DELETE_FLAGS, deletionOf, type Deletion } from './options.js';
import { waitUntilGone } from './wait-until-gone.js';

/** `kubectl delete`: deletes what is named or selected, and waits until it is gone (kubectl/pkg/cmd/delete). */
export const deleteCommand: Command = {
  name: 'delete',
  flags: [
    ...CHOOSING_FLAGS,
    ...DELETE_FLAGS,
    ALL_FLAG,
    ALL_NAMESPACES_FLAG,
    FIELD_SELECTOR_FLAG,
    DRY_RUN_FLAG,
    { name: 'now', type: 'bool' },
    { name: 'ignore-not-found', type: 'bool' },
    { name: 'output', short: 'o', type: 'string' },
    { name: 'raw', type: 'string' },
    { name: 'interactive', short: 'i', type: 'bool' },
  ],
  *run(session, args) {
    const grace = gracePeriodOf(args);
    if (isFailure(grace)) return grace;
    const deletion = deletionOf(args, grace);
    if (isFailure(deletion)) return deletion;
    if (deletion.warning !== undefined) session.warn(deletion.warning);
    const dryRun = dryRunOf(session, args);
    if (isFailure(dryRun)) return dryRun;
    if (textOf(args, 'raw') !== '' || isSet(args, 'interactive'))
      return fail('kubectl delete --raw and --interactive are not modelled (see limitations)');
    const found = yield* find(session, { ...choiceOf(session, args), unread: true });
    if (found.error !== undefined) return found.error;
    const wrong = validate(session, args, deletion);
    if (wrong !== undefined) return wrong;
    const ignoring = isSet(args, 'ignore-not-found', isSelecting(args));
    return yield* deleteFound(session, found, {
      deletion,
      dryRun,
      ignoring,
      wait: isSet(args, 'wait', true),
      output: textOf(args, 'output'),
    });
  },
};

function isSelecting(args: Arguments): boolean {
  return isSet(args, 'all') || textOf(args, 'selector') !== '' || textOf(args, 'field-selector') !== '';
}

/** Seconds; -1: the object's own. Only --force makes it 0. */
function gracePeriodOf(args: Arguments): number | Failure {
  const given = intOf(args, 'grace-period', -1);
  const force = isSet(args, 'force');
  if (isSet(args, 'now')) return given === -1 ? 1 : fail('--now and --grace-period cannot be specified together');
  if (given === 0 && !force) return 1;
  return force && given < 0 ? 0 : given;
}

function validate(session: Session, args: Arguments, { gracePeriod, force }: Deletion): Failure | undefined {
  const output = textOf(args, 'output');
  if (output !== '' && output !== 'name')
    return fail(`unexpected -o output mode: ${output}. We only support '-o name'`);
  if (force && gracePeriod > 0) return fail('--force and --grace-period greater than 0 cannot be specified together');
  if (force && gracePeriod === 0)
    session.warn(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.',
    );
  return undefined;
}

/** How found objects are deleted. */
export interface DeleteRun {
  readonly deletion: Deletion;
  readonly dryRun: DryRun;
  /** An object that is not there is as good as deleted. */
  readonly ignoring: boolean;
  readonly wait: boolean;
  /** 'name', or ''. */
  readonly output: string;
}

/** Deletes objects one after the other, then waits for all of them (DeleteOptions.DeleteResult). */
export function* deleteFound(session: Session, found: Found, run: DeleteRun): Kubectl<Failure | undefined> {
  const deleted: { readonly info: Info; readonly uid: string }[] = [];
  let count = 0;
  let warned = session.invocation.explicitNamespace !== true;
  const error = yield* found.visit(function* (info) {
    count += 1;
    if (!warned && !info.mapping.resource.namespaced) {
      session.warn('Warning: deleting cluster-scoped resources, not scoped to the provided namespace');
      warned = true;
    }
    const answer = yield* deleteOne(session, info, run);
    if (answer === undefined) return undefined;
    if (isFailure(answer)) return answer;
    deleted.push({ info, uid: uidOf(answer) });
    return undefined;
  });
  const kept =
    error === undefined || !run.ignoring ? error : aggregate(flatten(error).filter((part) => !isNotFound(part)));
  if (kept !== undefined) return kept;
  if (count === 0) session.print('No resources found');
  return run.wait && run.dryRun === 'none' ? yield* waitForAll(session, deleted, run.deletion) : undefined;
}

function* deleteOne(session: Session, info: Info, run: DeleteRun): Kubectl<JsonObject | Failure | undefined> {
  if (run.dryRun === 'client') {
    sayDeleted(session, info, run);
    return undefined;
  }
  const dry = run.dryRun === 'server' ? { dryRun: ['All'] } : {};
  const answer = yield* deleteObject(session, info, { ...run.deletion.options, ...dry });
  if (isFailure(answer)) return withSource(answer, 'deleting', info.source);
  sayDeleted(session, info, run);
  return answer;
}

function sayDeleted(
  session: Session,
  { mapping, namespace, name }: Info,
  { deletion, dryRun, output }: DeleteRun,
): void {
  if (output === 'name') return session.print(`${kindName(mapping)}/${name}`);
  const verb = deletion.gracePeriod === 0 ? 'force deleted' : 'deleted';
  const where = mapping.resource.namespaced ? ` from ${namespace} namespace` : '';
  session.print(`${kindName(mapping)} "${name}" ${verb}${where}${dryRunSuffix(dryRun)}`);
}

/** Of the object that was deleted, or of the Status that answered. */
function uidOf(answer: JsonObject): string {
  const { kind, details } = answer;
  if (kind !== 'Status') return metaText(answer, 'uid');
  return isObject(details) && typeof details['uid'] === 'string' ? details['uid'] : '';
}

function* waitForAll(
  session: Session,
  deleted: readonly { readonly info: Info; readonly uid: string }[],
  { timeout }: Deletion,
): Kubectl<Failure | undefined> {
  const start = session.now;
  for (const { info, uid } of deleted) {
    const left = timeout === 0 ? 0 : Math.max(1, timeout - (session.now - start));
    const stuck = yield* waitUntilGone(session, info, uid, left);
    if (stuck === undefined) continue;
    return hasReason(stuck, 'Forbidden') || hasReason(stuck, 'MethodNotAllowed') ? undefined : stuck;
  }
  return undefined;
}
