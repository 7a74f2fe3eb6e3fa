import { deepEqual } from '../../apimachinery/equality.js';
import type { Service } from '../../apis/generated/core.v1.js';
import type { Endpoint, EndpointHints, EndpointSlice } from '../../apis/generated/discovery.v1.js';
import { endpointsOf, portsOf } from '../framework/endpoints/slices.js';
import type { Plan } from './fill.js';
import type { Draft } from './slice.js';

/** Where the endpoints of a service should be used from. */
export type Distribution = 'none' | 'same-zone' | 'same-node';

const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  PreferClose: 'same-zone',
  PreferSameZone: 'same-zone',
  PreferSameNode: 'same-node',
};

const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';

/** Whether the service asks for hints by zone size; that goes before its traffic distribution (hintsEnabled). */
export function topologyHintsEnabled({ metadata: { annotations } }: Service): boolean {
  const value = annotations?.[TOPOLOGY_HINTS] ?? annotations?.[TOPOLOGY_MODE];
  return value === 'Auto' || value === 'auto';
}

export function distributionOf(service: Service): Distribution {
  if (topologyHintsEnabled(service)) return 'none';
  return DISTRIBUTIONS[service.spec.trafficDistribution ?? ''] ?? 'none';
}

/** The plan with hints as the distribution asks for; unchanged slices whose hints are not right join the updates. */
export function withHints(plan: Plan, unchanged: readonly EndpointSlice[], distribution: Distribution): Plan {
  const hint = (endpoint: Endpoint): Endpoint => hinted(endpoint, hintsFor(endpoint, distribution));
  const wrong = unchanged.filter((slice) => endpointsOf(slice).some((endpoint) => hint(endpoint) !== endpoint));
  const hintAll = (draft: Draft): Draft => ({ ...draft, endpoints: draft.endpoints.map(hint) });
  return {
    create: plan.create.map(hintAll),
    update: [...plan.update, ...wrong.map(draftOf)].map(hintAll),
    remove: plan.remove,
  };
}

/** A slice as it is, as a plan for it. */
export function draftOf(slice: EndpointSlice): Draft {
  return {
    existing: slice,
    addressType: slice.addressType,
    ports: portsOf(slice),
    endpoints: endpointsOf(slice),
    labels: slice.metadata.labels ?? {},
  };
}

/** Endpoints that are not ready keep whatever hints they have. */
function hintsFor(endpoint: Endpoint, distribution: Distribution): EndpointHints | undefined {
  if (distribution === 'none') return undefined;
  if (endpoint.conditions.ready !== true) return endpoint.hints;
  const { zone, nodeName } = endpoint;
  const byNode = distribution === 'same-node' && nodeName !== undefined;
  if (zone === undefined && !byNode) return undefined;
  return {
    ...(zone === undefined ? {} : { forZones: [{ name: zone }] }),
    ...(byNode ? { forNodes: [{ name: nodeName }] } : {}),
  };
}

export function hinted(endpoint: Endpoint, hints: EndpointHints | undefined): Endpoint {
  if (deepEqual(endpoint.hints, hints)) return endpoint;
  const { hints: _, ...bare } = endpoint;
  return hints === undefined ? bare : { ...bare, hints };
}
