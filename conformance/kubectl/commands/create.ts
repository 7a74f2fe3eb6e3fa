import { resourcePath } from '../../../engine/apis/resource.js';
import type { Kubectl } from '../effect.js';
import type { Arguments } from '../flags.js';
import type { Command } from '../kubectl.js';
import { readManifests, type Manifest } from '../manifests.js';
import { printCreated } from '../output.js';
import { dryRunOf, NO_DRY_RUN, DRY_RUN_FLAGS } from '../dry-run.js';
import { fail, isFailure, isSuccess, serverError, type Failure, type Session } from '../session.js';

/** `kubectl create -f`: every object is posted; one that exists is an error, and the others are still created. */
export const create: Command = {
  name: 'create',
  flags: [
    { name: 'filename', short: 'f', type: 'value' },
    { name: 'output', short: 'o', type: 'value' },
    { name: 'save-config', type: 'boolean' },
    { name: 'validate', type: 'optional', bare: 'strict' },
    ...DRY_RUN_FLAGS,
  ],
  *run(session, args) {
    const paths = args.flags.get('filename');
    if (paths === undefined) return fail('error: must specify one of -f and -k');
    const manifests = readManifests(session.invocation, paths, session.namespace);
    if (isFailure(manifests)) return manifests;
    if (manifests.length === 0) return fail('error: no objects passed to create');
    return yield* createAll(session, args, manifests);
  },
};

function* createAll(session: Session, args: Arguments, manifests: readonly Manifest[]): Kubectl<Failure | undefined> {
  const errors: string[] = [];
  for (const manifest of manifests) {
    const refused = yield* createOne(session, args, manifest);
    if (refused !== undefined) errors.push(refused);
  }
  return errors.length === 0 ? undefined : fail(errors.join('\n'));
}

function* createOne(session: Session, args: Arguments, manifest: Manifest): Kubectl<string | undefined> {
  const { served, object, namespace, from } = manifest;
  const dryRun = dryRunOf(args);
  const query = {
    fieldManager: 'kubectl-create',
    fieldValidation: 'Strict',
    ...(dryRun === 'server' ? { dryRun: 'All' } : {}),
  };
  if (dryRun === 'client') {
    printCreated(session, args, served, object, 'created', dryRun);
    return undefined;
  }
  const response = yield* session.send({
    method: 'POST',
    path: resourcePath(served.resource, namespace),
    query,
    body: object,
  });
  if (!isSuccess(response)) return serverError(response, `error when creating ${JSON.stringify(from)}: `);
  printCreated(session, args, served, response.body, 'created', dryRun ?? NO_DRY_RUN);
  return undefined;
}
