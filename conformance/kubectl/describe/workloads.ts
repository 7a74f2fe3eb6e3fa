import { formatLabelSelector } from '../../../engine/apimachinery/labels.js';
import { controllerOf } from '../../../engine/apimachinery/object.js';
import type { DaemonSet, ReplicaSet, StatefulSet } from '../../../engine/apis/generated/apps.v1.js';
import type { PersistentVolumeClaim, Pod, ReplicationController } from '../../../engine/apis/generated/core.v1.js';
import type { Kubectl } from '../effect.js';
import { isFailure, type Failure } from '../failure.js';
import { metaText, ofKind } from '../resources/info.js';
import { listObjects } from '../resources/requests.js';
import { claimClass } from './claim-facts.js';
import { describeEvents } from './events.js';
import { annotationListing, keysOf, labelListing, labelsText, selectorOrNone } from './listings.js';
import { controllerText } from './pod.js';
import { describePodTemplate } from './pod-template.js';
import type { Report } from './report.js';
import type { Describer, Subject } from './subject.js';
import { dateText } from './times.js';

/** '1 Running / 0 Waiting / …' of the pods that an object controls (getPodStatusForController). */
function* podCounts({ session, object, info, limit }: Subject, selector: string): Kubectl<string | Failure> {
  const mapping = yield* session.mapping('pods');
  if (isFailure(mapping)) return mapping;
  const pods = yield* listObjects(session, mapping, info.namespace, { selector, limit });
  if (isFailure(pods)) return pods;
  const uid = metaText(object, 'uid');
  const phases = pods
    .map((pod) => ofKind<Pod>(pod))
    .filter((pod) => controllerOf(pod)?.uid === uid)
    .map(({ status }) => status.phase);
  const count = (wanted: string): number => phases.filter((phase) => phase === wanted).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

interface ReplicaCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

export function describeReplicaConditions(report: Report, conditions: readonly ReplicaCondition[] = []): void {
  if (conditions.length === 0) return;
  report.line(0, 'Conditions:\n  Type\tStatus\tReason');
  report.line(1, '----\t------\t------');
  for (const { type, status, reason = '' } of conditions) report.line(1, `${type} \t${status}\t${reason}`);
}

export const describeReplicationController: Describer = function* (subject, report) {
  const { metadata, spec, status } = ofKind<ReplicationController>(subject.object);
  const counts = yield* podCounts(
    subject,
    keysOf(spec.selector)
      .map((key) => `${key}=${spec.selector?.[key] ?? ''}`)
      .join(','),
  );
  if (isFailure(counts)) return counts;
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  report.field('Selector', labelsText(spec.selector));
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.field('Replicas', `${status.replicas} current / ${spec.replicas ?? 0} desired`);
  report.field('Pods Status', counts);
  describePodTemplate(report, spec.template);
  describeReplicaConditions(report, status.conditions);
  return yield* describeEvents(subject, report);
};

export const describeReplicaSet: Describer = function* (subject, report) {
  const replicaSet = ofKind<ReplicaSet>(subject.object);
  const { metadata, spec, status } = replicaSet;
  const counts = yield* podCounts(subject, formatLabelSelector(spec.selector));
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  report.field('Selector', selectorOrNone(spec.selector));
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  const controller = controllerText(replicaSet);
  if (controller !== '') report.field('Controlled By', controller);
  report.field('Replicas', `${status.replicas} current / ${spec.replicas ?? 0} desired`);
  report.field('Pods Status', isFailure(counts) ? `error in fetching pods: ${counts.failed}` : counts);
  describePodTemplate(report, spec.template);
  describeReplicaConditions(report, status.conditions);
  return yield* describeEvents(subject, report);
};

export const describeDaemonSet: Describer = function* (subject, report) {
  const { metadata, spec, status } = ofKind<DaemonSet>(subject.object);
  const counts = yield* podCounts(subject, formatLabelSelector(spec.selector));
  if (isFailure(counts)) return counts;
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  report.field('Selector', formatLabelSelector(spec.selector));
  report.field('Node-Selector', labelsText(spec.template.spec.nodeSelector));
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.line(0, `Desired Number of Nodes Scheduled: ${status.desiredNumberScheduled}`);
  report.line(0, `Current Number of Nodes Scheduled: ${status.currentNumberScheduled}`);
  report.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status.updatedNumberScheduled ?? 0}`);
  report.line(0, `Number of Nodes Scheduled with Available Pods: ${status.numberAvailable ?? 0}`);
  report.line(0, `Number of Nodes Misscheduled: ${status.numberMisscheduled}`);
  report.field('Pods Status', counts);
  describePodTemplate(report, spec.template);
  return yield* describeEvents(subject, report);
};

export const describeStatefulSet: Describer = function* (subject, report) {
  const { metadata, spec, status } = ofKind<StatefulSet>(subject.object);
  const counts = yield* podCounts(subject, formatLabelSelector(spec.selector));
  if (isFailure(counts)) return counts;
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  report.field('CreationTimestamp', dateText(metadata.creationTimestamp));
  report.field('Selector', formatLabelSelector(spec.selector));
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.field('Replicas', `${spec.replicas ?? 0} desired | ${status.replicas} total`);
  report.field('Update Strategy', spec.updateStrategy.type ?? '');
  const { partition, maxUnavailable } = spec.updateStrategy.rollingUpdate ?? {};
  if (partition !== undefined) report.line(1, `Partition:\t${partition}`);
  if (partition !== undefined && maxUnavailable !== undefined) report.line(1, `MaxUnavailable:\t${maxUnavailable}`);
  report.field('Pods Status', counts);
  describePodTemplate(report, spec.template);
  describeClaimTemplates(report, spec.volumeClaimTemplates);
  return yield* describeEvents(subject, report);
};

function describeClaimTemplates(report: Report, templates: readonly PersistentVolumeClaim[] = []): void {
  report.line(0, templates.length === 0 ? 'Volume Claims:\t<none>' : 'Volume Claims:');
  for (const claim of templates) {
    const { metadata, spec } = claim;
    report.line(1, `Name:\t${metadata.name}`);
    report.line(1, `StorageClass:\t${claimClass(claim)}`);
    labelListing(report, 'Labels', metadata.labels, '  ');
    labelListing(report, 'Annotations', metadata.annotations, '  ');
    report.line(1, `Capacity:\t${spec.resources?.requests?.['storage'] ?? '<default>'}`);
    report.line(1, `Access Modes:\t[${(spec.accessModes ?? []).join(' ')}]`);
  }
}
