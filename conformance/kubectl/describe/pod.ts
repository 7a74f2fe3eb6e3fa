import { controllerOf, type KubeObject } from '../../../engine/apimachinery/object.js';
import type { Container, Pod } from '../../../engine/apis/generated/core.v1.js';
import { podQOSClass } from '../../../engine/apis/core/pod/qos.js';
import { ofKind } from '../resources/info.js';
import { describeContainers, describeResources } from './containers.js';
import { describeEvents, referenceOf } from './events.js';
import { annotationListing, labelListing, tolerationListing } from './listings.js';
import { describeSpread, describeWorkloadReference } from './pod-template.js';
import type { Report } from './report.js';
import type { Describer } from './subject.js';
import { dateText, sinceText } from './times.js';
import { describeVolumes } from './volumes.js';

const MIRROR = 'kubernetes.io/config.mirror';

export const describePod: Describer = function* (subject, report) {
  const pod = ofKind<Pod>(subject.object);
  const { metadata, spec, status } = pod;
  describePlace(report, pod);
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  describeStatus(report, pod, subject.session.now);
  const controller = controllerText(pod);
  if (controller !== '') report.field('Controlled By', controller);
  if ((status.nominatedNodeName ?? '') !== '') report.field('NominatedNodeName', status.nominatedNodeName ?? '');
  if (spec.resources !== undefined) {
    report.line(0, 'Resources:');
    describeResources(report, 1, spec.resources);
  }
  describeAllContainers(report, pod);
  describeConditions(report, pod);
  describeVolumes(report, spec.volumes, '');
  report.field('QoS Class', podQOSClass(pod));
  labelListing(report, 'Node-Selectors', spec.nodeSelector);
  tolerationListing(report, 'Tolerations', spec.tolerations);
  describeSpread(report, spec.topologySpreadConstraints, '');
  describeWorkloadReference(report, spec.workloadRef, '');
  const reference = referenceOf(subject);
  return yield* describeEvents(subject, report, {
    ...reference,
    kind: '',
    uid: metadata.annotations?.[MIRROR] ?? reference.uid,
  });
};

function describePlace(report: Report, { metadata, spec, status }: Pod): void {
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  if (spec.priority !== undefined) report.field('Priority', spec.priority);
  if ((spec.priorityClassName ?? '') !== '') report.field('Priority Class Name', spec.priorityClassName ?? '');
  if ((spec.runtimeClassName ?? '') !== '') report.field('Runtime Class Name', spec.runtimeClassName ?? '');
  if ((spec.serviceAccountName ?? '') !== '') report.field('Service Account', spec.serviceAccountName ?? '');
  report.field('Node', (spec.nodeName ?? '') === '' ? '<none>' : `${spec.nodeName}/${status.hostIP ?? ''}`);
  if (status.startTime !== undefined) report.field('Start Time', dateText(status.startTime));
}

function describeStatus(report: Report, { metadata, spec, status }: Pod, now: number): void {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = metadata;
  const { phase = '', reason = '', message = '', podIP = '', podIPs = [] } = status;
  const isOver = phase === 'Failed' || phase === 'Succeeded';
  if (deletionTimestamp !== undefined && !isOver) {
    report.field('Status', `Terminating (lasts ${sinceText(now, deletionTimestamp)})`);
    report.field('Termination Grace Period', `${deletionGracePeriodSeconds}s`);
  } else report.field('Status', phase);
  if (reason !== '') report.field('Reason', reason);
  if (message !== '') report.field('Message', message);
  const profile = spec.securityContext?.seccompProfile;
  if (profile !== undefined) report.field('SeccompProfile', profile.type);
  if (profile?.type === 'Localhost') report.field('LocalhostProfile', profile.localhostProfile ?? '');
  report.field('IP', podIP);
  report.line(0, podIPs.length === 0 ? 'IPs:\t<none>' : 'IPs:');
  for (const { ip } of podIPs) report.line(1, `IP:\t${ip}`);
}

function describeAllContainers(report: Report, { metadata, spec, status }: Pod): void {
  const values: Readonly<Record<string, string | undefined>> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
  };
  const fieldValue = (path: string): string => values[path] ?? '';
  const { initContainers = [], containers, ephemeralContainers = [] } = spec;
  const common = { fieldValue, space: '' };
  if (initContainers.length > 0)
    describeContainers(report, {
      ...common,
      title: 'Init Containers',
      containers: initContainers,
      statuses: status.initContainerStatuses,
    });
  describeContainers(report, { ...common, title: 'Containers', containers, statuses: status.containerStatuses });
  if (ephemeralContainers.length === 0) return;
  const ephemeral = ephemeralContainers.map((container): Container => container);
  describeContainers(report, {
    ...common,
    title: 'Ephemeral Containers',
    containers: ephemeral,
    statuses: status.ephemeralContainerStatuses,
  });
}

function describeConditions(report: Report, { spec, status }: Pod): void {
  const { conditions = [] } = status;
  const { readinessGates = [] } = spec;
  if (readinessGates.length > 0) report.line(0, 'Readiness Gates:\n  Type\tStatus');
  for (const { conditionType } of readinessGates)
    report.line(1, `${conditionType} \t${conditions.find(({ type }) => type === conditionType)?.status ?? '<none>'} `);
  if (conditions.length > 0) report.line(0, 'Conditions:\n  Type\tStatus');
  for (const condition of conditions) report.line(1, `${condition.type} \t${condition.status} `);
}

/** 'ReplicaSet/web-1', or ''. */
export function controllerText(object: KubeObject): string {
  const controller = controllerOf(object);
  return controller === undefined ? '' : `${controller.kind}/${controller.name}`;
}
