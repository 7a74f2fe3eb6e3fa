import type {
  ControllerRevision,
  DaemonSet,
  Deployment,
  ReplicaSet,
  StatefulSet,
} from '../../apis/generated/apps.v1.js';
import type { CronJob, Job } from '../../apis/generated/batch.v1.js';
import type { PodTemplate, ReplicationController } from '../../apis/generated/core.v1.js';
import {
  controllerrevisions,
  cronjobs,
  daemonsets,
  deployments,
  jobs,
  podtemplates,
  replicasets,
  replicationcontrollers,
  statefulsets,
} from '../../apis/generated/resources.js';
import { humanDuration } from '../../apimachinery/duration.js';
import { formatSelector, labelSelectorAsSelector } from '../../apimachinery/labels.js';
import { controllerOf } from '../../apimachinery/object.js';
import { millisOf } from '../../apimachinery/time.js';
import type { Millis } from '../../core/time.js';
import { age, containerCells, labelsOrNone, NONE, printer, selectorOrNone, since, UNSET, type Row } from './cells.js';

/** Follows printDeployment. */
function printDeployment(object: Deployment, now: Millis): Row {
  const { spec, status, metadata } = object;
  const selector = labelSelectorAsSelector(spec.selector);
  return [
    metadata.name,
    `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    status.updatedReplicas ?? 0,
    status.availableReplicas ?? 0,
    age(object, now),
    ...containerCells(spec.template.spec?.containers),
    selector.ok ? formatSelector(selector.value) : '<invalid>',
  ];
}

/** Follows printReplicaSet. */
function printReplicaSet(object: ReplicaSet, now: Millis): Row {
  const { spec, status, metadata } = object;
  return [
    metadata.name,
    spec.replicas ?? 0,
    status.replicas,
    status.readyReplicas ?? 0,
    age(object, now),
    ...containerCells(spec.template?.spec?.containers),
    selectorOrNone(spec.selector),
  ];
}

/** Follows printReplicationController. */
function printReplicationController(object: ReplicationController, now: Millis): Row {
  const { spec, status, metadata } = object;
  return [
    metadata.name,
    spec.replicas ?? 0,
    status.replicas,
    status.readyReplicas ?? 0,
    age(object, now),
    ...containerCells(spec.template?.spec?.containers),
    labelsOrNone(spec.selector),
  ];
}

/** Follows printStatefulSet. */
function printStatefulSet(object: StatefulSet, now: Millis): Row {
  const { spec, status, metadata } = object;
  return [
    metadata.name,
    `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    age(object, now),
    ...containerCells(spec.template.spec?.containers),
  ];
}

/** Follows printDaemonSet. */
function printDaemonSet(object: DaemonSet, now: Millis): Row {
  const { spec, status, metadata } = object;
  return [
    metadata.name,
    status.desiredNumberScheduled,
    status.currentNumberScheduled,
    status.numberReady,
    status.updatedNumberScheduled ?? 0,
    status.numberAvailable ?? 0,
    labelsOrNone(spec.template.spec?.nodeSelector),
    age(object, now),
    ...containerCells(spec.template.spec?.containers),
    selectorOrNone(spec.selector),
  ];
}

/** Follows printControllerRevision. */
function printControllerRevision(object: ControllerRevision, now: Millis): Row {
  const owner = controllerOf(object);
  const group = owner?.apiVersion.includes('/') === true ? `.${owner.apiVersion.split('/')[0]}` : '';
  const controller = owner === undefined ? NONE : `${owner.kind}${group}`.toLowerCase() + `/${owner.name}`;
  return [object.metadata.name, controller, object.revision, age(object, now)];
}

/** Follows printPodTemplate. */
function printPodTemplate({ metadata, template }: PodTemplate): Row {
  return [metadata.name, ...containerCells(template.spec?.containers), labelsOrNone(template.metadata?.labels)];
}

const JOB_STATES: readonly (readonly [condition: string, before: string])[] = [
  ['Suspended', 'Suspended'],
  ['FailureTarget', 'FailureTarget'],
  ['SuccessCriteriaMet', 'SuccessCriteriaMet'],
];

function jobState({ status, metadata }: Job): string {
  const isTrue = (type: string): boolean =>
    status.conditions?.find((condition) => condition.type === type)?.status === 'True';
  if (isTrue('Complete')) return 'Complete';
  if (isTrue('Failed')) return 'Failed';
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  return JOB_STATES.find(([type]) => isTrue(type))?.[1] ?? 'Running';
}

function jobCompletions({ spec, status }: Job): string {
  const { succeeded = 0 } = status;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const { parallelism = 0 } = spec;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration({ status: { startTime, completionTime } }: Job, now: Millis): string {
  if (startTime === undefined) return '';
  const end = completionTime === undefined ? now : millisOf(completionTime);
  return humanDuration(end - millisOf(startTime));
}

/** Follows printJob. */
function printJob(object: Job, now: Millis): Row {
  const { spec, metadata } = object;
  return [
    metadata.name,
    jobState(object),
    jobCompletions(object),
    jobDuration(object, now),
    age(object, now),
    ...containerCells(spec.template.spec?.containers),
    selectorOrNone(spec.selector),
  ];
}

/** Follows printCronJob; suspend is printed as a text though the column says boolean. */
function printCronJob(object: CronJob, now: Millis): Row {
  const { spec, status, metadata } = object;
  const { lastScheduleTime, active = [] } = status;
  return [
    metadata.name,
    spec.schedule,
    spec.timeZone ?? NONE,
    spec.suspend === undefined ? UNSET : spec.suspend ? 'True' : 'False',
    active.length,
    lastScheduleTime === undefined ? NONE : since(lastScheduleTime, now),
    age(object, now),
    ...containerCells(spec.jobTemplate.spec?.template.spec?.containers),
    selectorOrNone(spec.jobTemplate.spec?.selector),
  ];
}

export const workloadPrinters = [
  printer(deployments, printDeployment),
  printer(replicasets, printReplicaSet),
  printer(replicationcontrollers, printReplicationController),
  printer(statefulsets, printStatefulSet),
  printer(daemonsets, printDaemonSet),
  printer(controllerrevisions, printControllerRevision),
  printer(podtemplates, printPodTemplate),
  printer(jobs, printJob),
  printer(cronjobs, printCronJob),
];
