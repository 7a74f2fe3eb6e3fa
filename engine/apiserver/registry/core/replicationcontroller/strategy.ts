import type { ReplicationController } from '../../../../apis/generated/core.v1.js';
import { replicationcontrollers } from '../../../../apis/generated/resources.js';
import { withField } from '../../../../apis/core/pod/fill.js';
import { warningsForTemplate } from '../../../../apis/core/pod/warnings/pod-warnings.js';
import {
  defaultReplicationController,
  dropControllerFields,
  validateReplicationController,
  validateReplicationControllerStatus,
  validateReplicationControllerUpdate,
} from '../../../../apis/core/replicationcontroller/replicationcontroller.js';
import type { Strategy } from '../../strategy.js';
import { asNew, countingSpecChanges } from '../../generations.js';
import { nameWarnings } from '../../name-warnings.js';

/** Follows rcStrategy (pkg/registry/core/replicationcontroller). */
export const replicationControllerStrategy: Strategy<ReplicationController> = {
  resource: replicationcontrollers,
  defaults: defaultReplicationController,
  prepareForCreate: (object) => asNew(dropControllerFields(object, undefined), { replicas: 0 }),
  prepareForUpdate: (object, old) => countingSpecChanges(dropControllerFields(object, old), old),
  validate: validateReplicationController,
  validateUpdate: validateReplicationControllerUpdate,
  warnings: (object, old) => {
    if (old === undefined)
      return [...nameWarnings(object), ...warningsForTemplate(object.spec.template, 'spec.template')];
    // Upstream passes the templates in the wrong order, and so warns of the old one.
    return old.metadata.generation === object.metadata.generation
      ? []
      : warningsForTemplate(old.spec.template, 'spec.template');
  },
  subresources: {
    status: {
      prepareForUpdate: (object, old) => withField(object, 'spec', old.spec),
      validateUpdate: validateReplicationControllerStatus,
    },
  },
  selectableFields: ({ metadata, status }) => ({
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? '',
    'status.replicas': String(status?.replicas ?? 0),
  }),
  defaultPropagation: 'Orphan',
};
