import { deepEqual } from '../../../../engine/apimachinery/equality.js';
import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import type { Command } from '../../command.js';
import { fail, isFailure, type Failure } from '../../failure.js';
import { isSet, textOf, valuesOf, type Arguments } from '../../flags.js';
import { MISSING_LOCAL } from '../../resources/builder.js';
import { kindOf } from '../../resources/info.js';
import type { Session } from '../../session.js';
import { choose, LOCAL_AND_SERVER, setAll, SET_FLAGS, type Chosen } from './setting.js';

/** `kubectl set subject rolebinding/NAME --user=… --group=… --serviceaccount=ns:name`. */
export const setSubject: Command = {
  name: 'set subject',
  flags: [
    ...SET_FLAGS.filter(({ name }) => name !== 'record'),
    { name: 'user', type: 'array' },
    { name: 'group', type: 'array' },
    { name: 'serviceaccount', type: 'array' },
  ],
  *run(session, args) {
    if (isSet(args, 'local') && args.positional.length > 0) return fail(MISSING_LOCAL);
    const chosen = yield* choose(session, args, args.positional, 'subjects updated');
    if (isFailure(chosen)) return chosen;
    const wrong = validate(args, chosen);
    if (wrong !== undefined) return wrong;
    const subjects = subjectsOf(session, args);
    return yield* setAll(session, args, chosen, {
      operation: 'subjects updated',
      refusal: 'failed to patch subjects to rolebinding: ',
      edit: (object) => withSubjects(object, subjects),
    });
  },
};

function validate(args: Arguments, { dryRun, infos }: Chosen): Failure | undefined {
  const accounts = valuesOf(args, 'serviceaccount');
  const all = [...valuesOf(args, 'user'), ...valuesOf(args, 'group'), ...accounts];
  if (isSet(args, 'local') && dryRun === 'server') return fail(LOCAL_AND_SERVER);
  if (isSet(args, 'all') && textOf(args, 'selector') !== '')
    return fail('cannot set --all and --selector at the same time');
  if (all.length === 0) return fail('you must specify at least one value of user, group or serviceaccount');
  for (const account of accounts) {
    const [namespace = '', name = '', ...more] = account.split(':');
    if (name === '' || more.length > 0) return fail('serviceaccount must be <namespace>:<name>');
    const isCluster = infos.some(({ object }) => object !== undefined && kindOf(object).kind === 'ClusterRoleBinding');
    if (namespace === '' && isCluster)
      return fail('serviceaccount must be <namespace>:<name>, namespace must be specified');
  }
  return undefined;
}

function subjectsOf(session: Session, args: Arguments): readonly JsonObject[] {
  const named = (flag: string, kind: string): readonly JsonObject[] =>
    [...new Set(valuesOf(args, flag))].sort().map((name) => ({ kind, apiGroup: 'rbac.authorization.k8s.io', name }));
  const accounts = [...new Set(valuesOf(args, 'serviceaccount'))].sort().map((account) => {
    const [namespace = '', name = ''] = account.split(':');
    return { kind: 'ServiceAccount', name, namespace: namespace === '' ? session.namespace : namespace };
  });
  return [...named('user', 'User'), ...named('group', 'Group'), ...accounts];
}

function withSubjects(object: JsonObject, subjects: readonly JsonObject[]): JsonObject | Failure | undefined {
  if (!['RoleBinding', 'ClusterRoleBinding'].includes(kindOf(object).kind))
    return fail('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
  const now: readonly unknown[] = Array.isArray(object['subjects']) ? object['subjects'] : [];
  const existing = now.filter(isObject);
  const added = subjects.filter((subject) => !existing.some((other) => deepEqual(other, subject)));
  return added.length === 0 ? undefined : { ...object, subjects: [...existing, ...added] };
}
