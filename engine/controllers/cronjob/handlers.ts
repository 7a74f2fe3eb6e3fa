import { objectKey } from '../../apimachinery/object.js';
import type { CronJob, Job } from '../../apis/generated/batch.v1.js';
import { cronjobs, jobs } from '../../apis/generated/resources.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Observation } from '../../client/component.js';
import { isEventOf, NOTHING, type Enqueue } from '../../client/controller.js';
import type { View } from '../../client/view.js';
import type { Millis } from '../../core/time.js';
import { controllerChanged, controllerIn } from '../framework/owners.js';
import { untilNext } from './missed.js';
import { zonedSchedule } from './sync.js';

/** The informer handlers of the cron job controller: updateCronJob, addJob and so on. */
export function wokenBy(event: WatchEvent, { view, now }: Observation): readonly Enqueue[] {
  if (isEventOf(event, cronjobs)) return cronJobChanged(event, now);
  if (!isEventOf(event, jobs)) return NOTHING;
  const { object: job, old } = event;
  const former = old !== undefined && controllerChanged(old, job) ? ownerOf(old, view) : NOTHING;
  return [...former, ...ownerOf(job, view)];
}

/** Another schedule is looked at when it is due next; any other change at once. */
function cronJobChanged({ object: cronJob, old }: WatchEvent<CronJob>, now: Millis): readonly Enqueue[] {
  const key = objectKey(cronJob);
  const { schedule, timeZone } = cronJob.spec;
  if (old === undefined || (old.spec.schedule === schedule && old.spec.timeZone === timeZone)) return [{ key }];
  const zoned = zonedSchedule(cronJob);
  return zoned === undefined ? [{ key }] : [{ key, after: untilNext(cronJob, zoned, now), retry: true }];
}

function ownerOf(job: Job, view: View): readonly Enqueue[] {
  const cronJob = controllerIn(view, cronjobs, job);
  return cronJob === undefined ? NOTHING : [{ key: objectKey(cronJob) }];
}
