import { deployments, pods, replicasets } from '../../apis/generated/resources.js';
import { controller } from '../../client/controller.js';
import { wokenBy } from './handlers.js';
import { syncDeployment } from './sync.js';

/** A deployment that fails this often in a row waits for the next event. */
const MAX_RETRIES = 15;

/** Rolls out Deployments by way of ReplicaSets (pkg/controller/deployment). */
export const deploymentController = controller<undefined>({
  name: 'deployment-controller',
  watches: [deployments, replicasets, pods],
  start: () => undefined,
  handle: (event, observation) => ({ memory: undefined, enqueue: wokenBy(event, observation) }),
  sync: (key, _memory, context) => syncDeployment(key, context),
  maxRetries: MAX_RETRIES,
});
