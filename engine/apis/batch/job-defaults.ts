import type { CronJob, Job, JobSpec, PodFailurePolicy } from '../generated/batch.v1.js';
import { defaultTemplate } from '../core/pod/default-spec.js';
import { changed, changedItems, filled, filledZero } from '../core/pod/fill.js';

const UNLIMITED = 2_147_483_647;

/** Follows SetDefaults_Job; labels come from the template when the Job has none. */
export function defaultJob(given: Job): Job {
  const job = changed(given, 'spec', defaultJobSpec);
  const labels = job.spec?.template?.metadata?.labels;
  if (labels === undefined || Object.keys(job.metadata.labels ?? {}).length > 0) return job;
  return { ...job, metadata: { ...job.metadata, labels } };
}

function defaultJobSpec(given: JobSpec): JobSpec {
  let spec = given.completions === undefined && given.parallelism === undefined ? { ...given, completions: 1 } : given;
  spec = filled(spec, {
    parallelism: 1,
    backoffLimit: spec.backoffLimitPerIndex === undefined ? 6 : UNLIMITED,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed',
    manualSelector: false,
  });
  return defaultInside(spec);
}

/** What the spec of a Job and of a CronJob's Jobs have in common. */
function defaultInside(spec: JobSpec): JobSpec {
  return changed(changed(spec, 'podFailurePolicy', defaultFailurePolicy), 'template', defaultTemplate);
}

function defaultFailurePolicy(policy: PodFailurePolicy): PodFailurePolicy {
  return changedItems(policy, 'rules', (rule) =>
    changedItems(rule, 'onPodConditions', (pattern) => filledZero(pattern, { status: 'True' })),
  );
}

/** Follows SetDefaults_CronJob; its Jobs get their defaults when they are created. */
export function defaultCronJob(cronJob: CronJob): CronJob {
  return changed(cronJob, 'spec', (given) => {
    const spec = filled(filledZero(given, { concurrencyPolicy: 'Allow' }), {
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    });
    return changed(spec, 'jobTemplate', (template) => changed(template, 'spec', defaultInside));
  });
}
