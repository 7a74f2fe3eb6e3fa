import type {
  NodeSelectorRequirement,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  TopologySelectorTerm,
} from '../../../engine/apis/generated/core.v1.js';
import type { CSINode, StorageClass, VolumeAttributesClass } from '../../../engine/apis/generated/storage.v1.js';
import type { Kubectl } from '../effect.js';
import { isFailure, type Failure } from '../failure.js';
import { ofKind } from '../resources/info.js';
import { listObjects } from '../resources/requests.js';
import { accessModesText } from './access-modes.js';
import { claimFacts } from './claim-facts.js';
import { describeEvents } from './events.js';
import { annotationListing, boolText, labelListing, labelsText, listing } from './listings.js';
import type { Report } from './report.js';
import type { Describer, Subject } from './subject.js';
import { dateText, sinceText } from './times.js';
import { describePersistentSource } from './volumes.js';

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

export const describePersistentVolume: Describer = function* (subject, report) {
  const { metadata, spec, status } = ofKind<PersistentVolume>(subject.object);
  const { deletionTimestamp } = metadata;
  report.field('Name', metadata.name);
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.field('Finalizers', `[${(metadata.finalizers ?? []).join(' ')}]`);
  report.field('StorageClass', metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? '');
  report.field('Status', phaseText(subject, deletionTimestamp, status?.phase));
  report.field(
    'Claim',
    spec.claimRef === undefined ? '' : `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}`,
  );
  report.field('Reclaim Policy', spec.persistentVolumeReclaimPolicy ?? '');
  report.field('Access Modes', accessModesText(spec.accessModes));
  if (spec.volumeMode !== undefined) report.field('VolumeMode', spec.volumeMode);
  report.field('Capacity', spec.capacity?.['storage'] ?? '0');
  const required = spec.nodeAffinity?.required;
  report.field('Node Affinity', required === undefined ? '<none>' : '');
  if (required !== undefined) {
    report.line(1, `Required Terms:\t${required.nodeSelectorTerms.length === 0 ? '<none>' : ''}`);
    required.nodeSelectorTerms.forEach(({ matchExpressions = [] }, at) =>
      termListing(report, 2, `Term ${at}`, matchExpressions.map(requirementText)),
    );
  }
  report.field('Message', status?.message ?? '');
  report.line(0, 'Source:');
  const { capacity: _capacity, claimRef: _claim, nodeAffinity: _affinity, ...sources } = spec;
  describePersistentSource(report, sources);
  return yield* describeEvents(subject, report);
};

function phaseText({ session }: Subject, deletionTimestamp: string | undefined, phase = ''): string {
  return deletionTimestamp === undefined ? phase : `Terminating (lasts ${sinceText(session.now, deletionTimestamp)})`;
}

function requirementText({ key, operator, values = [] }: NodeSelectorRequirement): string {
  return `${key} ${operator.toLowerCase()}${values.length === 0 ? '' : ` [${values.join(', ')}]`}`;
}

/** A term's requirements; those below the first stand at the term's level. */
function termListing(report: Report, level: number, title: string, lines: readonly string[]): void {
  report.put(level, `${title}:\t`);
  if (lines.length === 0) report.end('<none>');
  lines.forEach((line, at) => {
    if (at > 0) report.put(level, '\t');
    report.line(0, line);
  });
}

export const describePersistentVolumeClaim: Describer = function* (subject, report) {
  const claim = ofKind<PersistentVolumeClaim>(subject.object);
  const pods = yield* podsOf(subject, claim);
  if (isFailure(pods)) return pods;
  claimFacts(report, claim, { status: phaseText(subject, claim.metadata.deletionTimestamp, claim.status?.phase) });
  listing(report, 'Used By', pods.map(({ metadata }) => metadata.name).sort());
  const { conditions = [] } = claim.status ?? {};
  if (conditions.length > 0) {
    report.line(0, 'Conditions:');
    report.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
    report.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  }
  for (const { type, status, lastProbeTime, lastTransitionTime, reason = '', message = '' } of conditions)
    report.line(
      1,
      `${type} \t${status} \t${dateText(lastProbeTime)} \t${dateText(lastTransitionTime)} \t${reason} \t${message}`,
    );
  return yield* describeEvents(subject, report);
};

/** The pods that use a claim, and those that own it. */
function* podsOf(
  { session, info, limit }: Subject,
  { metadata }: PersistentVolumeClaim,
): Kubectl<readonly Pod[] | Failure> {
  const mapping = yield* session.mapping('pods');
  if (isFailure(mapping)) return mapping;
  const listed = yield* listObjects(session, mapping, info.namespace, { limit });
  if (isFailure(listed)) return listed;
  const pods = listed.map((pod) => ofKind<Pod>(pod));
  const using = pods.flatMap((pod) =>
    (pod.spec.volumes ?? [])
      .filter(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === metadata.name)
      .map(() => pod),
  );
  const owners = (metadata.ownerReferences ?? []).filter(({ kind }) => kind === 'Pod').map(({ uid }) => uid);
  const owning = pods.filter((pod) => owners.includes(pod.metadata.uid ?? '') && !using.includes(pod));
  return [...using, ...owning];
}

const DEFAULT_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

export const describeStorageClass: Describer = function* (subject, report) {
  const storageClass = ofKind<StorageClass>(subject.object);
  const { metadata, provisioner, parameters, allowVolumeExpansion, mountOptions = [] } = storageClass;
  report.field('Name', metadata.name);
  report.field(
    'IsDefaultClass',
    DEFAULT_ANNOTATIONS.some((key) => metadata.annotations?.[key] === 'true') ? 'Yes' : 'No',
  );
  report.field('Annotations', labelsText(metadata.annotations));
  report.field('Provisioner', provisioner);
  report.field('Parameters', labelsText(parameters));
  report.field('AllowVolumeExpansion', boolText(allowVolumeExpansion, '<unset>'));
  report.line(0, mountOptions.length === 0 ? 'MountOptions:\t<none>' : 'MountOptions:');
  for (const option of mountOptions) report.line(1, option);
  if (storageClass.reclaimPolicy !== undefined) report.field('ReclaimPolicy', storageClass.reclaimPolicy);
  if (storageClass.volumeBindingMode !== undefined) report.field('VolumeBindingMode', storageClass.volumeBindingMode);
  if (storageClass.allowedTopologies !== undefined) describeTopologies(report, storageClass.allowedTopologies);
  return yield* describeEvents(subject, report);
};

function describeTopologies(report: Report, terms: readonly TopologySelectorTerm[]): void {
  report.field('AllowedTopologies', terms.length === 0 ? '<none>' : '');
  terms.forEach(({ matchLabelExpressions = [] }, at) =>
    termListing(
      report,
      1,
      `Term ${at}`,
      matchLabelExpressions.map(
        ({ key, values }) => `${key} in${values.length === 0 ? '' : ` [${values.join(', ')}]`}`,
      ),
    ),
  );
}

export const describeVolumeAttributesClass: Describer = function* (subject, report) {
  const { metadata, driverName, parameters } = ofKind<VolumeAttributesClass>(subject.object);
  report.field('Name', metadata.name);
  report.field('Annotations', labelsText(metadata.annotations));
  report.field('DriverName', driverName);
  report.field('Parameters', labelsText(parameters));
  return yield* describeEvents(subject, report);
};

export const describeCsiNode: Describer = function* (subject, report) {
  const { metadata, spec } = ofKind<CSINode>(subject.object);
  report.field('Name', metadata.name);
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.field('CreationTimestamp', dateText(metadata.creationTimestamp));
  report.line(0, 'Spec:');
  const { drivers } = spec;
  if (drivers !== undefined && drivers !== null) report.line(1, 'Drivers:');
  for (const { name, nodeID, allocatable, topologyKeys } of drivers ?? []) {
    report.line(2, `${name}:`);
    report.line(3, `Node ID:\t${nodeID}`);
    if (allocatable?.count !== undefined) {
      report.line(3, 'Allocatables:');
      report.line(4, `Count:\t${allocatable.count}`);
    }
    if (topologyKeys !== undefined && topologyKeys !== null)
      report.line(3, `Topology Keys:\t[${topologyKeys.join(' ')}]`);
  }
  return yield* describeEvents(subject, report);
};
