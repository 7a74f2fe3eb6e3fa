import { quote } from '../../apimachinery/quote.js';
import { resourceKey, type Resource } from '../../apis/resource.js';

interface FieldLabels {
  readonly known: readonly string[];
  readonly refusal: (label: string) => string;
}

const ANY = ['metadata.name', 'metadata.namespace'];
const notSupported = (label: string): string => `field label not supported: ${label}`;
const reference = (prefix: string): readonly string[] =>
  ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((part) => `${prefix}.${part}`);

/** Kinds whose objects can be selected by more than name and namespace (AddFieldLabelConversionFunc of pkg/apis). */
const LABELS: Readonly<Record<string, FieldLabels>> = {
  pods: {
    known: [
      ...ANY,
      ...['spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName', 'spec.hostNetwork'],
      ...['status.phase', 'status.podIP', 'status.podIPs', 'status.nominatedNodeName', 'spec.host'],
    ],
    refusal: notSupported,
  },
  nodes: { known: ['metadata.name', 'spec.unschedulable'], refusal: notSupported },
  replicationcontrollers: { known: [...ANY, 'status.replicas'], refusal: notSupported },
  events: {
    known: [...ANY, ...reference('involvedObject'), 'reason', 'reportingComponent', 'source', 'type'],
    refusal: notSupported,
  },
  'events.k8s.io/events': {
    known: [...ANY, ...reference('regarding'), 'reason', 'reportingController', 'type'],
    refusal: notSupported,
  },
  namespaces: { known: ['metadata.name', 'status.phase'], refusal: notSupported },
  secrets: { known: [...ANY, 'type'], refusal: notSupported },
  services: { known: [...ANY, 'spec.clusterIP', 'spec.type'], refusal: notSupported },
  'batch/jobs': {
    known: [...ANY, 'status.successful'],
    refusal: (label) => `field label ${quote(label)} not supported for Job`,
  },
  'certificates.k8s.io/certificatesigningrequests': {
    known: ['metadata.name', 'spec.signerName'],
    refusal: notSupported,
  },
  'resource.k8s.io/resourceslices': {
    known: ['metadata.name', 'spec.nodeName', 'spec.driver'],
    refusal: (label) => `field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${label}`,
  },
};

const REST: FieldLabels = {
  known: ANY,
  refusal: (label) => `${quote(label)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
};

/** Why a field cannot select objects of a collection; undefined: it can. */
export function refusedLabel(resource: Resource, label: string): string | undefined {
  const { known, refusal } = LABELS[resourceKey(resource)] ?? REST;
  return known.includes(label) ? undefined : refusal(label);
}
