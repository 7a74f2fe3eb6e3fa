import { cronjobs, jobs } from '../../apis/generated/resources.js';
import { controller } from '../../client/controller.js';
import { wokenBy } from './handlers.js';
import { syncCronJob } from './sync.js';

/** Starts the jobs of each CronJob when they are due (pkg/controller/cronjob). */
export const cronJobController = controller<undefined>({
  name: 'cronjob-controller',
  watches: [cronjobs, jobs],
  start: () => undefined,
  handle: (event, observation, memory) => ({ memory, enqueue: wokenBy(event, observation) }),
  sync: (key, _memory, context) => syncCronJob(key, context),
});
