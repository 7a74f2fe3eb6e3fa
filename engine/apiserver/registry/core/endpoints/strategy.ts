import { validateEndpoints, validateEndpointsUpdate } from '../../../../apis/core/endpoints/validation.js';
import { changedItems, filled } from '../../../../apis/core/pod/fill.js';
import { ipWarnings } from '../../../../apis/core/pod/validation/ip.js';
import type { Endpoints } from '../../../../apis/generated/core.v1.js';
import { endpoints } from '../../../../apis/generated/resources.js';
import type { Strategy } from '../../strategy.js';

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';

/** Follows endpointsWarnings. */
function warnings({ metadata, subsets = [] }: Endpoints): readonly string[] {
  if (metadata.labels?.[MANAGED_BY] === 'endpoint-controller') return [];
  return subsets.flatMap(({ addresses = [], notReadyAddresses = [] }, i) => [
    ...addresses.flatMap(({ ip }, j) => ipWarnings(ip, `subsets[${i}].addresses[${j}].ip`)),
    ...notReadyAddresses.flatMap(({ ip }, j) => ipWarnings(ip, `subsets[${i}].notReadyAddresses[${j}].ip`)),
  ]);
}

/** Follows pkg/registry/core/endpoint. */
export const endpointsStrategy: Strategy<Endpoints> = {
  resource: endpoints,
  allowCreateOnUpdate: true,
  defaults: (object) =>
    changedItems(object, 'subsets', (subset) =>
      changedItems(subset, 'ports', (port) => filled(port, { protocol: 'TCP' })),
    ),
  validate: (object) => validateEndpoints(object),
  validateUpdate: validateEndpointsUpdate,
  warnings,
};
