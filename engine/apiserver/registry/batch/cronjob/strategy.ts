import type { CronJob } from '../../../../apis/generated/batch.v1.js';
import { cronjobs } from '../../../../apis/generated/resources.js';
import { dropCronJobFields, validateCronJob, validateCronJobUpdate } from '../../../../apis/batch/cronjob.js';
import { defaultCronJob } from '../../../../apis/batch/job-defaults.js';
import { jobSpecWarnings } from '../../../../apis/batch/job-warnings.js';
import { withField } from '../../../../apis/core/pod/fill.js';
import type { Strategy } from '../../strategy.js';
import { asNew, countingSpecChanges } from '../../generations.js';
import { nameWarnings } from '../../name-warnings.js';

const ZONE =
  'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see ' +
  'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';

/** Follows cronJobStrategy (pkg/registry/batch/cronjob). */
export const cronJobStrategy: Strategy<CronJob> = {
  resource: cronjobs,
  defaults: defaultCronJob,
  prepareForCreate: (object) => asNew(dropCronJobFields(object, undefined), {}),
  prepareForUpdate: (object, old) => countingSpecChanges(dropCronJobFields(object, old), old),
  validate: validateCronJob,
  validateUpdate: validateCronJobUpdate,
  warnings: (object, old) => {
    const { jobTemplate, schedule } = object.spec;
    const path = 'spec.jobTemplate.spec';
    if (old === undefined) return [...nameWarnings(object), ...jobSpecWarnings(jobTemplate.spec, path)];
    const changed = old.metadata.generation !== object.metadata.generation;
    return [...(changed ? jobSpecWarnings(jobTemplate.spec, path) : []), ...(schedule.includes('TZ') ? [ZONE] : [])];
  },
  subresources: {
    status: { prepareForUpdate: (object, old) => withField(object, 'spec', old.spec), validateUpdate: () => [] },
  },
};
