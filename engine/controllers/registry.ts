import { erase, type AnyComponent } from '../client/erase.js';
import { clusterRoleAggregationController } from './clusterrole-aggregation/index.js';
import { cronJobController } from './cronjob/index.js';
import { daemonSetController } from './daemonset/index.js';
import { deploymentController } from './deployment/index.js';
import { disruptionController } from './disruption/index.js';
import { endpointsController } from './endpoints/index.js';
import { endpointSliceMirroringController } from './endpointslice-mirroring/index.js';
import { endpointSliceController } from './endpointslice/index.js';
import { ephemeralVolumeController } from './ephemeral-volume/index.js';
import { garbageCollectorController } from './garbage-collector/index.js';
import { horizontalPodAutoscalerController } from './horizontal-pod-autoscaling/index.js';
import { jobController } from './job/index.js';
import { namespaceController } from './namespace/index.js';
import { nodeIpamController } from './node-ipam/index.js';
import { nodeLifecycleController } from './node-lifecycle/index.js';
import { persistentVolumeBinderController } from './persistentvolume-binder/index.js';
import { podGarbageCollectorController } from './pod-garbage-collector/index.js';
import { pvProtectionController } from './pv-protection/index.js';
import { pvcProtectionController } from './pvc-protection/index.js';
import { replicaSetController, replicationController } from './replicaset/index.js';
import { resourceQuotaController } from './resourcequota/index.js';
import { rootCaCertificatePublisherController } from './root-ca-certificate-publisher/index.js';
import { serviceAccountController } from './serviceaccount/index.js';
import { statefulSetController } from './statefulset/index.js';
import { taintEvictionController } from './taint-eviction/index.js';
import { ttlAfterFinishedController } from './ttl-after-finished/index.js';
import { volumeExpandController } from './volume-expand/index.js';

/** Every controller of kube-controller-manager that is modelled, in the order in which they are started. */
export const controllers: readonly AnyComponent[] = [
  erase(clusterRoleAggregationController),
  erase(cronJobController),
  erase(daemonSetController),
  erase(deploymentController),
  erase(disruptionController),
  erase(endpointSliceController),
  erase(endpointSliceMirroringController),
  erase(endpointsController),
  erase(ephemeralVolumeController),
  erase(garbageCollectorController),
  erase(horizontalPodAutoscalerController),
  erase(jobController),
  erase(namespaceController),
  erase(nodeIpamController),
  erase(nodeLifecycleController),
  erase(persistentVolumeBinderController),
  erase(pvProtectionController),
  erase(pvcProtectionController),
  erase(podGarbageCollectorController),
  erase(replicaSetController),
  erase(replicationController),
  erase(resourceQuotaController),
  erase(rootCaCertificatePublisherController),
  erase(serviceAccountController),
  erase(statefulSetController),
  erase(taintEvictionController),
  erase(ttlAfterFinishedController),
  erase(volumeExpandController),
];
