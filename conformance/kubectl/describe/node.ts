import type { Lease } from '../../../engine/apis/generated/coordination.v1.js';
import type { Node, Pod } from '../../../engine/apis/generated/core.v1.js';
import type { Kubectl } from '../effect.js';
import { hasReason, isFailure, type Failure } from '../failure.js';
import { ofKind } from '../resources/info.js';
import { getObject, listObjects } from '../resources/requests.js';
import { referenceOf, searchEvents, writeEvents } from './events.js';
import { annotationListing, keysOf, labelListing, orNone, taintListing } from './listings.js';
import { describeNodePods } from './node-pods.js';
import type { Report } from './report.js';
import type { Describer, Subject } from './subject.js';
import { dateText } from './times.js';

export const describeNode: Describer = function* (subject, report) {
  const node = ofKind<Node>(subject.object);
  const { metadata, spec } = node;
  const pods = yield* podsOf(subject, metadata.name);
  if (isFailure(pods) && !hasReason(pods, 'Forbidden')) return pods;
  report.field('Name', metadata.name);
  report.field('Roles', orNone(rolesOf(node).join(',')));
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.field('CreationTimestamp', dateText(metadata.creationTimestamp));
  taintListing(report, 'Taints', spec.taints);
  report.field('Unschedulable', spec.unschedulable ?? false);
  describeLease(report, yield* leaseOf(subject, metadata.name));
  describeStatus(report, node);
  const { podCIDR = '', podCIDRs = [], providerID = '' } = spec;
  if (podCIDR !== '') report.field('PodCIDR', podCIDR);
  if (podCIDRs.length > 0) report.field('PodCIDRs', podCIDRs.join(','));
  if (providerID !== '') report.field('ProviderID', providerID);
  if (isFailure(pods)) report.line(0, 'Pods:\tnot authorized');
  else describeNodePods(report, node, pods, subject.session.now);
  return yield* describeNodeEvents(subject, report);
};

/** Controllers refer to a node by its uid, the kubelet by its name. */
function* describeNodeEvents(subject: Subject, report: Report): Kubectl<undefined> {
  if (!subject.showEvents) return undefined;
  const reference = referenceOf(subject);
  const events = yield* searchEvents(subject, reference);
  const more = yield* searchEvents(subject, { ...reference, uid: reference.name });
  writeEvents(report, [...events, ...more], subject.session.now);
  return undefined;
}

function* podsOf({ session, limit }: Subject, name: string): Kubectl<readonly Pod[] | Failure> {
  const mapping = yield* session.mapping('pods');
  if (isFailure(mapping)) return mapping;
  const fieldSelector = `spec.nodeName=${name},status.phase!=Succeeded,status.phase!=Failed`;
  const pods = yield* listObjects(session, mapping, '', { fieldSelector, limit });
  return isFailure(pods) ? pods : pods.map((pod) => ofKind<Pod>(pod));
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';

function rolesOf({ metadata }: Node): readonly string[] {
  const roles = Object.entries(metadata.labels ?? {}).map(([key, value]) =>
    key.startsWith(ROLE_PREFIX) ? key.slice(ROLE_PREFIX.length) : key === 'kubernetes.io/role' ? value : '',
  );
  return [...new Set(roles.filter((role) => role !== ''))].sort();
}

function* leaseOf({ session }: Subject, name: string): Kubectl<Lease | Failure> {
  const mapping = yield* session.mapping('leases.coordination.k8s.io');
  if (isFailure(mapping)) return mapping;
  const lease = yield* getObject(session, { mapping, namespace: 'kube-node-lease', name });
  return isFailure(lease) ? lease : ofKind<Lease>(lease);
}

function describeLease(report: Report, lease: Lease | Failure): void {
  if (isFailure(lease)) return report.field('Lease', `Failed to get lease: ${lease.failed}`);
  const { holderIdentity, acquireTime, renewTime } = lease.spec ?? {};
  report.line(0, 'Lease:');
  report.line(1, `HolderIdentity:\t${holderIdentity ?? '<unset>'}`);
  report.line(1, `AcquireTime:\t${acquireTime === undefined ? '<unset>' : dateText(acquireTime)}`);
  report.line(1, `RenewTime:\t${renewTime === undefined ? '<unset>' : dateText(renewTime)}`);
}

function describeStatus(report: Report, { status }: Node): void {
  const { conditions = [], addresses = [], capacity, allocatable } = status;
  if (conditions.length > 0) {
    report.line(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
    report.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  }
  for (const { type, status: state, lastHeartbeatTime, lastTransitionTime, reason = '', message = '' } of conditions)
    report.line(
      1,
      [type, state, dateText(lastHeartbeatTime), dateText(lastTransitionTime), reason, message].join(' \t'),
    );
  report.line(0, 'Addresses:');
  for (const { type, address } of addresses) report.line(1, `${type}:\t${address}`);
  describeAmounts(report, 'Capacity', capacity);
  describeAmounts(report, 'Allocatable', allocatable);
  report.line(0, 'System Info:');
  for (const [title, value] of systemInfo(status)) report.line(1, `${title}:\t${value ?? ''}`);
}

function describeAmounts(report: Report, title: string, amounts: Readonly<Record<string, string>> | undefined): void {
  if (keysOf(amounts).length === 0) return;
  report.line(0, `${title}:`);
  for (const name of keysOf(amounts)) report.line(1, `${name}:\t${amounts?.[name] ?? ''}`);
}

function systemInfo({ nodeInfo }: Node['status']): readonly (readonly [string, string | undefined])[] {
  return [
    ['Machine ID', nodeInfo?.machineID],
    ['System UUID', nodeInfo?.systemUUID],
    ['Boot ID', nodeInfo?.bootID],
    ['Kernel Version', nodeInfo?.kernelVersion],
    ['OS Image', nodeInfo?.osImage],
    ['Operating System', nodeInfo?.operatingSystem],
    ['Architecture', nodeInfo?.architecture],
    ['Container Runtime Version', nodeInfo?.containerRuntimeVersion],
    ['Kubelet Version', nodeInfo?.kubeletVersion],
    ['Kube-Proxy Version', nodeInfo?.kubeProxyVersion],
  ];
}
