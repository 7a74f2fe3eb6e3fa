import { erase, type AnyComponent } from '../client/erase.js';
import { garbageCollectorController } from './garbage-collector/index.js';
import { namespaceController } from './namespace/index.js';
import { podGarbageCollectorController } from './pod-garbage-collector/index.js';
import { rootCaCertificatePublisherController } from './root-ca-certificate-publisher/index.js';
import { serviceAccountController } from './serviceaccount/index.js';

/** Every controller of kube-controller-manager that is modelled, in the order in which they are started. */
export const controllers: readonly AnyComponent[] = [
  erase(garbageCollectorController),
  erase(namespaceController),
  erase(podGarbageCollectorController),
  erase(rootCaCertificatePublisherController),
  erase(serviceAccountController),
];
