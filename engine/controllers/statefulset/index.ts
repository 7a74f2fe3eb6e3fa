import { controllerrevisions, persistentvolumeclaims, pods, statefulsets } from '../../apis/generated/resources.js';
import { controller } from '../../client/controller.js';
import { wokenBy } from './handlers.js';
import { syncStatefulSet } from './sync.js';

/**
 * Keeps the pods of each StatefulSet, with numbers, claims and revisions of their own (pkg/controller/statefulset). Claims
 * and revisions are looked at, but wake nobody.
 */
export const statefulSetController = controller<undefined>({
  name: 'statefulset-controller',
  watches: [controllerrevisions, persistentvolumeclaims, pods, statefulsets],
  start: () => undefined,
  handle: (event, observation, memory) => ({ memory, enqueue: wokenBy(event, observation) }),
  sync: (key, _memory, context) => syncStatefulSet(key, context),
});
