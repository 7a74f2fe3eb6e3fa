import { resourcePath } from '../../../engine/apis/resource.js';
import type { Served } from '../../../engine/apiserver/registry/catalogue.js';
import type { Kubectl } from '../effect.js';
import { flagOf, isSet, type Arguments } from '../flags.js';
import type { Command } from '../kubectl.js';
import { qualifiedName } from '../mapping.js';
import { SELECT_FLAGS, selectObjects, type Selected } from '../select.js';
import { fail, isFailure, isSuccess, serverError, type Failure, type Session } from '../session.js';

/** `kubectl delete`: deletes what is named or selected, and waits until it is gone. */
export const deleteCommand: Command = {
  name: 'delete',
  flags: [
    ...SELECT_FLAGS,
    { name: 'grace-period', type: 'value' },
    { name: 'cascade', type: 'optional', bare: 'background' },
    { name: 'force', type: 'boolean' },
    { name: 'now', type: 'boolean' },
    { name: 'wait', type: 'boolean' },
    { name: 'ignore-not-found', type: 'boolean' },
    { name: 'timeout', type: 'value' },
    { name: 'output', short: 'o', type: 'value' },
    { name: 'dry-run', type: 'optional', bare: 'client' },
  ],
  *run(session, args) {
    const selected = yield* selectObjects(session, args, { ignoreNotFound: isSet(args, 'ignore-not-found') });
    if (isFailure(selected)) return selected;
    const errors: string[] = [...selected.errors];
    const deleted: { target: Selected; uid: string }[] = [];
    for (const target of selected.objects) {
      const gone = yield* deleteOne(session, args, target);
      if (typeof gone === 'string') errors.push(gone);
      else if (gone !== undefined) deleted.push({ target, uid: gone.uid });
    }
    if (selected.objects.length === 0 && errors.length === 0) session.print('No resources found');
    if (flagOf(args, 'wait') !== 'false')
      for (const { target, uid } of deleted) yield* waitUntilGone(session, target, uid);
    return errors.length === 0 ? undefined : fail(errors.join('\n'));
  },
};

function deleteOptions(args: Arguments): Readonly<Record<string, unknown>> {
  const cascade = flagOf(args, 'cascade') ?? 'background';
  const policy = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' }[cascade];
  const grace = isSet(args, 'now') ? 1 : isSet(args, 'force') ? 0 : Number(flagOf(args, 'grace-period') ?? '-1');
  return {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: policy,
    ...(grace < 0 ? {} : { gracePeriodSeconds: grace }),
  };
}

function* deleteOne(
  session: Session,
  args: Arguments,
  target: Selected,
): Kubectl<{ uid: string } | string | undefined> {
  const { served, namespace, name } = target;
  const response = yield* session.send({
    method: 'DELETE',
    path: resourcePath(served.resource, namespace, name),
    body: deleteOptions(args),
  });
  if (!isSuccess(response))
    return response.code === 404 && isSet(args, 'ignore-not-found') ? undefined : serverError(response);
  session.print(
    `${deletedName(served)} ${JSON.stringify(name)} ${isSet(args, 'force') ? 'force deleted' : 'deleted'}${namespace === '' ? '' : ` from ${namespace} namespace`}`,
  );
  return { uid: uidOf(response.body) };
}

function deletedName(served: Served): string {
  const { group } = served.resource;
  return group === '' ? served.singular : `${served.singular}.${group}`;
}

function uidOf(body: unknown): string {
  const { metadata, details } = body as { metadata?: { uid?: string }; details?: { uid?: string } };
  return metadata?.uid ?? details?.uid ?? '';
}

const WAIT_STEP_MILLIS = 1_000_000;

function* waitUntilGone(
  session: Session,
  { served, namespace, name }: Selected,
  uid: string,
): Kubectl<Failure | undefined> {
  for (;;) {
    const { code, body } = yield* session.send({ method: 'GET', path: resourcePath(served.resource, namespace, name) });
    if (code === 404 || uidOf(body) !== uid) return undefined;
    if ((yield* session.pass(WAIT_STEP_MILLIS)).idle)
      return fail(`error: timed out waiting for the condition on ${qualifiedName(served)}/${name}`);
  }
}
