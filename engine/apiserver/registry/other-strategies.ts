import { mutatingWebhookStrategy } from './admissionregistration/mutatingwebhookconfiguration/strategy.js';
import { admissionPolicyStrategy } from './admissionregistration/validatingadmissionpolicy/strategy.js';
import { admissionPolicyBindingStrategy } from './admissionregistration/validatingadmissionpolicybinding/strategy.js';
import { validatingWebhookStrategy } from './admissionregistration/validatingwebhookconfiguration/strategy.js';
import { signingRequestStrategy } from './certificates/certificatesigningrequest/strategy.js';
import { configMapStrategy } from './core/configmap/strategy.js';
import { endpointsStrategy } from './core/endpoints/strategy.js';
import { coreEventStrategy } from './core/event/strategy.js';
import { limitRangeStrategy } from './core/limitrange/strategy.js';
import { namespaceStrategy } from './core/namespace/strategy.js';
import { nodeStrategy } from './core/node/strategy.js';
import { persistentVolumeStrategy } from './core/persistentvolume/strategy.js';
import { claimStrategy } from './core/persistentvolumeclaim/strategy.js';
import { resourceQuotaStrategy } from './core/resourcequota/strategy.js';
import { secretStrategy } from './core/secret/strategy.js';
import { serviceStrategy } from './core/service/strategy.js';
import { serviceAccountStrategy } from './core/serviceaccount/strategy.js';
import { leaseStrategy } from './coordination/lease/strategy.js';
import { endpointSliceStrategy } from './discovery/endpointslice/strategy.js';
import { eventStrategy } from './events/event/strategy.js';
import { ingressStrategy } from './networking/ingress/strategy.js';
import { ingressClassStrategy } from './networking/ingressclass/strategy.js';
import { networkPolicyStrategy } from './networking/networkpolicy/strategy.js';
import { runtimeClassStrategy } from './node/runtimeclass/strategy.js';
import { podDisruptionBudgetStrategy } from './policy/poddisruptionbudget/strategy.js';
import { clusterRoleStrategy } from './rbac/clusterrole/strategy.js';
import { clusterRoleBindingStrategy } from './rbac/clusterrolebinding/strategy.js';
import { roleStrategy } from './rbac/role/strategy.js';
import { roleBindingStrategy } from './rbac/rolebinding/strategy.js';
import { priorityClassStrategy } from './scheduling/priorityclass/strategy.js';
import { csiDriverStrategy } from './storage/csidriver/strategy.js';
import { csiNodeStrategy } from './storage/csinode/strategy.js';
import { csiStorageCapacityStrategy } from './storage/csistoragecapacity/strategy.js';
import { storageClassStrategy } from './storage/storageclass/strategy.js';
import { volumeAttachmentStrategy } from './storage/volumeattachment/strategy.js';
import { volumeAttributesClassStrategy } from './storage/volumeattributesclass/strategy.js';
import type { Strategy } from './strategy.js';

/** Every strategy that is not a workload's; a collection without one is stored as it comes. */
export const otherStrategies: readonly Strategy[] = [
  mutatingWebhookStrategy,
  admissionPolicyStrategy,
  admissionPolicyBindingStrategy,
  validatingWebhookStrategy,
  signingRequestStrategy,
  configMapStrategy,
  endpointsStrategy,
  coreEventStrategy,
  limitRangeStrategy,
  namespaceStrategy,
  nodeStrategy,
  persistentVolumeStrategy,
  claimStrategy,
  resourceQuotaStrategy,
  secretStrategy,
  serviceStrategy,
  serviceAccountStrategy,
  leaseStrategy,
  endpointSliceStrategy,
  eventStrategy,
  ingressStrategy,
  ingressClassStrategy,
  networkPolicyStrategy,
  runtimeClassStrategy,
  podDisruptionBudgetStrategy,
  clusterRoleStrategy,
  clusterRoleBindingStrategy,
  roleStrategy,
  roleBindingStrategy,
  priorityClassStrategy,
  csiDriverStrategy,
  csiNodeStrategy,
  csiStorageCapacityStrategy,
  storageClassStrategy,
  volumeAttachmentStrategy,
  volumeAttributesClassStrategy,
];
