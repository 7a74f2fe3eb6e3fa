import type { Job } from '../../../../apis/generated/batch.v1.js';
import { jobs } from '../../../../apis/generated/resources.js';
import { defaultJob } from '../../../../apis/batch/job-defaults.js';
import { dropJobFields, withGeneratedSelector } from '../../../../apis/batch/job-prepare.js';
import { validateJobStatus } from '../../../../apis/batch/job-status.js';
import { jobSpecWarnings } from '../../../../apis/batch/job-warnings.js';
import { validateJob, validateJobUpdate } from '../../../../apis/batch/job.js';
import { withField } from '../../../../apis/core/pod/fill.js';
import type { Strategy } from '../../strategy.js';
import { asNew, countingSpecChanges } from '../../generations.js';
import { nameWarnings } from '../../name-warnings.js';

/** Follows jobStrategy (pkg/registry/batch/job). */
export const jobStrategy: Strategy<Job> = {
  resource: jobs,
  defaults: defaultJob,
  prepareForCreate: (object) => asNew(dropJobFields(withGeneratedSelector(object), undefined), {}),
  prepareForUpdate: (object, old) => countingSpecChanges(dropJobFields(object, old), old),
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  warnings: (object, old) => {
    if (old !== undefined && old.metadata.generation === object.metadata.generation) return [];
    return [...(old === undefined ? nameWarnings(object) : []), ...jobSpecWarnings(object.spec, 'spec')];
  },
  subresources: {
    status: {
      prepareForUpdate: (object, old) => withField(object, 'spec', old.spec),
      validateUpdate: validateJobStatus,
    },
  },
  selectableFields: ({ metadata, status }) => ({
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? '',
    'status.successful': String(status?.succeeded ?? 0),
  }),
  defaultPropagation: 'Orphan',
};
