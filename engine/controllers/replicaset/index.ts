import { pods } from '../../apis/generated/resources.js';
import type { Component } from '../../client/component.js';
import { controller, type ControllerMemory } from '../../client/controller.js';
import { NO_EXPECTATIONS, type Expectations } from '../../client/expectations.js';
import { REPLICA_SETS, REPLICATION_CONTROLLERS, type Family, type Replicated } from './family.js';
import { handleEvent } from './handlers.js';
import { syncReplicaSet } from './sync.js';

function replicaController<T extends Replicated>(
  name: string,
  family: Family<T>,
  source = name,
): Component<ControllerMemory<Expectations>> {
  return controller<Expectations>({
    name,
    source,
    watches: [family.resource, pods],
    start: () => NO_EXPECTATIONS,
    handle: (event, observation, memory) => handleEvent(family, event, observation, memory),
    sync: (key, memory, context) => syncReplicaSet(family, key, memory, context),
  });
}

/** Keeps spec.replicas pods of each ReplicaSet (pkg/controller/replicaset). */
export const replicaSetController = replicaController('replicaset-controller', REPLICA_SETS);

/** The same for ReplicationControllers (pkg/controller/replication). */
export const replicationController = replicaController(
  'replicationcontroller-controller',
  REPLICATION_CONTROLLERS,
  'replication-controller',
);
