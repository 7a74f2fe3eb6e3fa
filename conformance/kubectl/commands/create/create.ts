import { choiceOf, CHOOSING_FLAGS, isWithoutFiles } from '../../choosing.js';
import type { Command } from '../../command.js';
import {
  DRY_RUN_FLAG,
  dryRunOf,
  FIELD_MANAGER_FLAG,
  SAVE_CONFIG_FLAG,
  VALIDATE_FLAG,
  validationOf,
  withDryRun,
  type DryRun,
} from '../../dry-run.js';
import type { Kubectl } from '../../effect.js';
import { fail, isFailure, withSource, type Failure } from '../../failure.js';
import { flagOf, isSet, textOf, type Arguments } from '../../flags.js';
import { withSavedConfig } from '../../last-applied.js';
import { PRINT_FLAGS, printerFor, type Print } from '../../printers/print-flags.js';
import { find } from '../../resources/builder.js';
import { metadataOf, type Info } from '../../resources/info.js';
import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import type { Validation } from '../../resources/manifests.js';
import { createObject } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { usage } from '../../usage.js';

/** `kubectl create -f`: every object is posted; one that is refused is an error, and the others are still created. */
export const create: Command = {
  name: 'create',
  flags: [
    ...CHOOSING_FLAGS,
    ...PRINT_FLAGS,
    SAVE_CONFIG_FLAG,
    VALIDATE_FLAG,
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG,
    { name: 'edit', type: 'bool' },
    { name: 'windows-line-endings', type: 'bool' },
    { name: 'raw', type: 'string' },
    { name: 'record', type: 'bool', deprecated: '--record will be removed in the future' },
  ],
  *run(session, args) {
    if (args.positional.length > 0) return usage('create', `Unexpected args: [${args.positional.join(' ')}]`);
    const dryRun = dryRunOf(session, args);
    if (isFailure(dryRun)) return dryRun;
    const validation = validationOf(args);
    if (isFailure(validation)) return validation;
    const print = printerFor(session, args, { operation: withDryRun('created', dryRun) });
    if (isFailure(print)) return print;
    if (isWithoutFiles(args)) return fail('must specify one of -f and -k');
    if (textOf(args, 'raw') !== '') return fail('kubectl create --raw is not modelled (see limitations)');
    if (isSet(args, 'edit')) return fail('kubectl create --edit is not modelled (see limitations)');
    return yield* createAll(session, args, { dryRun, validation, print });
  },
};

interface CreateRun {
  readonly dryRun: DryRun;
  readonly validation: Validation;
  readonly print: Print;
}

function* createAll(session: Session, args: Arguments, run: CreateRun): Kubectl<Failure | undefined> {
  const found = yield* find(session, { ...choiceOf(session, args), validation: run.validation });
  if (found.error !== undefined) return found.error;
  let count = 0;
  const error = yield* found.visit(function* (info) {
    const refused = yield* createOne(session, args, info, run);
    if (refused === undefined) count += 1;
    return refused;
  });
  return error ?? (count === 0 ? fail('no objects passed to create') : undefined);
}

function* createOne(
  session: Session,
  args: Arguments,
  info: Info,
  { dryRun, validation, print }: CreateRun,
): Kubectl<Failure | undefined> {
  const object = withSavedConfig(info.object ?? {}, isSet(args, 'save-config'));
  if (dryRun === 'client') return print(object);
  const manager = flagOf(args, 'field-manager') ?? 'kubectl-create';
  const options = { dryRun, validation, manager };
  const created = yield* createObject(session, info.mapping, info.namespace, unversioned(object), options);
  return isFailure(created) ? withSource(created, 'creating', info.source) : print(created);
}

/** What is sent to create has no resourceVersion (Helper.Create with modify). */
export function unversioned(object: JsonObject): JsonObject {
  const { resourceVersion, ...metadata } = metadataOf(object);
  return resourceVersion === undefined || resourceVersion === '' ? object : { ...object, metadata };
}
