import { controllerrevisions, daemonsets, nodes, pods } from '../../apis/generated/resources.js';
import { controller } from '../../client/controller.js';
import { handleEvent } from './handlers.js';
import { FRESH, type DaemonSetMemory } from './memory.js';
import { syncDaemonSet } from './sync.js';

/** Keeps a pod of each DaemonSet on every eligible node (pkg/controller/daemon). */
export const daemonSetController = controller<DaemonSetMemory>({
  name: 'daemonset-controller',
  watches: [controllerrevisions, daemonsets, nodes, pods],
  start: () => FRESH,
  handle: handleEvent,
  sync: syncDaemonSet,
});
