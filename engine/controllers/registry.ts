import { erase, type AnyComponent } from '../client/erase.js';
import { deploymentController } from './deployment/index.js';
import { garbageCollectorController } from './garbage-collector/index.js';
import { namespaceController } from './namespace/index.js';
import { podGarbageCollectorController } from './pod-garbage-collector/index.js';
import { replicaSetController, replicationController } from './replicaset/index.js';
import { rootCaCertificatePublisherController } from './root-ca-certificate-publisher/index.js';
import { serviceAccountController } from './serviceaccount/index.js';

/** Every controller of kube-controller-manager that is modelled, in the order in which they are started. */
export const controllers: readonly AnyComponent[] = [
  erase(deploymentController),
  erase(garbageCollectorController),
  erase(namespaceController),
  erase(podGarbageCollectorController),
  erase(replicaSetController),
  erase(replicationController),
  erase(rootCaCertificatePublisherController),
  erase(serviceAccountController),
];
