import { deepEqual, semanticEqual } from '../../../../apimachinery/equality.js';
import { nameIsDNSSubdomain } from '../../../../apimachinery/names.js';
import { changedItems, filled, without } from '../../../../apis/core/pod/fill.js';
import { ipWarnings } from '../../../../apis/core/pod/validation/ip.js';
import {
  validateEndpointSlice,
  validateEndpointSliceUpdate,
} from '../../../../apis/discovery/endpointslice/validation.js';
import type { Endpoint, EndpointSlice } from '../../../../apis/generated/discovery.v1.js';
import { endpointslices } from '../../../../apis/generated/resources.js';
import { firstGeneration, nextGeneration } from '../../generations.js';
import type { Strategy } from '../../strategy.js';

const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const CONTROLLERS = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];
const HOSTNAME = 'kubernetes.io/hostname';

/** Follows SetDefaults_EndpointPort. */
function defaultSlice(slice: EndpointSlice): EndpointSlice {
  return changedItems(slice, 'ports', (port) => filled(port, { name: '', protocol: 'TCP' }));
}

/** Topology of v1beta1 goes, but a node name that it held before is kept: dropTopologyOnV1. */
function dropTopology(slice: EndpointSlice, old: EndpointSlice | undefined): EndpointSlice {
  if (old !== undefined && deepEqual(old.endpoints, slice.endpoints)) return slice;
  const known = new Set(
    (old?.endpoints ?? []).flatMap(({ deprecatedTopology }) => deprecatedTopology?.[HOSTNAME] ?? []),
  );
  return changedItems(slice, 'endpoints', (endpoint: Endpoint) => {
    const node = endpoint.deprecatedTopology?.[HOSTNAME];
    const kept =
      endpoint.nodeName === undefined &&
      node !== undefined &&
      known.has(node) &&
      nameIsDNSSubdomain(node, false).length === 0;
    return without(kept ? { ...endpoint, nodeName: node } : endpoint, 'deprecatedTopology');
  });
}

function sameContent(slice: EndpointSlice, old: EndpointSlice): boolean {
  const { metadata, ...rest } = slice;
  const { metadata: oldMetadata, ...oldRest } = old;
  return deepEqual(rest, oldRest) && semanticEqual(metadata.labels, oldMetadata.labels);
}

/** Follows pkg/registry/discovery/endpointslice. */
export const endpointSliceStrategy: Strategy<EndpointSlice> = {
  resource: endpointslices,
  defaults: defaultSlice,
  prepareForCreate: (slice) => dropTopology(firstGeneration(slice), undefined),
  prepareForUpdate: (slice, old) => dropTopology(nextGeneration(slice, old, !sameContent(slice, old)), old),
  validate: (slice) => validateEndpointSlice(slice),
  validateUpdate: validateEndpointSliceUpdate,
  warnings({ metadata, addressType, endpoints }, old) {
    const deprecated =
      old === undefined && addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : [];
    if (CONTROLLERS.includes(metadata.labels?.[MANAGED_BY] ?? '')) return deprecated;
    const addresses = (endpoints ?? []).flatMap((endpoint, i) =>
      (endpoint.addresses ?? []).flatMap((address, j) => ipWarnings(address, `endpoints[${i}].addresses[${j}]`)),
    );
    return [...deprecated, ...addresses];
  },
};
