import type { CertificateSigningRequest } from '../../apis/generated/certificates.v1.js';
import type { FlowSchema, PriorityLevelConfiguration } from '../../apis/generated/flowcontrol.v1.js';
import type { PodDisruptionBudget } from '../../apis/generated/policy.v1.js';
import type { PriorityClass } from '../../apis/generated/scheduling.v1.js';
import type { ClusterRoleBinding, RoleBinding } from '../../apis/generated/rbac.v1.js';
import {
  certificatesigningrequests,
  clusterrolebindings,
  flowschemas,
  poddisruptionbudgets,
  priorityclasses,
  prioritylevelconfigurations,
  rolebindings,
} from '../../apis/generated/resources.js';
import { humanDuration } from '../../apimachinery/duration.js';
import { SECOND, type Millis } from '../../core/time.js';
import { age, NONE, orElse, printer, type Row } from './cells.js';

/** Follows printPodDisruptionBudget. */
function printPodDisruptionBudget(object: PodDisruptionBudget, now: Millis): Row {
  const { minAvailable = 'N/A', maxUnavailable = 'N/A' } = object.spec;
  const allowed = object.status?.disruptionsAllowed ?? 0;
  return [object.metadata.name, String(minAvailable), String(maxUnavailable), allowed, age(object, now)];
}

/** Follows printPriorityClass. */
function printPriorityClass(object: PriorityClass, now: Millis): Row {
  const { metadata, value, globalDefault = false, preemptionPolicy = '' } = object;
  return [metadata.name, value, globalDefault, age(object, now), preemptionPolicy];
}

/** Follows printFlowSchema. */
function printFlowSchema(object: FlowSchema, now: Millis): Row {
  const { spec, status, metadata } = object;
  return [
    metadata.name,
    spec.priorityLevelConfiguration.name,
    spec.matchingPrecedence ?? 0,
    spec.distinguisherMethod?.type ?? NONE,
    age(object, now),
    status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
  ];
}

/** Follows printPriorityLevelConfiguration. */
function printPriorityLevelConfiguration(object: PriorityLevelConfiguration, now: Millis): Row {
  const { limited, type } = object.spec;
  const queuing = limited?.limitResponse?.queuing;
  return [
    object.metadata.name,
    type,
    limited === undefined ? NONE : (limited.nominalConcurrencyShares ?? 0),
    queuing === undefined ? NONE : (queuing.queues ?? 0),
    queuing === undefined ? NONE : (queuing.handSize ?? 0),
    queuing === undefined ? NONE : (queuing.queueLengthLimit ?? 0),
    age(object, now),
  ];
}

function requestState({ status }: CertificateSigningRequest): string {
  const has = (wanted: string): boolean => status?.conditions?.some(({ type }) => type === wanted) ?? false;
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decision}${has('Failed') ? ',Failed' : ''}${orElse(status?.certificate, '') === '' ? '' : ',Issued'}`;
}

/** Follows printCertificateSigningRequest. */
function printCertificateSigningRequest(object: CertificateSigningRequest, now: Millis): Row {
  const { signerName, username = '', expirationSeconds } = object.spec;
  return [
    object.metadata.name,
    age(object, now),
    orElse(signerName, NONE),
    username,
    expirationSeconds === undefined ? NONE : humanDuration(expirationSeconds * SECOND),
    requestState(object),
  ];
}

/** Follows printRoleBinding and printClusterRoleBinding; subjects of other kinds are not shown. */
function printBinding(object: RoleBinding | ClusterRoleBinding, now: Millis): Row {
  const { roleRef, subjects = [], metadata } = object;
  const of = (wanted: string): string =>
    subjects
      .filter(({ kind }) => kind === wanted)
      .map(({ name, namespace = '' }) => (wanted === 'ServiceAccount' ? `${namespace}/${name}` : name))
      .join(', ');
  return [
    metadata.name,
    `${roleRef.kind}/${roleRef.name}`,
    age(object, now),
    of('User'),
    of('Group'),
    of('ServiceAccount'),
  ];
}

export const policyPrinters = [
  printer(poddisruptionbudgets, printPodDisruptionBudget),
  printer(priorityclasses, printPriorityClass),
  printer(flowschemas, printFlowSchema),
  printer(prioritylevelconfigurations, printPriorityLevelConfiguration),
  printer(certificatesigningrequests, printCertificateSigningRequest),
  printer(rolebindings, printBinding),
  printer(clusterrolebindings, printBinding),
];
