import type { Service } from '../../apis/generated/core.v1.js';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../apis/generated/discovery.v1.js';
import type { OwnerReference } from '../../apis/generated/meta.v1.js';
import { services } from '../../apis/generated/resources.js';
import { isManagedBy, MANAGED_BY, SERVICE_NAME, type AddressType } from '../framework/endpoints/slices.js';
import { newControllerRef } from '../framework/pod-control.js';

export const CONTROLLER_NAME = 'endpointslice-controller.k8s.io';
const HEADLESS = 'service.kubernetes.io/headless';

const RESERVED = new Set([SERVICE_NAME, MANAGED_BY, HEADLESS]);

export type Labels = Readonly<Record<string, string>>;

const NONE: readonly never[] = [];

/** A slice that is planned: one that is there and is to be changed, or a new one. */
export interface Draft {
  readonly existing: EndpointSlice | undefined;
  readonly addressType: AddressType;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
  readonly labels: Labels;
}

export function isManaged(slice: EndpointSlice): boolean {
  return isManagedBy(slice, CONTROLLER_NAME);
}

export function isOwnedBy({ metadata }: EndpointSlice, service: Service): boolean {
  const owners: readonly OwnerReference[] = metadata.ownerReferences ?? NONE;
  return owners.some(
    ({ uid, kind, apiVersion }) => uid === service.metadata.uid && kind === 'Service' && apiVersion === 'v1',
  );
}

/** The labels of a service's slices: the service's own, and what the slice belongs to (setEndpointSliceLabels). */
export function sliceLabels({ metadata, spec }: Service): Labels {
  const { clusterIP = '' } = spec;
  const headless = clusterIP === '' || clusterIP === 'None';
  return {
    ...ownLabels(metadata.labels),
    ...(headless ? { [HEADLESS]: '' } : {}),
    [SERVICE_NAME]: metadata.name,
    [MANAGED_BY]: CONTROLLER_NAME,
  };
}

function ownLabels(labels: Labels = {}): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !RESERVED.has(key)));
}

/** Whether the labels that a slice takes over from its service are no longer the service's. */
export function labelsChanged(slice: EndpointSlice, service: Service): boolean {
  const before = ownLabels(slice.metadata.labels);
  const after = ownLabels(service.metadata.labels);
  const keys = Object.keys(after);
  return keys.length !== Object.keys(before).length || keys.some((key) => before[key] !== after[key]);
}

export function sameLabels(slice: EndpointSlice, labels: Labels): boolean {
  const before = slice.metadata.labels ?? {};
  const keys = Object.keys(labels);
  return keys.length === Object.keys(before).length && keys.every((key) => before[key] === labels[key]);
}

export function ownerReferenceTo(service: Service): OwnerReference {
  return newControllerRef(services, service);
}
