import type { Job, JobStatus } from '../../apis/generated/batch.v1.js';
import { jobs } from '../../apis/generated/resources.js';
import { updateStatus, type Reconcile, type Result } from '../../client/reconcile.js';
import { listsOf } from './counting.js';

/**
 * Counts uncounted pods that have no finalizer any more; the same status (===) when there are none
 * (cleanUncountedPodsWithoutFinalizers).
 */
export function cleanUncounted(status: JobStatus, withFinalizer: ReadonlySet<string>): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const succeededLeft = succeeded.filter((uid) => withFinalizer.has(uid));
  const failedLeft = failed.filter((uid) => withFinalizer.has(uid));
  if (succeededLeft.length === succeeded.length && failedLeft.length === failed.length) return status;
  return {
    ...status,
    succeeded: (status.succeeded ?? 0) + succeeded.length - succeededLeft.length,
    failed: (status.failed ?? 0) + failed.length - failedLeft.length,
    uncountedTerminatedPods: listsOf(succeededLeft, failedLeft),
  };
}

/** Writes a status; what is 0 or empty and may be left out is, as Go does. */
export function writeStatus(job: Job, status: JobStatus): Reconcile<Result<Job>> {
  return updateStatus(jobs, { ...job, status: written(status) });
}

function written(status: JobStatus): JobStatus {
  const { active, succeeded, failed, completedIndexes, conditions, failedIndexes, ...rest } = status;
  return {
    ...rest,
    ...(active ? { active } : {}),
    ...(succeeded ? { succeeded } : {}),
    ...(failed ? { failed } : {}),
    ...(completedIndexes ? { completedIndexes } : {}),
    ...(failedIndexes === undefined ? {} : { failedIndexes }),
    ...(conditions === undefined || conditions.length === 0 ? {} : { conditions }),
  };
}
