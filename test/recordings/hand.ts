import { timestamp } from '../../engine/apimachinery/time.js';
import type { Pod } from '../../engine/apis/generated/core.v1.js';
import type { Request } from '../../engine/apiserver/request.js';
import type { Millis } from '../../engine/core/time.js';
import type { RecordedNode } from './recording.js';

/** The recorder's hand: what it sends to play a kubelet. Each function gives a request. */

export type Outcome = 'ready' | 'running' | 'succeeded' | 'failed' | 'notready' | 'crashed';

const STRATEGIC = 'application/strategic-merge-patch+json';
const DEFAULT_CAPACITY = { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi' };

/** What `kubelet: auto` makes of a pod, by its first image; undefined: nothing. */
export function outcomeOf(pod: Pod): Outcome | undefined {
  switch ((pod.spec.containers[0]?.image ?? '').split(':')[0]) {
    case 'sim/exit-0':
      return 'succeeded';
    case 'sim/exit-1':
      return 'failed';
    case 'sim/never-ready':
      return 'running';
    case 'sim/stuck':
      return undefined;
    default:
      return 'ready';
  }
}

export function podStatus(pod: Pod, to: Outcome, ip: string, exit: number | undefined, now: Millis): Request {
  const at = timestamp(now);
  const over = to === 'succeeded' || to === 'failed';
  const ready = to === 'ready';
  const code = exit ?? (to === 'succeeded' ? 0 : 1);
  const why = to === 'succeeded' ? 'PodCompleted' : to === 'failed' ? 'PodFailed' : 'ContainersNotReady';
  const condition = (type: string, ok: boolean, reason?: string) => ({
    type,
    status: ok ? 'True' : 'False',
    lastTransitionTime: at,
    ...(reason === undefined ? {} : { reason }),
  });
  const state = over
    ? { terminated: { exitCode: code, reason: code === 0 ? 'Completed' : 'Error', startedAt: at, finishedAt: at } }
    : to === 'crashed'
      ? { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } }
      : { running: { startedAt: at } };
  const status = {
    phase: to === 'succeeded' ? 'Succeeded' : to === 'failed' ? 'Failed' : 'Running',
    podIP: ip,
    podIPs: [{ ip }],
    startTime: at,
    conditions: [
      condition('Initialized', true),
      condition('PodScheduled', true),
      condition('ContainersReady', ready, ready ? undefined : why),
      condition('Ready', ready, ready ? undefined : why),
    ],
    containerStatuses: pod.spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: '',
      ready,
      restartCount: to === 'crashed' ? 1 : 0,
      started: !over && to !== 'crashed',
      state,
    })),
  };
  const { namespace, name } = pod.metadata;
  return {
    type: 'request',
    method: 'PATCH',
    path: `/api/v1/namespaces/${namespace}/pods/${name}/status`,
    contentType: STRATEGIC,
    body: { status },
  };
}

/** The kubelet's last word on a terminating pod. */
export function removePod({ metadata: { namespace, name, uid } }: Pod): Request {
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0, preconditions: { uid } };
  return { type: 'request', method: 'DELETE', path: `/api/v1/namespaces/${namespace}/pods/${name}`, body };
}

export function postNode(node: RecordedNode): Request {
  const labels = {
    'kubernetes.io/hostname': node.name,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    ...node.labels,
  };
  const spec = {
    ...(node.taints === undefined ? {} : { taints: node.taints }),
    ...(node.unschedulable === undefined ? {} : { unschedulable: node.unschedulable }),
  };
  const metadata = { name: node.name, labels, annotations: node.annotations ?? {} };
  return {
    type: 'request',
    method: 'POST',
    path: '/api/v1/nodes',
    body: { apiVersion: 'v1', kind: 'Node', metadata, spec },
  };
}

export function capacityOf(node: RecordedNode): Readonly<Record<string, string>> {
  const own = Object.entries(node.capacity ?? {}).map(([key, value]) => [key, String(value)]);
  return { ...DEFAULT_CAPACITY, ...(Object.fromEntries(own) as Record<string, string>) };
}

export function nodeStatus(
  name: string,
  to: string,
  now: Millis,
  capacity?: Readonly<Record<string, string>>,
  images?: unknown,
): Request {
  const at = timestamp(now);
  const ready = to === 'ready';
  const condition = (type: string, status: string, reason: string) => ({
    type,
    status,
    reason,
    message: '',
    lastHeartbeatTime: at,
    lastTransitionTime: at,
  });
  const info = { kubeletVersion: 'v1.35.4', machineID: '', systemUUID: '', bootID: '', kernelVersion: '', osImage: '' };
  const status = {
    conditions: [
      condition('Ready', ready ? 'True' : 'False', ready ? 'KubeletReady' : 'KubeletNotReady'),
      ...['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => condition(type, 'False', 'Kubelet')),
    ],
    nodeInfo: {
      ...info,
      containerRuntimeVersion: '',
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
    ...(capacity === undefined
      ? {}
      : { capacity, allocatable: capacity, addresses: [{ type: 'Hostname', address: name }] }),
    ...(images === undefined || images === null ? {} : { images }),
  };
  return {
    type: 'request',
    method: 'PATCH',
    path: `/api/v1/nodes/${name}/status`,
    contentType: STRATEGIC,
    body: { status },
  };
}

export function renewLease(name: string, renewTime: string): Request {
  const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`;
  return {
    type: 'request',
    method: 'PATCH',
    path,
    contentType: 'application/merge-patch+json',
    body: { spec: { renewTime } },
  };
}

export function postLease(name: string, renewTime: string): Request {
  const spec = { holderIdentity: name, leaseDurationSeconds: 40, renewTime };
  const body = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name }, spec };
  return {
    type: 'request',
    method: 'POST',
    path: '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases',
    body,
  };
}
