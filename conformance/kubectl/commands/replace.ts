import { choiceOf, FILENAME_FLAGS, isWithoutFiles } from '../choosing.js';
import type { Command } from '../command.js';
import {
  DRY_RUN_FLAG,
  dryRunOf,
  FIELD_MANAGER_FLAG,
  SAVE_CONFIG_FLAG,
  VALIDATE_FLAG,
  validationOf,
  withDryRun,
  type DryRun,
} from '../dry-run.js';
import type { JsonObject } from '../../../engine/apimachinery/object.js';
import type { Kubectl } from '../effect.js';
import { fail, isFailure, withSource, type Failure } from '../failure.js';
import { durationOf, flagOf, intOf, isSet, textOf, type Arguments } from '../flags.js';
import { withSavedConfig } from '../last-applied.js';
import { PRINT_FLAGS, printerFor, type Print } from '../printers/print-flags.js';
import { find, type Choice } from '../resources/builder.js';
import { metaText, withMetadata, type Info } from '../resources/info.js';
import type { Validation } from '../resources/manifests.js';
import { createObject, getObject, replaceObject } from '../resources/requests.js';
import type { Session } from '../session.js';
import { unversioned } from './create/create.js';
import { deleteFound } from './delete/delete.js';
import { DELETE_FLAGS, deletionOf } from './delete/options.js';
import { waitUntilGone } from './delete/wait-until-gone.js';

const GONE_MILLIS = 300_000;

/** `kubectl replace -f`: the file takes the object's place; with --force the object is deleted first (kubectl/pkg/cmd/replace). */
export const replace: Command = {
  name: 'replace',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    ...DELETE_FLAGS,
    VALIDATE_FLAG,
    SAVE_CONFIG_FLAG,
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG,
    { name: 'raw', type: 'string' },
    { name: 'subresource', type: 'string' },
    { name: 'record', type: 'bool', deprecated: '--record will be removed in the future' },
  ],
  *run(session, args) {
    const validation = validationOf(args);
    if (isFailure(validation)) return validation;
    const dryRun = dryRunOf(session, args);
    if (isFailure(dryRun)) return dryRun;
    const print = printerFor(session, args, { operation: withDryRun('replaced', dryRun) });
    if (isFailure(print)) return print;
    if (isWithoutFiles(args)) return fail('must specify one of -f and -k');
    const wrong = validate(args, dryRun);
    if (wrong !== undefined) return wrong;
    const choice = { ...choiceOf(session, args), subresource: textOf(args, 'subresource') };
    const run = { dryRun, validation, print };
    if (isSet(args, 'force')) return yield* forceReplace(session, args, choice, run);
    const found = yield* find(session, { ...choice, words: [], validation });
    if (found.error !== undefined) return found.error;
    return yield* found.visit((info) => replaceOne(session, args, info, run));
  },
};

function validate(args: Arguments, dryRun: DryRun): Failure | undefined {
  const force = isSet(args, 'force');
  if (intOf(args, 'grace-period', -1) >= 0 && !force) return fail('--grace-period must have --force specified');
  if (durationOf(args, 'timeout', 0) !== 0 && !force) return fail('--timeout must have --force specified');
  if (force && dryRun !== 'none') return fail('--dry-run can not be used when --force is set');
  return textOf(args, 'raw') === '' ? undefined : fail('kubectl replace --raw is not modelled (see limitations)');
}

interface ReplaceRun {
  readonly dryRun: DryRun;
  readonly validation: Validation;
  readonly print: Print;
}

const managerOf = (args: Arguments): string => flagOf(args, 'field-manager') ?? 'kubectl-replace';

function* replaceOne(
  session: Session,
  args: Arguments,
  info: Info,
  { dryRun, validation, print }: ReplaceRun,
): Kubectl<Failure | undefined> {
  const object = withSavedConfig(info.object ?? {}, isSet(args, 'save-config'));
  if (dryRun === 'client') return print(object);
  const place = { ...info, subresource: textOf(args, 'subresource') };
  const body = yield* versioned(session, place, object);
  const replaced = yield* replaceObject(session, place, body, { dryRun, validation, manager: managerOf(args) });
  return isFailure(replaced) ? withSource(replaced, 'replacing', info.source) : print(replaced);
}

/** With the live object's resourceVersion, unless the file has one (Helper.Replace with overwrite). */
function* versioned(session: Session, info: Info, object: JsonObject): Kubectl<JsonObject> {
  if (metaText(object, 'resourceVersion') !== '') return object;
  const live = yield* getObject(session, info);
  return isFailure(live) ? object : withMetadata(object, { resourceVersion: metaText(live, 'resourceVersion') });
}

function* forceReplace(
  session: Session,
  args: Arguments,
  choice: Choice,
  { validation, print }: ReplaceRun,
): Kubectl<Failure | undefined> {
  const given = intOf(args, 'grace-period', -1);
  const deletion = deletionOf(args, given === 0 ? 1 : given);
  if (isFailure(deletion)) return deletion;
  if (deletion.warning !== undefined) session.warn(deletion.warning);
  const found = yield* find(session, { ...choice, unread: true });
  if (found.error !== undefined) return found.error;
  const wait = given === 0 || isSet(args, 'wait');
  const undeleted = yield* deleteFound(session, found, {
    deletion,
    dryRun: 'none',
    ignoring: true,
    wait,
    output: textOf(args, 'output'),
  });
  if (undeleted !== undefined) return undeleted;
  const stuck = yield* found.visit((info) =>
    waitUntilGone(session, info, undefined, deletion.timeout === 0 ? GONE_MILLIS : deletion.timeout),
  );
  if (stuck !== undefined) return stuck;
  return yield* createAgain(session, args, { ...choice, words: [], validation }, validation, print);
}

function* createAgain(
  session: Session,
  args: Arguments,
  choice: Choice,
  validation: Validation,
  print: Print,
): Kubectl<Failure | undefined> {
  const found = yield* find(session, choice);
  if (found.error !== undefined) return found.error;
  let count = 0;
  const error = yield* found.visit(function* (info) {
    const object = withSavedConfig(info.object ?? {}, isSet(args, 'save-config'));
    const created = yield* createObject(session, info.mapping, info.namespace, unversioned(object), {
      validation,
      manager: managerOf(args),
    });
    if (isFailure(created)) return created;
    count += 1;
    return print(created);
  });
  return error ?? (count === 0 ? fail('no objects passed to replace') : undefined);
}
