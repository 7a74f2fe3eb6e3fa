import { timestamp } from '../../../engine/apimachinery/time.js';
import type { Deployment, ReplicaSet } from '../../../engine/apis/generated/apps.v1.js';
import { deepEqual } from '../../../engine/apimachinery/equality.js';
import { isObject, type KubeObject } from '../../../engine/apimachinery/object.js';
import type { PodTemplateSpec } from '../../../engine/apis/generated/core.v1.js';
import { describePodTemplate } from '../describe/pod-template.js';
import { DRY_RUN_FLAGS, dryRunOf, dryRunSuffix } from '../dry-run.js';
import type { Kubectl } from '../effect.js';
import { flagOf, type Arguments, type Flag } from '../flags.js';
import type { Command } from '../kubectl.js';
import { objectName, qualifiedName } from '../mapping.js';
import { getOne, patchOne } from '../patching.js';
import { CHANGE_CAUSE, changeCause, revisionsOf, TEMPLATE_HASH } from '../rollout/history.js';
import { rolloutState } from '../rollout/status.js';
import { SELECT_FLAGS, selectObjects, type Selected } from '../select.js';
import { fail, isFailure, isSuccess, serverError, type Failure, type Session } from '../session.js';
import { alignColumns } from '../table.js';
import { parseDuration } from '../../../engine/apimachinery/duration.js';

const RESOURCES = ['deployments', 'daemonsets', 'statefulsets'];

type OnEach = (session: Session, args: Arguments, target: Selected, object: KubeObject) => Kubectl<Failure | undefined>;

/** A `rollout` subcommand: does something with every chosen workload. */
function rollout(name: string, flags: readonly Flag[], onEach: OnEach): Command {
  return {
    name: `rollout ${name}`,
    flags: [...SELECT_FLAGS, ...flags],
    *run(session, args) {
      if (args.positional.length === 0 && !args.flags.has('filename'))
        return fail(`error: required resource not specified`);
      const selected = yield* selectObjects(session, args, { allByDefault: true });
      if (isFailure(selected)) return selected;
      const errors: string[] = [...selected.errors];
      for (const target of selected.objects) {
        const found = yield* getOne(session, target);
        if (!isSuccess(found)) errors.push(serverError(found));
        else {
          const failed = yield* onEach(session, args, target, found.body as KubeObject);
          if (failed !== undefined) errors.push(failed.failed);
        }
      }
      return errors.length === 0 ? undefined : fail(errors.join('\n'));
    },
  };
}

const FOREVER_MILLIS = 1_000_000_000;

export const rolloutStatus: Command = rollout(
  'status',
  [
    { name: 'watch', short: 'w', type: 'boolean' },
    { name: 'revision', type: 'value' },
    { name: 'timeout', type: 'value' },
  ],
  function* (session, args, target, first) {
    const revision = Number(flagOf(args, 'revision') ?? '0');
    const timeout = parseDuration(flagOf(args, 'timeout') ?? '0s');
    if (!timeout.ok) return fail(`error: ${timeout.error}`);
    const limit = timeout.value > 0 ? session.now + timeout.value : Infinity;
    let object = first;
    let seen = '';
    for (;;) {
      const version = object.metadata.resourceVersion;
      if (version !== seen) {
        const state = rolloutState(object, revision);
        if ('error' in state) return fail(`error: ${state.error}`);
        session.print(state.line);
        if (state.done || flagOf(args, 'watch') === 'false') return undefined;
      }
      seen = version;
      if (session.now >= limit) return fail('error: timed out waiting for the condition');
      const { idle } = yield* session.pass(Math.min(FOREVER_MILLIS, limit - session.now));
      const again = yield* getOne(session, target);
      if (!isSuccess(again)) return fail('error: object has been deleted');
      object = again.body as KubeObject;
      if (idle && object.metadata.resourceVersion === seen && limit === Infinity)
        return fail('error: timed out waiting for the condition');
    }
  },
);

export const rolloutHistory: Command = rollout(
  'history',
  [{ name: 'revision', type: 'value' }],
  function* (session, args, target, object) {
    if (object.kind !== 'Deployment')
      return fail(`error: no history viewer has been implemented for ${JSON.stringify(object.kind)}`);
    const revisions = yield* revisionsOf(session, object as Deployment);
    const revision = Number(flagOf(args, 'revision') ?? '0');
    const name = objectName(target.served, target.name);
    if (revision > 0) {
      const replicaSet = revisions.get(revision);
      if (replicaSet === undefined) return fail('error: unable to find the specified revision');
      session.write(`${name} with revision #${revision}\n${describePodTemplate(withCause(replicaSet))}\n`);
      return undefined;
    }
    if (revisions.size === 0) {
      session.print(`${name} \nNo rollout history found.`);
      return undefined;
    }
    const rows = [...revisions].map(([number, replicaSet]) => [String(number), changeCause(replicaSet) || '<none>']);
    session.write(`${name} \n${alignColumns([['REVISION', 'CHANGE-CAUSE'], ...rows], 2).join('\n')}\n\n`);
    return undefined;
  },
);

function withCause(replicaSet: ReplicaSet): PodTemplateSpec {
  const { template } = replicaSet.spec;
  const cause = changeCause(replicaSet);
  if (cause === '') return template;
  return {
    ...template,
    metadata: { ...template.metadata, annotations: { ...template.metadata.annotations, [CHANGE_CAUSE]: cause } },
  };
}

/** Annotations that belong to a revision of a Deployment, not to its template. */
const KEPT_ANNOTATIONS = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

export const rolloutUndo: Command = rollout(
  'undo',
  [{ name: 'to-revision', type: 'value' }, ...DRY_RUN_FLAGS],
  function* (session, args, target, object) {
    if (object.kind !== 'Deployment')
      return fail(`error: no rollbacker has been implemented for ${JSON.stringify(object.kind)}`);
    const deployment = object as Deployment;
    const revision = Number(flagOf(args, 'to-revision') ?? '0');
    const dryRun = dryRunOf(args);
    const chosen = chooseRevision(yield* revisionsOf(session, deployment), revision, target.name);
    if (isFailure(chosen)) return chosen;
    const name = objectName(target.served, target.name);
    if (dryRun === 'client') {
      session.print(`${name} ${describePodTemplate(chosen.spec.template)}${dryRunSuffix(dryRun)}`);
      return undefined;
    }
    if (deployment.spec.paused === true)
      return fail(
        "error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
      );
    if (deepEqual(withoutHash(chosen.spec.template), withoutHash(deployment.spec.template))) {
      session.print(`${name} skipped rollback (current template already matches revision ${revision})`);
      return undefined;
    }
    const response = yield* patchOne(session, target, 'json', restoring(deployment, chosen), { dryRun });
    if (!isSuccess(response)) return fail(`error: failed restoring revision ${revision}: ${serverError(response)}`);
    session.print(`${name} rolled back${dryRunSuffix(dryRun)}`);
    return undefined;
  },
);

function chooseRevision(
  revisions: ReadonlyMap<number, ReplicaSet>,
  wanted: number,
  name: string,
): ReplicaSet | Failure {
  if (wanted !== 0)
    return revisions.get(wanted) ?? fail(`error: unable to find specified revision ${wanted} in history`);
  return (
    [...revisions.values()].at(-2) ?? fail(`error: no rollout history found for deployment ${JSON.stringify(name)}`)
  );
}

function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  const { [TEMPLATE_HASH]: _hash, ...labels } = template.metadata.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

function restoring(deployment: Deployment, replicaSet: ReplicaSet): readonly unknown[] {
  const own = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => KEPT_ANNOTATIONS.includes(key));
  const old = Object.entries(replicaSet.metadata.annotations ?? {}).filter(([key]) => !KEPT_ANNOTATIONS.includes(key));
  return [
    { op: 'replace', path: '/spec/template', value: withoutHash(replicaSet.spec.template) },
    { op: 'replace', path: '/metadata/annotations', value: Object.fromEntries([...own, ...old]) },
  ];
}

export const rolloutPause: Command = rollout('pause', [], (session, _args, target, object) =>
  setPaused(session, target, object, true),
);
export const rolloutResume: Command = rollout('resume', [], (session, _args, target, object) =>
  setPaused(session, target, object, false),
);

function* setPaused(
  session: Session,
  target: Selected,
  object: KubeObject,
  paused: boolean,
): Kubectl<Failure | undefined> {
  const named = `${qualifiedName(target.served)} ${JSON.stringify(target.name)}`;
  if (object.kind !== 'Deployment') return fail(`error: ${named} ${paused ? 'pausing' : 'resuming'} is not supported`);
  if (((object as Deployment).spec.paused ?? false) === paused)
    return fail(`error: ${named} is ${paused ? 'already paused' : 'not paused'}`);
  const response = yield* patchOne(
    session,
    target,
    'strategic',
    { spec: { paused: paused ? true : null } },
    { manager: 'kubectl-rollout' },
  );
  if (!isSuccess(response)) return fail(`error: failed to patch: ${serverError(response)}`);
  session.print(`${objectName(target.served, target.name)} ${paused ? 'paused' : 'resumed'}`);
  return undefined;
}

export const rolloutRestart: Command = rollout('restart', [], function* (session, _args, target, object) {
  const named = `${qualifiedName(target.served)} ${JSON.stringify(target.name)}`;
  if (!RESOURCES.includes(target.served.resource.plural)) return fail(`error: ${named} restarting is not supported`);
  if (isObject(object) && isObject(object['spec']) && object['spec']['paused'] === true)
    return fail(`error: ${named} can't restart paused deployment (run rollout resume first)`);
  const annotations = { 'kubectl.kubernetes.io/restartedAt': timestamp(session.now) };
  const body = { spec: { template: { metadata: { annotations } } } };
  const response = yield* patchOne(session, target, 'strategic', body, { manager: 'kubectl-rollout' });
  if (!isSuccess(response)) return fail(`error: failed to patch: ${serverError(response)}`);
  session.print(`${objectName(target.served, target.name)} restarted`);
  return undefined;
});
