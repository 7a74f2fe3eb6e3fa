import { deepEqual } from '../../../apimachinery/equality.js';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../../apis/generated/discovery.v1.js';

/** What both controllers that write EndpointSlices look at. */

export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';

/** --max-endpoints-per-slice. */
export const MAX_ENDPOINTS_PER_SLICE = 100;

export type AddressType = EndpointSlice['addressType'];

const NONE: readonly never[] = [];

export function endpointsOf(slice: EndpointSlice): readonly Endpoint[] {
  return slice.endpoints ?? NONE;
}

export function portsOf(slice: EndpointSlice): readonly EndpointPort[] {
  return slice.ports ?? NONE;
}

/** Whether a slice is written by the controller of this name. */
export function isManagedBy(slice: EndpointSlice, controller: string): boolean {
  return slice.metadata.labels?.[MANAGED_BY] === controller;
}

/** 'namespace/name' of the service that a slice says it belongs to; undefined when it does not. */
export function serviceKeyOf({ metadata }: EndpointSlice): string | undefined {
  const name = metadata.labels?.[SERVICE_NAME] ?? '';
  return name === '' ? undefined : `${metadata.namespace ?? ''}/${name}`;
}

const MAX_NAME_LENGTH = 253;

/** '<service>-', or the bare name when that would be too long (getEndpointSlicePrefix). */
export function slicePrefix(serviceName: string): string {
  return serviceName.length < MAX_NAME_LENGTH ? `${serviceName}-` : serviceName;
}

const keys = new WeakMap<Endpoint, string>();

/** What makes an endpoint the same one as before: addresses, host name and pod (hashEndpoint). */
export function endpointKey(endpoint: Endpoint): string {
  const known = keys.get(endpoint);
  if (known !== undefined) return known;
  const { addresses, hostname = '', targetRef } = endpoint;
  const key = [[...addresses].sort().join(), hostname, targetRef?.namespace ?? '', targetRef?.name ?? ''].join('|');
  keys.set(endpoint, key);
  return key;
}

/** Whether two endpoints of one key are alike in all else; hints do not count (EndpointsEqualBeyondHash). */
export function equalBeyondKey(a: Endpoint, b: Endpoint): boolean {
  if (a === b) return true;
  const { ready, serving, terminating } = a.conditions;
  return (
    a.nodeName === b.nodeName &&
    a.zone === b.zone &&
    ready === b.conditions.ready &&
    serving === b.conditions.serving &&
    terminating === b.conditions.terminating &&
    sameTarget(a, b)
  );
}

function sameTarget({ targetRef: a }: Endpoint, { targetRef: b }: Endpoint): boolean {
  return a === b || deepEqual({ ...a, resourceVersion: undefined }, { ...b, resourceVersion: undefined });
}
