import { deepEqual } from '../../../../engine/apimachinery/equality.js';
import { isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import type { ControllerRevision, Deployment, ReplicaSet } from '../../../../engine/apis/generated/apps.v1.js';
import type { Command } from '../../command.js';
import { podTemplateText } from '../../describe/pod-template.js';
import { DRY_RUN_FLAG, dryRunOf, withDryRun, type DryRun } from '../../dry-run.js';
import type { Kubectl } from '../../effect.js';
import { fail, isFailure, wrapped, type Failure } from '../../failure.js';
import { intOf } from '../../flags.js';
import { LAST_APPLIED } from '../../last-applied.js';
import { PRINT_FLAGS, printerFor } from '../../printers/print-flags.js';
import { find } from '../../resources/builder.js';
import { metaMap, ofKind, type Info } from '../../resources/info.js';
import { patchObject, type PatchType } from '../../resources/requests.js';
import type { Session } from '../../session.js';
import { withoutHash } from '../../template-hash.js';
import { historyOf, unversioned, type History, type Revision } from './revisions.js';
import { ROLLOUT_FLAGS, rolloutChoice } from './rollout.js';

/** `kubectl rollout undo [--to-revision=N]`. */
export const rolloutUndo: Command = {
  name: 'rollout undo',
  flags: [...ROLLOUT_FLAGS, ...PRINT_FLAGS, DRY_RUN_FLAG, { name: 'to-revision', type: 'int' }],
  *run(session, args) {
    const dryRun = dryRunOf(session, args);
    if (isFailure(dryRun)) return dryRun;
    const choice = rolloutChoice(session, args);
    if (isFailure(choice)) return choice;
    const found = yield* find(session, choice);
    if (found.error !== undefined) return found.error;
    const wanted = intOf(args, 'to-revision', 0);
    return yield* found.visit(function* (info) {
      const done = yield* undoOne(session, info, wanted, dryRun);
      if (isFailure(done)) return done;
      const print = printerFor(session, args, { operation: withDryRun(done.operation, dryRun) });
      return isFailure(print) ? print : print(info.object ?? {});
    });
  },
};

/** What was done, as it is said. */
interface Done {
  readonly operation: string;
}

function* undoOne(session: Session, info: Info, wanted: number, dryRun: DryRun): Kubectl<Done | Failure> {
  const wrong = unversioned(info.mapping, 'rollbacker');
  if (wrong !== undefined) return wrong;
  if (wanted < 0) return notFound(wanted);
  const history = yield* historyOf(session, info);
  if (isFailure(history)) return history;
  const isDeployment = info.mapping.resource.kind === 'Deployment';
  const revision = chosenRevision(history, wanted, isDeployment, info.name);
  if (isFailure(revision)) return revision;
  if (dryRun === 'client') {
    const text = podTemplateText(isDeployment ? ofKind<ReplicaSet>(revision.object).spec.template : revision.template);
    return { operation: isDeployment ? text : `will roll back to ${text}` };
  }
  if (isDeployment && ofKind<Deployment>(history.workload).spec.paused === true)
    return fail("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again");
  const { type, patch, isSame } = isDeployment
    ? templatePatch(history.workload, revision)
    : revisionPatch(history.workload, revision);
  if (isSame) return { operation: `skipped rollback (current template already matches revision ${wanted})` };
  const patched = yield* patchObject(session, info, type, patch, { dryRun });
  return isFailure(patched) ? wrapped(patched, `failed restoring revision ${wanted}: `) : { operation: 'rolled back' };
}

function notFound(revision: number): Failure {
  return fail(`unable to find specified revision ${revision} in history`);
}

/** The revision of a number; 0: the one before the last. */
function chosenRevision(
  { revisions }: History,
  wanted: number,
  isDeployment: boolean,
  name: string,
): Revision | Failure {
  if (wanted > 0) return revisions.find(({ number }) => number === wanted) ?? notFound(wanted);
  const none = isDeployment ? `no rollout history found for deployment "${name}"` : 'no last revision to roll back to';
  return revisions.at(-2) ?? fail(none);
}

interface Restoring {
  readonly type: PatchType;
  readonly patch: unknown;
  /** The workload has this template already. */
  readonly isSame: boolean;
}

/** Annotations that belong to a Deployment, not to one revision of it. */
const KEPT_ANNOTATIONS = [
  LAST_APPLIED,
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

/** A Deployment gets the template and the annotations of a ReplicaSet (DeploymentRollbacker). */
function templatePatch(workload: JsonObject, { record }: Revision): Restoring {
  const template = withoutHash(ofKind<ReplicaSet>(record).spec.template);
  const own = Object.entries(metaMap(workload, 'annotations')).filter(([key]) => KEPT_ANNOTATIONS.includes(key));
  const old = Object.entries(metaMap(record, 'annotations')).filter(([key]) => !KEPT_ANNOTATIONS.includes(key));
  const patch = [
    { op: 'replace', path: '/spec/template', value: template },
    { op: 'replace', path: '/metadata/annotations', value: Object.fromEntries([...own, ...old]) },
  ];
  return { type: 'json', patch, isSame: deepEqual(template, withoutHash(ofKind<Deployment>(workload).spec.template)) };
}

/** A DaemonSet or StatefulSet gets the patch that a ControllerRevision keeps. */
function revisionPatch(workload: JsonObject, { record }: Revision): Restoring {
  const { data } = ofKind<ControllerRevision>(record);
  const spec = isObject(data) && isObject(data['spec']) ? data['spec'] : {};
  const { $patch: _directive, ...template } = isObject(spec['template']) ? spec['template'] : {};
  return { type: 'strategic', patch: data, isSame: deepEqual(template, ofKind<Deployment>(workload).spec.template) };
}
