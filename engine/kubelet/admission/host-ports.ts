import type { ContainerPort, Pod } from '../../apis/generated/core.v1.js';

const ANY_ADDRESS = '0.0.0.0';
const NO_PORTS: readonly ContainerPort[] = [];

/** Ports of the node that a pod takes for itself, sidecars included. */
function hostPortsOf({ spec }: Pod): readonly ContainerPort[] {
  if (spec.initContainers === undefined && spec.containers.every(({ ports }) => ports === undefined)) return NO_PORTS;
  const containers = [
    ...spec.containers,
    ...(spec.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always') ?? []),
  ];
  return containers.flatMap(({ ports = [] }) => ports.filter(({ hostPort = 0 }) => hostPort > 0));
}

/** Whether no port that the pod wants is taken by another. Follows nodeports.Fits (pkg/scheduler). */
export function portsFit(pod: Pod, others: readonly Pod[]): boolean {
  const wanted = hostPortsOf(pod);
  if (wanted.length === 0) return true;
  const taken = others.flatMap(hostPortsOf);
  return !wanted.some((port) => taken.some((other) => conflicts(port, other)));
}

function conflicts(a: ContainerPort, b: ContainerPort): boolean {
  if (a.hostPort !== b.hostPort || (a.protocol ?? 'TCP') !== (b.protocol ?? 'TCP')) return false;
  const [left, right] = [a.hostIP || ANY_ADDRESS, b.hostIP || ANY_ADDRESS];
  return left === right || left === ANY_ADDRESS || right === ANY_ADDRESS;
}
