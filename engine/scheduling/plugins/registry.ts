import type { PluginFactory } from '../framework.js';
import { defaultBinder } from './default-binder/default-binder.js';
import { defaultPreemption } from './default-preemption/default-preemption.js';
import { dynamicResources } from './dynamic-resources/dynamic-resources.js';
import { imageLocality } from './image-locality/image-locality.js';
import { interPodAffinity } from './inter-pod-affinity/inter-pod-affinity.js';
import { nodeAffinity } from './node-affinity/node-affinity.js';
import { nodeName } from './node-name/node-name.js';
import { nodePorts } from './node-ports/node-ports.js';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation/node-resources-balanced-allocation.js';
import { nodeResourcesFit } from './node-resources-fit/node-resources-fit.js';
import { nodeVolumeLimits } from './node-volume-limits/node-volume-limits.js';
import { nodeUnschedulable } from './node-unschedulable/node-unschedulable.js';
import { podTopologySpread } from './pod-topology-spread/pod-topology-spread.js';
import { prioritySort } from './priority-sort/priority-sort.js';
import { schedulingGates } from './scheduling-gates/scheduling-gates.js';
import { taintToleration } from './taint-toleration/taint-toleration.js';
import { volumeBinding } from './volume-binding/volume-binding.js';
import { volumeRestrictions } from './volume-restrictions/volume-restrictions.js';
import { volumeZone } from './volume-zone/volume-zone.js';

/** All in-tree plugins by name, as NewInTreeRegistry. */
export const plugins: Readonly<Record<string, PluginFactory>> = {
  SchedulingGates: schedulingGates,
  PrioritySort: prioritySort,
  NodeUnschedulable: nodeUnschedulable,
  NodeName: nodeName,
  TaintToleration: taintToleration,
  NodeAffinity: nodeAffinity,
  NodePorts: nodePorts,
  NodeResourcesFit: nodeResourcesFit,
  VolumeRestrictions: volumeRestrictions,
  NodeVolumeLimits: nodeVolumeLimits,
  VolumeBinding: volumeBinding,
  VolumeZone: volumeZone,
  PodTopologySpread: podTopologySpread,
  InterPodAffinity: interPodAffinity,
  DynamicResources: dynamicResources,
  DefaultPreemption: defaultPreemption,
  NodeResourcesBalancedAllocation: nodeResourcesBalancedAllocation,
  ImageLocality: imageLocality,
  DefaultBinder: defaultBinder,
};
