import type { ReplicaSet } from '../../../../apis/generated/apps.v1.js';
import { replicasets } from '../../../../apis/generated/resources.js';
import {
  defaultReplicaSet,
  validateReplicaSet,
  validateReplicaSetStatus,
  validateReplicaSetUpdate,
} from '../../../../apis/apps/replicaset.js';
import { dropDisabledTemplateFields } from '../../../../apis/core/pod/drop-disabled.js';
import { changed, withField } from '../../../../apis/core/pod/fill.js';
import { warningsForTemplate } from '../../../../apis/core/pod/warnings/pod-warnings.js';
import type { Strategy } from '../../strategy.js';
import { asNew, countingSpecChanges } from '../../generations.js';
import { nameWarnings } from '../../name-warnings.js';

/** Follows rsStrategy (pkg/registry/apps/replicaset). */
export const replicaSetStrategy: Strategy<ReplicaSet> = {
  resource: replicasets,
  defaults: defaultReplicaSet,
  prepareForCreate: (object) => asNew(dropFields(object, undefined), { replicas: 0 }),
  prepareForUpdate: (object, old) => countingSpecChanges(dropFields(object, old), old),
  validate: validateReplicaSet,
  validateUpdate: validateReplicaSetUpdate,
  warnings: (object, old) => {
    if (old !== undefined && old.metadata.generation === object.metadata.generation) return [];
    const names = old === undefined ? nameWarnings(object) : [];
    return [...names, ...warningsForTemplate(object.spec.template, 'spec.template')];
  },
  subresources: {
    status: {
      prepareForUpdate: (object, old) => withField(object, 'spec', old.spec),
      validateUpdate: validateReplicaSetStatus,
    },
  },
  selectableFields: ({ metadata, status }) => ({
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? '',
    'status.replicas': String(status?.replicas ?? 0),
  }),
};

function dropFields(object: ReplicaSet, old: ReplicaSet | undefined): ReplicaSet {
  return changed(object, 'spec', (spec) =>
    changed(spec, 'template', (template) => dropDisabledTemplateFields(template, old?.spec.template)),
  );
}
