import { compareQuantities, quantityOf } from '../../../../apimachinery/quantity.js';
import { roundedQuantities } from '../../../../apis/core/pod/default-resources.js';
import { changed, withField } from '../../../../apis/core/pod/fill.js';
import {
  validateResourceQuota,
  validateResourceQuotaStatus,
  validateResourceQuotaUpdate,
} from '../../../../apis/core/resourcequota/validation.js';
import type { ResourceQuota } from '../../../../apis/generated/core.v1.js';
import { resourcequotas } from '../../../../apis/generated/resources.js';
import { keepSpec } from '../../keep-spec.js';
import type { Strategy } from '../../strategy.js';

/** New quotas that ask for more than they limit: WarningsOnCreate. */
function warnings({ spec }: ResourceQuota, old: ResourceQuota | undefined): readonly string[] {
  if (old !== undefined) return [];
  const hard = spec?.hard ?? {};
  return ['cpu', 'memory', 'storage', 'ephemeral-storage'].flatMap((name) => {
    const short = name === 'cpu' || name === 'memory' ? name : undefined;
    const asked = hard[`requests.${name}`] === undefined && short !== undefined ? short : `requests.${name}`;
    const [request, limit] = [hard[asked], hard[`limits.${name}`]];
    if (request === undefined || limit === undefined || compareQuantities(quantityOf(request), quantityOf(limit)) <= 0)
      return [];
    return [`ResourceQuota ${asked} (${request}) should be less than limits.${name} (${limit})`];
  });
}

/** Follows pkg/registry/core/resourcequota. */
export const resourceQuotaStrategy: Strategy<ResourceQuota> = {
  resource: resourcequotas,
  returnDeletedObject: true,
  defaults: (quota) =>
    changed(
      changed(quota, 'spec', (spec) => changed(spec, 'hard', roundedQuantities)),
      'status',
      (status) => changed(changed(status, 'hard', roundedQuantities), 'used', roundedQuantities),
    ),
  prepareForCreate: (quota) => ({ ...quota, status: {} }),
  prepareForUpdate: (quota, old) => withField(quota, 'status', old.status),
  validate: validateResourceQuota,
  validateUpdate: validateResourceQuotaUpdate,
  warnings,
  subresources: { status: keepSpec(validateResourceQuotaStatus) },
};
