import { formatLabelSelector } from '../../../../engine/apimachinery/labels.js';
import { controllerOf, isObject, type JsonObject } from '../../../../engine/apimachinery/object.js';
import { applyStrategicMergePatch } from '../../../../engine/apimachinery/patch/strategic-merge-patch.js';
import type {
  ControllerRevision,
  DaemonSet,
  Deployment,
  ReplicaSet,
  StatefulSet,
} from '../../../../engine/apis/generated/apps.v1.js';
import type { PodTemplateSpec } from '../../../../engine/apis/generated/core.v1.js';
import { controllerrevisions, replicasets } from '../../../../engine/apis/generated/resources.js';
import { schemas } from '../../../../engine/apis/generated/schemas.js';
import type { Resource } from '../../../../engine/apis/resource.js';
import type { Kubectl } from '../../effect.js';
import { fail, isFailure, wrapped, type Failure } from '../../failure.js';
import { metaMap, ofKind, type Info } from '../../resources/info.js';
import type { Mapping } from '../../resources/mapping.js';
import { getObject, listObjects } from '../../resources/requests.js';
import type { Session } from '../../session.js';

export const CHANGE_CAUSE = 'kubernetes.io/change-cause';
const REVISION = 'deployment.kubernetes.io/revision';

type Workload = Deployment | DaemonSet | StatefulSet;

/** One revision of a workload's template. */
export interface Revision {
  readonly number: number;
  readonly changeCause: string;
  readonly template: PodTemplateSpec;
  /** What -o shows of it: the ReplicaSet, or the workload as it was. */
  readonly object: JsonObject;
  /** The ReplicaSet or ControllerRevision that keeps it. */
  readonly record: JsonObject;
}

/** A workload as it is now, and its revisions from old to new. */
export interface History {
  readonly workload: JsonObject;
  readonly revisions: readonly Revision[];
}

/** The kinds that have no revisions, but that kubectl knows as workloads. */
const OTHERS = ['Job.batch', 'Pod', 'ReplicaSet.apps', 'ReplicationController', 'CronJob.batch'];
const VERSIONED = ['Deployment.apps', 'DaemonSet.apps', 'StatefulSet.apps'];

export function groupKind({ resource: { group, kind } }: Mapping): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** Why a kind has no revisions. `what` is 'history viewer' or 'rollbacker'. */
export function unversioned(mapping: Mapping, what: string): Failure | undefined {
  const kind = groupKind(mapping);
  if (VERSIONED.includes(kind)) return undefined;
  if (OTHERS.includes(kind)) return fail(`no ${what} has been implemented for "${kind}"`);
  const { resource } = mapping;
  const thing = what === 'history viewer' ? 'history' : what;
  return fail(
    `error retrieving ${thing} for "${kind}", no visitor method exists for {${resource.group} ${resource.kind}}`,
  );
}

/** Reads a workload and its revisions. */
export function* historyOf(session: Session, info: Info): Kubectl<History | Failure> {
  const found = yield* getObject(session, info);
  if (isFailure(found)) return wrapped(found, `failed to retrieve ${info.mapping.resource.kind} ${info.name}: `);
  const isDeployment = info.mapping.resource.kind === 'Deployment';
  const records = yield* controlled(session, isDeployment ? replicasets : controllerrevisions, ofKind<Workload>(found));
  if (isFailure(records)) return records;
  const numbered = isDeployment
    ? records.flatMap(replicaSetRevision)
    : records.map((record) => controllerRevision(found, info.mapping, record));
  return { workload: found, revisions: numbered.sort((a, b) => a.number - b.number) };
}

/** The objects of a collection that a workload selects and controls. */
function* controlled(
  session: Session,
  { group, kind }: Resource,
  { metadata, spec }: Workload,
): Kubectl<readonly JsonObject[] | Failure> {
  const mapping = yield* session.mappingOfKind(group, kind, '');
  if (isFailure(mapping)) return mapping;
  const objects = yield* listObjects(session, mapping, metadata.namespace ?? '', {
    selector: formatLabelSelector(spec.selector),
  });
  if (isFailure(objects)) return objects;
  return objects.filter((object) => controllerOf(ofKind(object))?.uid === metadata.uid);
}

/** Of a ReplicaSet without a number there is no revision. */
function replicaSetRevision(object: JsonObject): readonly Revision[] {
  const annotations = metaMap(object, 'annotations');
  const number = Number(annotations[REVISION] ?? '0');
  if (!Number.isInteger(number)) return [];
  const { spec } = ofKind<ReplicaSet>(object);
  return [
    {
      number,
      changeCause: annotations[CHANGE_CAUSE] ?? '',
      template: withCause(spec.template, annotations[CHANGE_CAUSE]),
      object,
      record: object,
    },
  ];
}

function withCause(template: PodTemplateSpec, cause = ''): PodTemplateSpec {
  if (cause === '') return template;
  return {
    ...template,
    metadata: { ...template.metadata, annotations: { ...template.metadata.annotations, [CHANGE_CAUSE]: cause } },
  };
}

function controllerRevision(workload: JsonObject, { schema }: Mapping, record: JsonObject): Revision {
  const { data, revision } = ofKind<ControllerRevision>(record);
  const applied = schema === undefined ? undefined : applyStrategicMergePatch(workload, data, schema, schemas);
  const object = applied?.ok === true && isObject(applied.value) ? applied.value : workload;
  const { template } = ofKind<DaemonSet>(object).spec;
  return {
    number: revision,
    changeCause: metaMap(record, 'annotations')[CHANGE_CAUSE] ?? '',
    template,
    object,
    record,
  };
}
