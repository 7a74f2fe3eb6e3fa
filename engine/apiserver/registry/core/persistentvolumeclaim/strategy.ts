import { milliValue, quantityOf } from '../../../../apimachinery/quantity.js';
import { normaliseDataSources } from '../../../../apis/core/persistentvolumeclaim/data-source.js';
import { validateClaimUpdate } from '../../../../apis/core/persistentvolumeclaim/update.js';
import { validateClaim, validateClaimStatus } from '../../../../apis/core/persistentvolumeclaim/validation.js';
import { roundedQuantities } from '../../../../apis/core/pod/default-resources.js';
import { defaultClaimSpec } from '../../../../apis/core/pod/default-volume.js';
import { changed, filled, withField } from '../../../../apis/core/pod/fill.js';
import type { PersistentVolumeClaim } from '../../../../apis/generated/core.v1.js';
import { persistentvolumeclaims } from '../../../../apis/generated/resources.js';
import { keepSpec } from '../../keep-spec.js';
import type { Strategy } from '../../strategy.js';

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

/** Follows SetDefaults_PersistentVolumeClaim. */
function defaultClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  return changed(changed(claim, 'spec', defaultClaimSpec), 'status', (status) =>
    changed(
      changed(filled(status, { phase: 'Pending' }), 'capacity', roundedQuantities),
      'allocatedResources',
      roundedQuantities,
    ),
  );
}

/** Follows GetWarningsForPersistentVolumeClaim. */
function warnings({ metadata, spec }: PersistentVolumeClaim): readonly string[] {
  const fractional = (['requests', 'limits'] as const).flatMap((list) => {
    const quantity = quantityOf(spec.resources[list]?.['storage']);
    const text = spec.resources[list]?.['storage'];
    if (milliValue(quantity) % 1000 === 0) return [];
    return [`spec.resources.${list}[storage]: fractional byte value "${text}" is invalid, must be an integer`];
  });
  if (metadata.annotations?.[CLASS_ANNOTATION] === undefined) return fractional;
  return [
    `metadata.annotations[${CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead`,
    ...fractional,
  ];
}

/** Follows pkg/registry/core/persistentvolumeclaim. */
export const claimStrategy: Strategy<PersistentVolumeClaim> = {
  resource: persistentvolumeclaims,
  returnDeletedObject: true,
  defaults: defaultClaim,
  prepareForCreate: (claim) => ({
    ...withField(claim, 'spec', normaliseDataSources(claim.spec, undefined)),
    status: { phase: 'Pending' },
  }),
  prepareForUpdate: (claim, old) =>
    withField(withField(claim, 'status', old.status), 'spec', normaliseDataSources(claim.spec, old.spec)),
  validate: (claim) => validateClaim(claim),
  validateUpdate: (claim, old, _context, stored) => validateClaimUpdate(claim, old, stored),
  warnings,
  subresources: { status: keepSpec(validateClaimStatus) },
  selectableFields: ({ metadata }) => ({ name: metadata.name }),
};
