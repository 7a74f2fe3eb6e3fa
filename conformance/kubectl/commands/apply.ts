import {
  createThreeWayJsonMergePatch,
  createThreeWayMergePatch,
} from '../../../engine/apimachinery/patch/three-way-merge.js';
import { isObject, type JsonObject } from '../../../engine/apimachinery/object.js';
import { schemas } from '../../../engine/apis/generated/schemas.js';
import { resourcePath } from '../../../engine/apis/resource.js';
import { DRY_RUN_FLAGS, dryRunOf, dryRunSuffix, type DryRun } from '../dry-run.js';
import type { Kubectl } from '../effect.js';
import { flagOf, isSet, type Arguments } from '../flags.js';
import type { Command } from '../kubectl.js';
import { LAST_APPLIED, lastApplied, withLastApplied, withoutNulls } from '../last-applied.js';
import { readManifests, type Manifest } from '../manifests.js';
import { objectName } from '../mapping.js';
import { nameOf, printObject } from '../output.js';
import { getOne, patchOne } from '../patching.js';
import { fail, isFailure, isSuccess, serverError, type Failure, type Session } from '../session.js';

/** `kubectl apply -f`: client-side apply, by a three-way merge of what was applied last, the file and the live object. */
export const apply: Command = {
  name: 'apply',
  flags: [
    { name: 'filename', short: 'f', type: 'value' },
    { name: 'output', short: 'o', type: 'value' },
    { name: 'server-side', type: 'boolean' },
    { name: 'force-conflicts', type: 'boolean' },
    { name: 'field-manager', type: 'value' },
    { name: 'recursive', short: 'R', type: 'boolean' },
    { name: 'validate', type: 'optional', bare: 'strict' },
    { name: 'wait', type: 'boolean' },
    ...DRY_RUN_FLAGS,
  ],
  *run(session, args) {
    const paths = args.flags.get('filename');
    if (paths === undefined) return fail('error: must specify one of -f and -k');
    if (isSet(args, 'server-side')) return fail('error: kubectl apply --server-side is not modelled (see limitations)');
    const manifests = readManifests(session.invocation, paths, session.namespace);
    if (isFailure(manifests)) return manifests;
    if (manifests.length === 0) return fail('error: no objects passed to apply');
    const errors: string[] = [];
    for (const manifest of manifests) {
      const failed = yield* applyOne(session, args, manifest);
      if (failed !== undefined) errors.push(failed.failed);
    }
    return errors.length === 0 ? undefined : fail(errors.join('\n'));
  },
};

function* applyOne(session: Session, args: Arguments, manifest: Manifest): Kubectl<Failure | undefined> {
  if (manifest.name === '') return fail(`error: from ${manifest.generateName}: cannot use generate name with apply`);
  const dryRun = dryRunOf(args);
  const modified = withLastApplied(manifest.object, manifest.namespace);
  const live = yield* getOne(session, manifest);
  if (live.code === 404) return yield* createIt(session, args, manifest, modified, dryRun);
  if (!isSuccess(live)) return fail(serverError(live));
  return yield* patchIt(session, args, manifest, modified, live.body, dryRun);
}

function queryOf(args: Arguments, dryRun: DryRun): Readonly<Record<string, string>> {
  const validate = flagOf(args, 'validate') ?? 'strict';
  const fieldValidation =
    validate === 'warn' ? 'Warn' : validate === 'false' || validate === 'ignore' ? 'Ignore' : 'Strict';
  return {
    fieldManager: 'kubectl-client-side-apply',
    fieldValidation,
    ...(dryRun === 'server' ? { dryRun: 'All' } : {}),
  };
}

function* createIt(
  session: Session,
  args: Arguments,
  manifest: Manifest,
  modified: JsonObject,
  dryRun: DryRun,
): Kubectl<Failure | undefined> {
  const { served, namespace, from } = manifest;
  let body: unknown = manifest.object;
  if (dryRun !== 'client') {
    const query = queryOf(args, dryRun);
    const response = yield* session.send({
      method: 'POST',
      path: resourcePath(served.resource, namespace),
      query,
      body: withoutNulls(modified),
    });
    if (!isSuccess(response)) return fail(serverError(response, `error when creating ${JSON.stringify(from)}: `));
    body = response.body;
  }
  return say(session, args, manifest, body, 'created', dryRun);
}

function* patchIt(
  session: Session,
  args: Arguments,
  manifest: Manifest,
  modified: JsonObject,
  live: unknown,
  dryRun: DryRun,
): Kubectl<Failure | undefined> {
  const { served, name } = manifest;
  if (!isObject(live)) return fail('error: the server answered with something that is no object');
  if (dryRun === 'client') return say(session, args, manifest, live, 'configured', dryRun);
  const original = lastApplied(live);
  if (original === undefined)
    session.warn(
      `Warning: resource ${served.resource.plural}/${name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. ` +
        'kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. ' +
        'The missing annotation will be patched automatically.',
    );
  const patch =
    served.schema === undefined
      ? createThreeWayJsonMergePatch(original ?? {}, modified, live)
      : createThreeWayMergePatch(original ?? {}, modified, live, served.schema, schemas);
  if (!patch.ok) return fail(`error: creating patch: ${patch.error}`);
  if (Object.keys(patch.value).length === 0) return say(session, args, manifest, live, 'unchanged', dryRun);
  const type = served.schema === undefined ? 'merge' : 'strategic';
  const response = yield* patchOne(session, manifest, type, patch.value, {
    dryRun,
    manager: 'kubectl-client-side-apply',
  });
  if (!isSuccess(response)) return fail(serverError(response, `error when applying patch: `));
  if (deletionOf(response.body))
    session.warn(`Warning: Detected changes to resource ${name} which is currently being deleted.`);
  return say(session, args, manifest, response.body, 'configured', dryRun);
}

function deletionOf(body: unknown): boolean {
  const metadata = isObject(body) ? body['metadata'] : undefined;
  return isObject(metadata) && metadata['deletionTimestamp'] !== undefined;
}

function say(
  session: Session,
  args: Arguments,
  { served, name }: Manifest,
  body: unknown,
  verb: string,
  dryRun: DryRun,
): undefined {
  const output = flagOf(args, 'output');
  if (output !== undefined) return printObject(session, output, served, body);
  session.print(`${objectName(served, nameOf(body) || name)} ${verb}${dryRunSuffix(dryRun)}`);
  return undefined;
}
