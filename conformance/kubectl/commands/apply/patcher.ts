import { marshalSorted } from '../../../../engine/apimachinery/json-text.js';
import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import {
  createThreeWayJsonMergePatch,
  createThreeWayMergePatch,
} from '../../../../engine/apimachinery/patch/three-way-merge.js';
import { schemas } from '../../../../engine/apis/generated/schemas.js';
import type { Kubectl } from '../../effect.js';
import { fail, hasReason, isFailure, withSource, type Failure } from '../../failure.js';
import { isSet } from '../../flags.js';
import { configurationOf, lastApplied, lastAppliedText, withLastApplied } from '../../last-applied.js';
import type { Info } from '../../resources/info.js';
import { createObject, deleteObject, getObject, patchObject } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { unversioned } from '../create/create.js';
import { deletionOf } from '../delete/options.js';
import { waitUntilGone } from '../delete/wait-until-gone.js';
import { writeOptions, type ApplyRun } from './apply-run.js';

/** What came of a patch; `patch` is its text, '{}' when there was nothing to change. */
export type Patched =
  { readonly patch: string; readonly object: JsonObject } | { readonly patch: string; readonly error: Failure };

const RETRIES = 5;
const BACK_OFF_MILLIS = 1_000;

/** Patches the live object with what the file changes; tries again after conflicts, and with --force anew (apply.Patcher). */
export function* patchLive(session: Session, run: ApplyRun, info: Info, live: JsonObject): Kubectl<Patched> {
  let patched = yield* patchOnce(session, run, info, live);
  for (let attempt = 1; attempt <= RETRIES && 'error' in patched && hasReason(patched.error, 'Conflict'); attempt++) {
    if (attempt > 1) yield* session.sleep(BACK_OFF_MILLIS);
    const current = yield* getObject(session, info);
    if (isFailure(current)) return { patch: '', error: current };
    patched = yield* patchOnce(session, run, info, current);
  }
  if (!('error' in patched)) return patched;
  const replaceable = hasReason(patched.error, 'Conflict') || hasReason(patched.error, 'Invalid');
  if (replaceable && isSet(run.args, 'force')) return yield* recreate(session, run, info, live);
  return { ...patched, error: withSource(patched.error, 'patching', info.source) };
}

function* patchOnce(session: Session, run: ApplyRun, info: Info, live: JsonObject): Kubectl<Patched> {
  const { schema } = info.mapping;
  const original = lastApplied(live) ?? {};
  const sent = info.object ?? {};
  const modified = run.leavesNoTrace === true ? configurationOf(sent) : withLastApplied(sent);
  const created =
    schema === undefined
      ? createThreeWayJsonMergePatch(original, modified, live)
      : createThreeWayMergePatch(original, modified, live, schema, schemas);
  if (!created.ok) return { patch: '', error: uncreatable(live, modified, created.error) };
  const patch = marshalSorted(created.value);
  if (patch === '{}') return { patch, object: live };
  const type = schema === undefined ? 'merge' : 'strategic';
  const object = yield* patchObject(session, info, type, created.value, writeOptions(run));
  return isFailure(object) ? { patch, error: object } : { patch, object };
}

function uncreatable(live: JsonObject, modified: JsonObject, why: string): Failure {
  const [original, wanted, current] = [
    lastAppliedText(live) ?? '',
    `${marshalSorted(modified)}\n`,
    `${marshalSorted(live)}\n`,
  ];
  return fail(`creating patch with:\noriginal:\n${original}\nmodified:\n${wanted}\ncurrent:\n${current}\nfor: ${why}`);
}

/** --force: deletes the object and creates it as the file says. */
function* recreate(session: Session, run: ApplyRun, info: Info, live: JsonObject): Kubectl<Patched> {
  const modified = withLastApplied(info.object ?? {});
  const patch = marshalSorted(modified);
  const deletion = deletionOf(run.args);
  if (isFailure(deletion)) return { patch, error: deletion };
  const deleted = yield* deleteObject(session, info, deletion.options);
  if (isFailure(deleted)) return { patch, error: deleted };
  const stuck = yield* waitUntilGone(session, info, undefined, deletion.timeout);
  if (stuck !== undefined) return { patch, error: stuck };
  const created = yield* createObject(session, info.mapping, info.namespace, unversioned(modified), writeOptions(run));
  if (!isFailure(created)) return { patch, object: created };
  const restored = yield* createObject(session, info.mapping, info.namespace, unversioned(live), writeOptions(run));
  if (!isFailure(restored)) return { patch, error: created };
  const both = `${created.failed}.\n\nAdditionally, an error occurred attempting to restore the original object:\n\n${restored.failed}`;
  return {
    patch,
    error: fail(`An error occurred force-replacing the existing object with the newly provided one:\n\n${both}`),
  };
}
