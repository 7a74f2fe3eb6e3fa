import type { New } from '../../apimachinery/object.js';
import type { ContainerImage, Node, NodeStatus, NodeSystemInfo } from '../../apis/generated/core.v1.js';
import { KUBERNETES_VERSION } from '../../apiserver/discovery.js';
import { allocatableOf, capacityOf } from '../cm/machine.js';
import type { KubeletNode } from './kubelet-node.js';
import type { Millis } from '../../core/time.js';
import { hex64 } from '../../runtime/identity.js';
import type { Runtime } from '../../runtime/runtime.js';
import { deviceCapacity } from '../cm/devicemanager/capacity.js';
import type { KubeletMemory } from '../memory.js';
import { nodeConditions } from './conditions.js';
import type { NodePlace } from './addresses.js';

/** What a node's status tells of besides its configuration. */
export type NodeFacts = Pick<KubeletMemory, 'runtime' | 'allocations' | 'eviction'>;

/** The kernel that every node runs. */
export const KERNEL_VERSION = '6.12.0';

/** The Node that a kubelet registers. Follows initialNode (pkg/kubelet/kubelet_node_status.go). */
export function initialNode(config: KubeletNode, place: NodePlace, memory: NodeFacts, now: Millis): New<Node> {
  const podCIDR = `${place.podPrefix}.0/24`;
  return {
    metadata: { name: config.name, labels: labelsOf(config), annotations: annotationsOf(config) },
    spec: {
      podCIDR,
      podCIDRs: [podCIDR],
      ...(config.unschedulable === true ? { unschedulable: true } : {}),
      ...(config.taints === undefined || config.taints.length === 0 ? {} : { taints: config.taints }),
    },
    status: nodeStatus(config, place, memory, now),
  };
}

/** Labels of every node, then those that the cluster's configuration adds. */
export function labelsOf({ name, labels }: KubeletNode): Readonly<Record<string, string>> {
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    ...labels,
  };
}

function annotationsOf({ annotations }: KubeletNode): Readonly<Record<string, string>> {
  return { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true', ...annotations };
}

/**
 * A healthy node's status. Ready from the start: the seconds in which a real kubelet waits for its runtime are left out.
 */
export function nodeStatus(config: KubeletNode, place: NodePlace, memory: NodeFacts, now: Millis): NodeStatus {
  const devices = deviceCapacity(memory.allocations.devices);
  return {
    addresses: [
      { type: 'InternalIP', address: place.ip },
      { type: 'Hostname', address: config.name },
    ],
    allocatable: { ...allocatableOf(config), ...devices.allocatable },
    capacity: { ...capacityOf(config), ...devices.capacity },
    conditions: nodeConditions([], memory.eviction.conditions, now),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    images: imagesOf(memory.runtime, now),
    nodeInfo: systemInfo(config.name, now),
  };
}

function systemInfo(name: string, bootedAt: Millis): NodeSystemInfo {
  return {
    architecture: 'amd64',
    bootID: uuid(`${name}/boot/${bootedAt}`),
    containerRuntimeVersion: 'containerd://2.1.4',
    kernelVersion: KERNEL_VERSION,
    kubeProxyVersion: '',
    kubeletVersion: KUBERNETES_VERSION,
    machineID: hex64(`${name}/machine`).slice(0, 32),
    operatingSystem: 'linux',
    osImage: 'Debian GNU/Linux 13 (trixie)',
    systemUUID: uuid(`${name}/system`),
  };
}

function uuid(seed: string): string {
  const hex = hex64(seed);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The largest 50 images of the node, by digest and by tag (nodeStatusMaxImages). */
export function imagesOf({ images }: Runtime, now: Millis): readonly ContainerImage[] {
  const present: { readonly names: readonly string[]; readonly sizeBytes: number }[] = [];
  for (const [reference, { digest, sizeBytes, presentFrom }] of images) {
    if (presentFrom > now) continue;
    const repository = reference.replace(/[:@][^/]*$/, '');
    present.push({ names: reference.includes('@') ? [reference] : [`${repository}@${digest}`, reference], sizeBytes });
  }
  return present.sort((a, b) => b.sizeBytes - a.sizeBytes).slice(0, 50);
}
