import { humanDuration } from '../../../engine/apimachinery/duration.js';
import { formatLabelSelector } from '../../../engine/apimachinery/labels.js';
import { millisOf } from '../../../engine/apimachinery/time.js';
import type { CronJob, Job } from '../../../engine/apis/generated/batch.v1.js';
import { ofKind } from '../resources/info.js';
import { describeEvents } from './events.js';
import { annotationListing, boolText, labelListing } from './listings.js';
import { controllerText } from './pod.js';
import { describePodTemplate } from './pod-template.js';
import type { Report } from './report.js';
import type { Describer } from './subject.js';
import { dateText } from './times.js';

export const describeJob: Describer = function* (subject, report) {
  const job = ofKind<Job>(subject.object);
  const { metadata, spec } = job;
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  report.field('Selector', formatLabelSelector(spec.selector));
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  const controller = controllerText(job);
  if (controller !== '') report.field('Controlled By', controller);
  const optional = (title: string, value: string | number | boolean | undefined): void => {
    if (value !== undefined) report.field(title, value);
  };
  optional('Parallelism', spec.parallelism);
  report.field('Completions', spec.completions ?? '<unset>');
  optional('Completion Mode', spec.completionMode);
  optional('Suspend', spec.suspend);
  optional('Backoff Limit', spec.backoffLimit);
  optional('TTL Seconds After Finished', spec.ttlSecondsAfterFinished);
  describeProgress(report, job);
  describePodTemplate(report, spec.template);
  return yield* describeEvents(subject, report);
};

const INDEXES_SHOWN = 50;

function describeProgress(report: Report, { spec, status }: Job): void {
  const { startTime, completionTime, active = 0, succeeded = 0, failed = 0, ready } = status;
  if (startTime !== undefined) report.field('Start Time', dateText(startTime));
  if (completionTime !== undefined) report.field('Completed At', dateText(completionTime));
  if (startTime !== undefined && completionTime !== undefined)
    report.field('Duration', humanDuration(millisOf(completionTime) - millisOf(startTime)));
  if (spec.activeDeadlineSeconds !== undefined)
    report.field('Active Deadline Seconds', `${spec.activeDeadlineSeconds}s`);
  const running = ready === undefined ? `${active} Active` : `${active} Active (${ready} Ready)`;
  report.field('Pods Statuses', `${running} / ${succeeded} Succeeded / ${failed} Failed`);
  if (spec.completionMode === 'Indexed') report.field('Completed Indexes', indexesText(status.completedIndexes ?? ''));
}

/** Indexes, cut after the comma that follows the limit. */
function indexesText(indexes: string): string {
  if (indexes === '') return '<none>';
  const comma = indexes.indexOf(',', INDEXES_SHOWN);
  return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`;
}

export const describeCronJob: Describer = function* (subject, report) {
  const { metadata, spec, status } = ofKind<CronJob>(subject.object);
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.field('Schedule', spec.schedule);
  report.field('Concurrency Policy', spec.concurrencyPolicy ?? '');
  report.field('Suspend', boolText(spec.suspend, '<unset>'));
  report.field('Successful Job History Limit', spec.successfulJobsHistoryLimit ?? '<unset>');
  report.field('Failed Job History Limit', spec.failedJobsHistoryLimit ?? '<unset>');
  const deadline = spec.startingDeadlineSeconds;
  report.field('Starting Deadline Seconds', deadline === undefined ? '<unset>' : `${deadline}s`);
  const job = spec.jobTemplate.spec;
  report.field('Selector', job.selector === undefined ? '<unset>' : formatLabelSelector(job.selector));
  report.field('Parallelism', job.parallelism ?? '<unset>');
  report.field('Completions', job.completions ?? '<unset>');
  if (job.activeDeadlineSeconds !== undefined) report.field('Active Deadline Seconds', `${job.activeDeadlineSeconds}s`);
  describePodTemplate(report, job.template);
  const { lastScheduleTime, active = [] } = status;
  report.field('Last Schedule Time', lastScheduleTime === undefined ? '<unset>' : dateText(lastScheduleTime));
  report.field('Active Jobs', active.length === 0 ? '<none>' : active.map(({ name }) => name).join(', '));
  return yield* describeEvents(subject, report);
};
