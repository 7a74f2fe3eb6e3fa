import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import { choiceOf, CHOOSING_FLAGS, isWithoutFiles } from '../../choosing.js';
import type { Command } from '../../command.js';
import { FIELD_MANAGER_FLAG } from '../../dry-run.js';
import type { Kubectl } from '../../effect.js';
import { fail, hasReason, isFailure, isNotFound, SILENT, type Failure } from '../../failure.js';
import { isSet, type Arguments } from '../../flags.js';
import { withoutManagedFields } from '../../printers/print-flags.js';
import { find } from '../../resources/builder.js';
import type { Info } from '../../resources/info.js';
import { createObject, getInfo, patchObject } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { usage } from '../../usage.js';
import { warnIfDeleting, writeOptions, type ApplyRun } from '../apply/apply-run.js';
import { patchLive } from '../apply/patcher.js';
import { unversioned } from '../create/create.js';
import { masked } from './mask.js';
import { unifiedDiff, type Versions } from './unified-diff.js';

const TRIES = 4;
/** diff itself exits with 1 when there are differences; whatever else goes wrong is more. */
const BROKEN = 2;

/** `kubectl diff`: what apply would change, as a dry run of the server tells. */
export const diff: Command = {
  name: 'diff',
  flags: [
    ...CHOOSING_FLAGS,
    FIELD_MANAGER_FLAG,
    { name: 'server-side', type: 'bool' },
    { name: 'force-conflicts', type: 'bool' },
    { name: 'show-managed-fields', type: 'bool' },
    { name: 'prune', type: 'bool' },
    { name: 'prune-allowlist', type: 'array' },
    { name: 'concurrency', type: 'int' },
  ],
  misused: ({ failed }) => ({ ...usage('diff', failed.slice(0, failed.indexOf('\n'))), exit: BROKEN }),
  *run(session, args) {
    const wrong = refused(args);
    if (wrong !== undefined) return { ...wrong, exit: BROKEN };
    const found = yield* compareAll(session, { args, dryRun: 'server', validation: 'Ignore', leavesNoTrace: true });
    if (isFailure(found)) return { ...found, exit: BROKEN };
    const text = unifiedDiff(found, session.now);
    session.write(text);
    return text === '' ? undefined : SILENT;
  },
};

function refused(args: Arguments): Failure | undefined {
  if (args.positional.length > 0) return usage('diff', `Unexpected args: [${args.positional.join(' ')}]`);
  if (isWithoutFiles(args)) return fail('must specify one of -f and -k');
  if (isSet(args, 'force-conflicts') && !isSet(args, 'server-side'))
    return fail('--force-conflicts only works with --server-side');
  return isSet(args, 'prune') ? fail('kubectl diff --prune is not modelled (see limitations)') : undefined;
}

function* compareAll(session: Session, run: ApplyRun): Kubectl<readonly Versions[] | Failure> {
  const found = yield* find(session, { ...choiceOf(session, run.args), all: false });
  const { infos, error } = yield* found.infos();
  if (error !== undefined) return error;
  const compared: Versions[] = [];
  for (const info of infos) {
    const versions = yield* compare(session, run, info);
    if (isFailure(versions)) return versions;
    compared.push(versions);
  }
  return compared;
}

/** Both versions of an object; an object that changes meanwhile is looked at anew. */
function* compare(session: Session, run: ApplyRun, info: Info): Kubectl<Versions | Failure> {
  for (let attempt = 1; ; attempt++) {
    const live = yield* getInfo(session, info);
    if (isFailure(live) && !isNotFound(live)) return live;
    const before = isFailure(live) ? undefined : live;
    const after = yield* merged(session, run, info, before);
    if (isFailure(after) && hasReason(after, 'Conflict') && attempt < TRIES) continue;
    if (before !== undefined) warnIfDeleting(session, before);
    return isFailure(after) ? after : versionsOf(run.args, info, before, after);
  }
}

/** What the object would become (InfoObject.Merged). */
function* merged(
  session: Session,
  run: ApplyRun,
  info: Info,
  live: JsonObject | undefined,
): Kubectl<JsonObject | Failure> {
  const { args } = run;
  const { dryRun, manager } = writeOptions(run);
  if (isSet(args, 'server-side'))
    return yield* patchObject(session, info, 'apply', info.object, {
      dryRun,
      manager,
      force: isSet(args, 'force-conflicts'),
    });
  if (live === undefined)
    return yield* createObject(session, info.mapping, info.namespace, unversioned(info.object ?? {}), {
      dryRun,
      manager,
    });
  const patched = yield* patchLive(session, run, info, live);
  return 'error' in patched ? patched.error : patched.object;
}

function versionsOf(args: Arguments, info: Info, live: JsonObject | undefined, merged: JsonObject): Versions {
  const { group, version, kind } = info.mapping.resource;
  const name = `${group === '' ? '' : `${group}.`}${version}.${kind}.${info.namespace}.${info.name}`;
  const shown = (object: JsonObject): JsonObject =>
    isSet(args, 'show-managed-fields') ? object : withoutManagedFields(object);
  const before = live === undefined ? undefined : shown(live);
  const after = shown(merged);
  return { name, ...(kind === 'Secret' && group === '' ? masked(before, after) : { before, after }) };
}
