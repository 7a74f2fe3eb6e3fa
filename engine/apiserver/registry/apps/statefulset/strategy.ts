import type { StatefulSet } from '../../../../apis/generated/apps.v1.js';
import { statefulsets } from '../../../../apis/generated/resources.js';
import { nameIsDNSLabel } from '../../../../apimachinery/names.js';
import {
  defaultStatefulSet,
  dropStatefulSetFields,
  validateStatefulSet,
  validateStatefulSetStatus,
  validateStatefulSetUpdate,
} from '../../../../apis/apps/statefulset.js';
import { withField } from '../../../../apis/core/pod/fill.js';
import { warningsForTemplate } from '../../../../apis/core/pod/warnings/pod-warnings.js';
import { claimSpecWarnings } from '../../../../apis/core/pod/warnings/volume-warnings.js';
import type { Strategy } from '../../strategy.js';
import { asNew, countingSpecChanges } from '../../generations.js';

/** Follows statefulSetStrategy (pkg/registry/apps/statefulset). */
export const statefulSetStrategy: Strategy<StatefulSet> = {
  resource: statefulsets,
  defaults: defaultStatefulSet,
  prepareForCreate: (object) => asNew(dropStatefulSetFields(object, undefined), { replicas: 0, availableReplicas: 0 }),
  prepareForUpdate: (object, old) => countingSpecChanges(dropStatefulSetFields(object, old), old),
  validate: validateStatefulSet,
  validateUpdate: validateStatefulSetUpdate,
  warnings,
  subresources: {
    status: {
      prepareForUpdate: (object, old) => withField(object, 'spec', old.spec),
      validateUpdate: validateStatefulSetStatus,
    },
  },
  validateName: nameIsDNSLabel,
};

function warnings({ metadata, spec }: StatefulSet, old: StatefulSet | undefined): readonly string[] {
  const changed = old === undefined || old.metadata.generation !== metadata.generation;
  const suffix = old === undefined ? '' : '.Spec';
  const claims = (spec.volumeClaimTemplates ?? []).flatMap((claim, i) =>
    claimSpecWarnings(claim.spec, `spec.volumeClaimTemplates[${i}]${suffix}`),
  );
  const negative =
    'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended';
  return [
    ...(changed ? warningsForTemplate(spec.template, 'spec.template') : []),
    ...claims,
    ...((spec.revisionHistoryLimit ?? 0) < 0 ? [negative] : []),
  ];
}
