import type { Service } from '../../apis/generated/core.v1.js';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../apis/generated/discovery.v1.js';
import {
  endpointKey,
  endpointsOf,
  equalBeyondKey,
  MAX_ENDPOINTS_PER_SLICE,
  portsOf,
  type AddressType,
} from '../framework/endpoints/slices.js';
import { labelsChanged, sliceLabels, type Draft } from './slice.js';

/** What is to be done with the slices of a service. */
export interface Plan {
  readonly create: readonly Draft[];
  readonly update: readonly Draft[];
  readonly remove: readonly EndpointSlice[];
}

/** Endpoints that share their ports. */
export interface PortGroup {
  readonly addressType: AddressType;
  readonly ports: readonly EndpointPort[];
  /** By key. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
}

/** A slice while it is filled. */
interface Open {
  readonly existing: EndpointSlice | undefined;
  readonly endpoints: Endpoint[];
}

/**
 * Spreads the endpoints of one list of ports over slices, with as few writes as possible: endpoints stay in their slice,
 * new ones go to slices that change anyway, then into one that has room for all the rest, else into new ones. Follows
 * reconcileByPortMapping; new endpoints go by name, where upstream has no order.
 */
export function fillSlices(service: Service, existing: readonly EndpointSlice[], group: PortGroup): Plan {
  const rest = new Map(group.endpoints);
  const changed: Open[] = [];
  const unchanged: EndpointSlice[] = [];
  const remove: EndpointSlice[] = [];
  for (const slice of existing) {
    const { kept, modified } = keepEndpoints(slice, rest);
    if (modified && kept.length === 0) remove.push(slice);
    else if (modified || labelsChanged(slice, service)) changed.push({ existing: slice, endpoints: kept });
    else unchanged.push(slice);
  }
  const waiting = [...rest.values()];
  const roomiestLast = [...changed].sort((a, b) => b.endpoints.length - a.endpoints.length);
  for (const slice of roomiestLast) pour(waiting, slice);
  const created: Open[] = [];
  while (waiting.length > 0) {
    const index = waiting.length < MAX_ENDPOINTS_PER_SLICE ? sliceToFill(unchanged, waiting.length) : -1;
    const [found] = index < 0 ? [] : unchanged.splice(index, 1);
    const slice: Open = { existing: found, endpoints: found === undefined ? [] : [...endpointsOf(found)] };
    pour(waiting, slice);
    (found === undefined ? created : changed).push(slice);
  }
  const labels = sliceLabels(service);
  const draft = ({ existing: before, endpoints }: Open): Draft => {
    const ports = before === undefined ? group.ports : portsOf(before);
    return { existing: before, addressType: group.addressType, ports, endpoints, labels };
  };
  return { create: created.map(draft), update: changed.map(draft), remove };
}

/** Takes the endpoints of a slice that are still wanted out of `rest`, as they are now. */
function keepEndpoints(
  slice: EndpointSlice,
  rest: Map<string, Endpoint>,
): { readonly kept: Endpoint[]; readonly modified: boolean } {
  const before = endpointsOf(slice);
  const kept: Endpoint[] = [];
  let modified = false;
  for (const endpoint of before) {
    const key = endpointKey(endpoint);
    const wanted = rest.get(key);
    if (wanted === undefined) continue;
    rest.delete(key);
    const same = equalBeyondKey(wanted, endpoint);
    // Hints are given anew to whatever is written.
    kept.push(same && endpoint.hints === undefined ? endpoint : wanted);
    if (!same) modified = true;
  }
  return { kept, modified: modified || kept.length !== before.length };
}

function pour(waiting: Endpoint[], { endpoints }: Open): void {
  const room = Math.max(0, MAX_ENDPOINTS_PER_SLICE - endpoints.length);
  endpoints.push(...waiting.splice(0, room));
}

/** The fullest slice that has room for so many endpoints; -1 when there is none (getSliceToFill). */
function sliceToFill(slices: readonly EndpointSlice[], count: number): number {
  let closest = -1;
  let least = MAX_ENDPOINTS_PER_SLICE;
  slices.forEach((slice, index) => {
    const room = MAX_ENDPOINTS_PER_SLICE - count - endpointsOf(slice).length;
    if (room < 0 || room >= least) return;
    closest = index;
    least = room;
  });
  return closest;
}
