import { describeAutoscaler } from './autoscaler.js';
import { describeConfigMap, describeSecret, describeServiceAccount } from './config.js';
import { describeDeployment } from './deployment.js';
import { describeEndpoints, describeEndpointSlice } from './endpoints.js';
import { describeAnything } from './generic.js';
import { describeIngress, describeIngressClass } from './ingress.js';
import { describeCronJob, describeJob } from './jobs.js';
import { describeLimitRange, describeNamespace, describeQuota } from './namespace.js';
import { describeIpAddress, describeNetworkPolicy, describeServiceCidr } from './network.js';
import { describeNode } from './node.js';
import { describePod } from './pod.js';
import { describePodDisruptionBudget, describePriorityClass } from './policy.js';
import { describeRole, describeRoleBinding } from './rbac.js';
import { describeService } from './service.js';
import { describeSigningRequest } from './signing-request.js';
import {
  describeCsiNode,
  describePersistentVolume,
  describePersistentVolumeClaim,
  describeStorageClass,
  describeVolumeAttributesClass,
} from './storage.js';
import type { Describer } from './subject.js';
import {
  describeDaemonSet,
  describeReplicaSet,
  describeReplicationController,
  describeStatefulSet,
} from './workloads.js';

/** Kinds with a description of their own, as 'Kind.group' (describerMap). */
const describers: Readonly<Record<string, Describer>> = {
  Pod: describePod,
  ReplicationController: describeReplicationController,
  Secret: describeSecret,
  Service: describeService,
  ServiceAccount: describeServiceAccount,
  Node: describeNode,
  LimitRange: describeLimitRange,
  ResourceQuota: describeQuota,
  PersistentVolume: describePersistentVolume,
  PersistentVolumeClaim: describePersistentVolumeClaim,
  Namespace: describeNamespace,
  Endpoints: describeEndpoints,
  ConfigMap: describeConfigMap,
  'EndpointSlice.discovery.k8s.io': describeEndpointSlice,
  'HorizontalPodAutoscaler.autoscaling': describeAutoscaler,
  'Ingress.networking.k8s.io': describeIngress,
  'IngressClass.networking.k8s.io': describeIngressClass,
  'ServiceCIDR.networking.k8s.io': describeServiceCidr,
  'IPAddress.networking.k8s.io': describeIpAddress,
  'NetworkPolicy.networking.k8s.io': describeNetworkPolicy,
  'Job.batch': describeJob,
  'CronJob.batch': describeCronJob,
  'StatefulSet.apps': describeStatefulSet,
  'Deployment.apps': describeDeployment,
  'DaemonSet.apps': describeDaemonSet,
  'ReplicaSet.apps': describeReplicaSet,
  'CertificateSigningRequest.certificates.k8s.io': describeSigningRequest,
  'StorageClass.storage.k8s.io': describeStorageClass,
  'CSINode.storage.k8s.io': describeCsiNode,
  'VolumeAttributesClass.storage.k8s.io': describeVolumeAttributesClass,
  'PodDisruptionBudget.policy': describePodDisruptionBudget,
  'Role.rbac.authorization.k8s.io': describeRole,
  'ClusterRole.rbac.authorization.k8s.io': describeRole,
  'RoleBinding.rbac.authorization.k8s.io': describeRoleBinding,
  'ClusterRoleBinding.rbac.authorization.k8s.io': describeRoleBinding,
  'PriorityClass.scheduling.k8s.io': describePriorityClass,
};

/** How objects of a kind are described; a kind without a description of its own is described by its fields. */
export function describerFor(kind: string, group: string): Describer {
  return describers[group === '' ? kind : `${kind}.${group}`] ?? describeAnything;
}
