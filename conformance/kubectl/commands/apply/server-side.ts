import { deepEqual } from '../../../../engine/apimachinery/equality.js';
import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import { groupVersion } from '../../../../engine/apis/resource.js';
import type { Kubectl } from '../../effect.js';
import { fail, hasReason, isFailure, type Failure } from '../../failure.js';
import { isSet, textOf } from '../../flags.js';
import { LAST_APPLIED, lastAppliedText } from '../../last-applied.js';
import { metadataOf, metaText, type Info } from '../../resources/info.js';
import { getObject, patchObject } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { warnIfDeleting, writeOptions, type ApplyRun } from './apply-run.js';
import { upgradedManagedFields } from './managed-fields.js';

const SERVER_SIDE_MANAGER = 'kubectl';
const ANNOTATION_MANAGER = 'kubectl-last-applied';
const MIGRATION_RETRIES = 5;

const REVIEW = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

/** Sends an object to be applied by the server; what client-side apply owned of it goes to the server-side manager. */
export function* serverSideApply(session: Session, run: ApplyRun, info: Info): Kubectl<JsonObject | Failure> {
  const place = { ...info, subresource: textOf(run.args, 'subresource') };
  const options = { ...writeOptions(run), force: isSet(run.args, 'force-conflicts') };
  const applied = yield* patchObject(session, place, 'apply', info.object, options);
  if (isFailure(applied)) return refused(applied);
  const final = yield* afterwards(session, run, place, applied, () =>
    patchObject(session, place, 'apply', info.object, options),
  );
  warnIfDeleting(session, final);
  return final;
}

const LATER = 'This is non-fatal and will be retried next time you apply. Error:';

/** Moves an object from client-side to server-side apply, if need be; what goes wrong is only warned of. */
function* afterwards(
  session: Session,
  run: ApplyRun,
  info: Info,
  applied: JsonObject,
  applyAgain: () => Kubectl<JsonObject | Failure>,
): Kubectl<JsonObject> {
  const kept = yield* keepAnnotation(session, run, info, applied);
  if (isFailure(kept)) {
    session.warn(`Warning: failed to migrate ${LAST_APPLIED} for Server-Side Apply. ${LATER} ${kept.failed}`);
    return applied;
  }
  const migrated = yield* migrate(session, run, info, kept);
  if (isFailure(migrated))
    session.warn(`Warning: server rejected managed fields migration to Server-Side Apply. ${LATER} ${migrated.failed}`);
  if (migrated === undefined || isFailure(migrated)) return kept;
  const again = yield* applyAgain();
  if (!isFailure(again)) return again;
  session.warn(
    `Warning: failed to re-apply configuration after performing Server-Side Apply migration. ${LATER} ${again.failed}`,
  );
  return migrated;
}

function refused(failure: Failure): Failure {
  if (hasReason(failure, 'UnsupportedMediaType'))
    return fail(`Server-side apply not available on the server: (${failure.failed})`);
  return hasReason(failure, 'Conflict') ? fail(failure.failed + REVIEW) : failure;
}

/** Takes over what client-side apply owned; undefined: nothing (migrateToSSAIfNecessary). */
function* migrate(
  session: Session,
  run: ApplyRun,
  info: Info,
  applied: JsonObject,
): Kubectl<JsonObject | Failure | undefined> {
  const managers = ownersOfAnnotation(applied, 'Update');
  let object = applied;
  const { manager } = writeOptions(run);
  for (let attempt = 0; ; attempt++) {
    const fields = upgradedManagedFields(entriesOf(object), managers, manager);
    if (deepEqual(fields, entriesOf(object))) return undefined;
    const patch = [
      { op: 'replace', path: '/metadata/managedFields', value: fields },
      { op: 'replace', path: '/metadata/resourceVersion', value: metaText(object, 'resourceVersion') },
    ];
    const patched = yield* patchObject(session, info, 'json', patch, writeOptions(run));
    if (!isFailure(patched) || !hasReason(patched, 'Conflict') || attempt + 1 >= MIGRATION_RETRIES) return patched;
    const now = yield* getObject(session, info);
    if (isFailure(now)) return now;
    object = now;
  }
}

/** The annotation gets a manager of its own, so that apply does not take it away (saveLastApplyAnnotationIfNecessary). */
function* keepAnnotation(
  session: Session,
  run: ApplyRun,
  info: Info,
  object: JsonObject,
): Kubectl<JsonObject | Failure> {
  const options = writeOptions(run);
  const text = lastAppliedText(object);
  if (options.manager !== SERVER_SIDE_MANAGER || text === undefined) return object;
  if (ownersOfAnnotation(object, 'Apply').length > 0) return object;
  const { resource } = info.mapping;
  const metadata = {
    name: metaText(object, 'name'),
    ...(info.namespace === '' ? {} : { namespace: info.namespace }),
    annotations: { [LAST_APPLIED]: text },
  };
  const body = { apiVersion: groupVersion(resource), kind: resource.kind, metadata };
  return yield* patchObject(session, info, 'apply', body, { ...options, manager: ANNOTATION_MANAGER });
}

function entriesOf(object: JsonObject): readonly JsonObject[] {
  const { managedFields } = metadataOf(object);
  return Array.isArray(managedFields) ? managedFields.filter(isObject) : [];
}

/** The managers whose writes of a kind own the last-applied annotation. */
function ownersOfAnnotation(object: JsonObject, operation: string): readonly string[] {
  const owners = entriesOf(object).filter(
    (entry) => entry['operation'] === operation && ownsAnnotation(entry['fieldsV1']),
  );
  return [...new Set(owners.map(({ manager }) => String(manager)))];
}

function ownsAnnotation(fields: unknown): boolean {
  let at: unknown = fields;
  for (const step of ['f:metadata', 'f:annotations', `f:${LAST_APPLIED}`]) at = isObject(at) ? at[step] : undefined;
  return at !== undefined;
}
