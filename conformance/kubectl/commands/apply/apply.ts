import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import { choiceOf, ALL_FLAG, CHOOSING_FLAGS, isWithoutFiles } from '../../choosing.js';
import type { Command } from '../../command.js';
import {
  DRY_RUN_FLAG,
  dryRunOf,
  FIELD_MANAGER_FLAG,
  VALIDATE_FLAG,
  validationOf,
  withDryRun,
  type DryRun,
} from '../../dry-run.js';
import type { Kubectl } from '../../effect.js';
import { aggregate, fail, isFailure, isNotFound, withSource, type Failure } from '../../failure.js';
import { isSet, textOf, type Arguments } from '../../flags.js';
import { lastAppliedText, LAST_APPLIED, withLastApplied, withoutNulls } from '../../last-applied.js';
import { asksForObject, PRINT_FLAGS, printerFor } from '../../printers/print-flags.js';
import { find } from '../../resources/builder.js';
import { infoText, metaText, type Info } from '../../resources/info.js';
import { createObject, getInfo } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { usage } from '../../usage.js';
import { unversioned } from '../create/create.js';
import { DELETE_FLAGS, deletionOf } from '../delete/options.js';
import { patchLive } from './patcher.js';
import { warnIfDeleting, writeOptions, type ApplyRun } from './apply-run.js';
import { prune } from './prune.js';
import { serverSideApply } from './server-side.js';

/** `kubectl apply -f`: by a three-way merge of what was applied last, the file and the live object, or on the server. */
export const apply: Command = {
  name: 'apply',
  flags: [
    ...CHOOSING_FLAGS,
    ...DELETE_FLAGS,
    ...PRINT_FLAGS,
    VALIDATE_FLAG,
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG,
    ALL_FLAG,
    { name: 'server-side', type: 'bool' },
    { name: 'force-conflicts', type: 'bool' },
    { name: 'prune', type: 'bool' },
    { name: 'prune-allowlist', type: 'array' },
    { name: 'overwrite', type: 'bool' },
    { name: 'openapi-patch', type: 'bool' },
    { name: 'subresource', type: 'string' },
    { name: 'record', type: 'bool', deprecated: '--record will be removed in the future' },
  ],
  *run(session, args) {
    if (args.positional.length > 0) return usage('apply', `Unexpected args: [${args.positional.join(' ')}]`);
    const dryRun = dryRunOf(session, args);
    if (isFailure(dryRun)) return dryRun;
    const deletion = deletionOf(args);
    if (isFailure(deletion)) return deletion;
    if (isWithoutFiles(args)) return fail('must specify one of -f and -k');
    const validation = validationOf(args);
    if (isFailure(validation)) return validation;
    const wrong = validate(args, dryRun);
    if (wrong !== undefined) return wrong;
    return yield* applyAll(session, { args, dryRun, validation });
  },
};

function validate(args: Arguments, dryRun: DryRun): Failure | undefined {
  const serverSide = isSet(args, 'server-side');
  const force = isSet(args, 'force');
  const pruning = isSet(args, 'prune');
  const unselected = !isSet(args, 'all') && textOf(args, 'selector') === '';
  const rules: readonly (readonly [boolean, string])[] = [
    [isSet(args, 'force-conflicts') && !serverSide, '--force-conflicts only works with --server-side'],
    [
      dryRun === 'client' && serverSide,
      "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
    ],
    [serverSide && force, '--force cannot be used with --server-side'],
    [dryRun === 'server' && force, '--dry-run=server cannot be used with --force'],
    [isSet(args, 'all') && textOf(args, 'selector') !== '', 'cannot set --all and --selector at the same time'],
    [pruning && force, '--force cannot be used with --prune'],
    [
      pruning && unselected,
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    ],
    [pruning && serverSide, "--prune is in alpha and doesn't currently work on objects created by server-side apply"],
    [textOf(args, 'subresource') !== '' && !serverSide, '--subresource can only be specified for --server-side'],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  return broken === undefined ? undefined : fail(broken[1]);
}

function* applyAll(session: Session, run: ApplyRun): Kubectl<Failure | undefined> {
  const { args } = run;
  const found = yield* find(session, { ...choiceOf(session, args), all: false, validation: run.validation });
  const { infos, error } = yield* found.infos();
  if (infos.length === 0 && error === undefined) return fail('no objects passed to apply');
  const errors: Failure[] = error === undefined ? [] : [error];
  const applied: JsonObject[] = [];
  for (const info of infos) {
    const object = yield* applyOne(session, run, info);
    if (isFailure(object)) errors.push(object);
    else applied.push(object);
  }
  if (errors.length > 0) return errors.length === 1 ? errors[0] : aggregate(errors);
  const unprinted = printAll(session, run, applied);
  if (unprinted !== undefined) return unprinted;
  return isSet(args, 'prune') ? yield* prune(session, run, infos, applied) : undefined;
}

/** With -o other than name the objects come at the end, several as a List. */
function printAll(session: Session, { args }: ApplyRun, objects: readonly JsonObject[]): Failure | undefined {
  if (!asksForObject(args)) return undefined;
  const print = printerFor(session, args);
  if (isFailure(print)) return print;
  const [only] = objects;
  if (only === undefined) return undefined;
  return print(objects.length === 1 ? only : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} });
}

/** Says what became of an object, unless the object itself is asked for. */
function say(
  session: Session,
  { args, dryRun }: ApplyRun,
  object: JsonObject,
  operation: string,
): JsonObject | Failure {
  if (asksForObject(args)) return object;
  const print = printerFor(session, args, { operation: withDryRun(operation, dryRun) });
  return (isFailure(print) ? print : print(object)) ?? object;
}

function* applyOne(session: Session, run: ApplyRun, info: Info): Kubectl<JsonObject | Failure> {
  const generateName = metaText(info.object, 'generateName');
  if (info.name === '' && generateName !== '') return fail(`from ${generateName}: cannot use generate name with apply`);
  if (isSet(run.args, 'server-side')) {
    const applied = yield* serverSideApply(session, run, info);
    return isFailure(applied) ? applied : say(session, run, applied, 'serverside-applied');
  }
  const live = yield* getInfo(session, info);
  if (!isFailure(live)) return yield* change(session, run, info, live);
  if (isNotFound(live)) return yield* createIt(session, run, info);
  return withSource(live, `retrieving current configuration of:\n${infoText(info)}\nfrom server for:`, info.source);
}

function* createIt(session: Session, run: ApplyRun, info: Info): Kubectl<JsonObject | Failure> {
  const bare = withoutNulls(withLastApplied(info.object ?? {}));
  const object = bare as JsonObject;
  if (run.dryRun === 'client') return say(session, run, object, 'created');
  const created = yield* createObject(session, info.mapping, info.namespace, unversioned(object), writeOptions(run));
  return isFailure(created) ? withSource(created, 'creating', info.source) : say(session, run, created, 'created');
}

function* change(session: Session, run: ApplyRun, info: Info, live: JsonObject): Kubectl<JsonObject | Failure> {
  if (run.dryRun === 'client') return say(session, run, live, 'configured');
  const { resource } = info.mapping;
  if (lastAppliedText(live) === undefined)
    session.warn(
      `Warning: resource ${resource.plural}/${info.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. ` +
        'kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. ' +
        'The missing annotation will be patched automatically.',
    );
  const patched = yield* patchLive(session, run, info, live);
  if ('error' in patched)
    return withSource(patched.error, `applying patch:\n${patched.patch}\nto:\n${infoText(info)}\nfor:`, info.source);
  warnIfDeleting(session, patched.object);
  return say(session, run, patched.object, patched.patch === '{}' ? 'unchanged' : 'configured');
}
