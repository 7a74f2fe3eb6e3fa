import { jobs, pods } from '../../apis/generated/resources.js';
import { controller } from '../../client/controller.js';
import { MINUTE, SECOND } from '../../core/time.js';
import { handleEvent } from './handlers.js';
import { FRESH, type JobMemory } from './memory.js';
import { isOrphanKey, syncOrphans } from './orphans.js';
import { syncJob } from './sync.js';

/** Runs the pods of each Job to their end and counts them (pkg/controller/job). */
export const jobController = controller<JobMemory>({
  name: 'job-controller',
  watches: [jobs, pods],
  backoff: { base: SECOND, max: MINUTE },
  start: () => FRESH,
  handle: handleEvent,
  *sync(key, memory, context) {
    if (!isOrphanKey(key)) return yield* syncJob(key, memory, context);
    const released = yield* syncOrphans(key, context);
    return released ? { memory } : { memory, requeue: 'rate-limited' };
  },
});
