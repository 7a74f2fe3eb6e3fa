import { semanticEqual } from '../../apimachinery/equality.js';
import type { EndpointAddress, EndpointPort as SubsetPort, Endpoints } from '../../apis/generated/core.v1.js';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../apis/generated/discovery.v1.js';
import { inOrder, portMapKey } from '../framework/endpoints/ports.js';
import { repackSubsets } from '../framework/endpoints/repack.js';
import {
  endpointKey,
  endpointsOf,
  equalBeyondKey,
  MANAGED_BY,
  SERVICE_NAME,
  type AddressType,
} from '../framework/endpoints/slices.js';
import { TRIGGER_TIME } from '../framework/endpoints/trigger-time.js';

export const CONTROLLER_NAME = 'endpointslicemirroring-controller.k8s.io';

/** --mirroring-max-endpoints-per-subset. */
export const MAX_ENDPOINTS_PER_SUBSET = 1000;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

type Labels = Readonly<Record<string, string>>;

/** The content of a slice that mirrors a part of an Endpoints object. */
export interface Mirror {
  readonly addressType: AddressType;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/** A slice that is written over. */
export interface Overwrite {
  readonly mirror: Mirror;
  readonly slice: EndpointSlice;
  /** It was to be created, and took the name of one that would go: it comes with a prefix for its name. */
  readonly recycled: boolean;
}

/** What is to be done with the slices that mirror an Endpoints object. */
export interface Plan {
  readonly create: readonly Mirror[];
  readonly update: readonly Overwrite[];
  readonly remove: readonly EndpointSlice[];
  /** Addresses that are no IP addresses. */
  readonly invalid: number;
  /** Addresses that are left out, invalid ones among them. */
  readonly skipped: number;
}

/** The labels of a mirroring slice. */
export function mirrorLabels({ metadata }: Endpoints): Labels {
  return { ...metadata.labels, [SERVICE_NAME]: metadata.name, [MANAGED_BY]: CONTROLLER_NAME };
}

/** The annotations of a mirroring slice: all but those that say how the Endpoints came about. */
export function mirrorAnnotations({ metadata }: Endpoints): Labels {
  const { [TRIGGER_TIME]: _time, [LAST_APPLIED]: _applied, ...others } = metadata.annotations ?? {};
  return others;
}

interface Group {
  readonly addressType: AddressType;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: Map<string, Endpoint>;
}

/** What the slices of an Endpoints object should come to (reconciler.reconcile). */
export function planMirrors(endpoints: Endpoints, existing: readonly EndpointSlice[]): Plan {
  const { groups, invalid, skipped } = desired(endpoints);
  const slices = new Map<string, EndpointSlice[]>();
  for (const slice of existing) {
    const key = groupKey(slice.addressType, slice.ports ?? undefined);
    slices.set(key, [...(slices.get(key) ?? []), slice]);
  }
  const create: Mirror[] = [];
  const update: Overwrite[] = [];
  const remove: EndpointSlice[] = [];
  for (const [key, group] of groups) {
    const [first, ...others] = slices.get(key) ?? [];
    slices.delete(key);
    if (group.endpoints.size === 0 && first !== undefined) remove.push(first);
    remove.push(...others);
    if (group.endpoints.size === 0) continue;
    const { addressType, ports } = group;
    const mirror = { addressType, ports, endpoints: [...group.endpoints.values()].slice(0, MAX_ENDPOINTS_PER_SUBSET) };
    if (first === undefined) create.push(mirror);
    else if (!isUpToDate(first, group, endpoints)) update.push({ mirror, slice: first, recycled: false });
  }
  for (const left of slices.values()) remove.push(...left);
  return recycle({ create, update, remove, invalid, skipped });
}

/** A slice that would go is written over by one that would be created (recycleSlices). */
function recycle(plan: Plan): Plan {
  const create: Mirror[] = [];
  const update = [...plan.update];
  const remove = [...plan.remove];
  for (const mirror of plan.create) {
    const index = remove.findIndex(({ addressType }) => addressType === mirror.addressType);
    const [slice] = index < 0 ? [] : remove.splice(index, 1);
    if (slice === undefined) create.push(mirror);
    else update.push({ mirror, slice, recycled: true });
  }
  return { ...plan, create, update, remove };
}

function groupKey(addressType: AddressType, ports: readonly EndpointPort[] | undefined): string {
  return `${addressType} ${portMapKey(ports)}`;
}

interface Desired {
  readonly groups: ReadonlyMap<string, Group>;
  readonly invalid: number;
  readonly skipped: number;
}

function desired({ subsets = [] }: Endpoints): Desired {
  const groups = new Map<string, Group>();
  let invalid = 0;
  let skipped = 0;
  for (const { addresses = [], notReadyAddresses = [], ports: subsetPorts = [] } of repackSubsets(subsets)) {
    const ports = inOrder(subsetPorts.map(slicePort));
    for (const addressType of ['IPv4', 'IPv6'] as const) {
      const key = groupKey(addressType, ports);
      if (!groups.has(key)) groups.set(key, { addressType, ports, endpoints: new Map() });
    }
    const all = [
      ...addresses.map((address) => ({ address, ready: true })),
      ...notReadyAddresses.map((address) => ({ address, ready: false })),
    ];
    let added = 0;
    for (const { address, ready } of all) {
      if (added >= MAX_ENDPOINTS_PER_SUBSET) break;
      const type = addressTypeOf(address.ip);
      if (type === undefined) {
        invalid++;
        continue;
      }
      const endpoint = endpointOf(address, ready);
      groups.get(groupKey(type, ports))?.endpoints.set(endpointKey(endpoint), endpoint);
      added++;
    }
    skipped += all.length - added;
  }
  return { groups, invalid, skipped };
}

function slicePort({ name = '', port, protocol, appProtocol }: SubsetPort): EndpointPort {
  return { name, port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) };
}

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

function addressTypeOf(ip: string): AddressType | undefined {
  if (ip.includes(':')) return 'IPv6';
  return IPV4.test(ip) ? 'IPv4' : undefined;
}

/** addressToEndpoint. */
function endpointOf({ ip, hostname = '', nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname === '' ? {} : { hostname }),
    ...(targetRef === undefined ? {} : { targetRef }),
    ...(nodeName === undefined ? {} : { nodeName }),
  };
}

function isUpToDate(slice: EndpointSlice, { endpoints: wanted }: Group, endpoints: Endpoints): boolean {
  const before = endpointsOf(slice);
  if (before.length !== wanted.size) return false;
  const same = before.every((endpoint) => {
    const now = wanted.get(endpointKey(endpoint));
    return now !== undefined && equalBeyondKey(now, endpoint);
  });
  const { name, uid } = endpoints.metadata;
  const orphaned = slice.metadata.ownerReferences?.some(
    (owner) => owner.kind === 'Endpoints' && owner.name === name && owner.uid !== uid,
  );
  const { [MANAGED_BY]: _by, [SERVICE_NAME]: _service, ...labels } = slice.metadata.labels ?? {};
  return (
    same &&
    orphaned !== true &&
    semanticEqual(endpoints.metadata.labels, labels) &&
    semanticEqual(mirrorAnnotations(endpoints), slice.metadata.annotations)
  );
}
