import { validateLease, validateLeaseUpdate } from '../../../../apis/coordination/lease.js';
import { changed, without } from '../../../../apis/core/pod/fill.js';
import type { Lease } from '../../../../apis/generated/coordination.v1.js';
import { leases } from '../../../../apis/generated/resources.js';
import type { Strategy } from '../../strategy.js';

/** Coordinated leader election is off by default, and its fields go. */
function dropDisabled(lease: Lease): Lease {
  return changed(lease, 'spec', (spec) => without(without(spec, 'strategy'), 'preferredHolder'));
}

/** Follows pkg/registry/coordination/lease. */
export const leaseStrategy: Strategy<Lease> = {
  resource: leases,
  allowCreateOnUpdate: true,
  allowUnconditionalUpdate: false,
  prepareForCreate: dropDisabled,
  prepareForUpdate: dropDisabled,
  validate: validateLease,
  validateUpdate: validateLeaseUpdate,
};
