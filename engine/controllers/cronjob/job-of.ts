import type { New } from '../../apimachinery/object.js';
import { EPOCH_SECONDS } from '../../apimachinery/time.js';
import type { CronJob, Job } from '../../apis/generated/batch.v1.js';
import { cronjobs } from '../../apis/generated/resources.js';
import type { Millis } from '../../core/time.js';
import { MINUTE, SECOND } from '../../core/time.js';
import { newControllerRef } from '../framework/pod-control.js';
import { localTime, offsetAt } from './local-time.js';
import { UTC, type Zone } from './zones.js';

const SCHEDULED_TIMESTAMP = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** '<cron job>-<minutes since 1970>': a job of one time has one name (getJobName). */
export function jobName({ metadata }: CronJob, scheduled: Millis): string {
  return `${metadata.name}-${Math.floor((scheduled + EPOCH_SECONDS * SECOND) / MINUTE)}`;
}

/** The job that a cron job's template asks for at a time (getJobFromTemplate2). */
export function jobFromTemplate(cronJob: CronJob, scheduled: Millis, zone: Zone): New<Job> {
  const { metadata, spec } = cronJob.spec.jobTemplate;
  const { labels, annotations } = metadata;
  return {
    metadata: {
      name: jobName(cronJob, scheduled),
      namespace: cronJob.metadata.namespace,
      ...(labels === undefined ? {} : { labels }),
      annotations: { ...annotations, [SCHEDULED_TIMESTAMP]: rfc3339(scheduled, zone) },
      ownerReferences: [newControllerRef(cronjobs, cronJob)],
    },
    spec,
  };
}

function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}

/** '2026-03-29T03:00:00+02:00'. */
export function rfc3339(time: Millis, zone: Zone): string {
  const unix = Math.floor(time / SECOND) + EPOCH_SECONDS;
  const { year, month, day, hour, minute, second } = localTime(unix, zone);
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}`;
  const offset = offsetAt(unix, zone) / 60;
  if (offset === 0) return `${date}Z`;
  const size = Math.abs(offset);
  return `${date}${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** 'Thu, 01 Jan 2026 00:05:00 +0000', in UTC (time.RFC1123Z). */
export function rfc1123(time: Millis): string {
  const { year, month, day, hour, minute, second, weekday } = localTime(Math.floor(time / SECOND) + EPOCH_SECONDS, UTC);
  const date = `${DAYS[weekday]}, ${pad(day)} ${MONTHS[month - 1]} ${pad(year, 4)}`;
  return `${date} ${pad(hour)}:${pad(minute)}:${pad(second)} +0000`;
}
