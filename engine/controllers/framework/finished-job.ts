import type { Job, JobCondition } from '../../apis/generated/batch.v1.js';

/** The condition that says that a job has come to its end, whichever (IsJobFinished). */
export function finishedCondition({ status }: Job): JobCondition | undefined {
  return status.conditions?.find(
    ({ type, status: holds }) => holds === 'True' && (type === 'Complete' || type === 'Failed'),
  );
}

/** Whether a job has come to its end. */
export function isJobFinished(job: Job): boolean {
  return finishedCondition(job) !== undefined;
}
