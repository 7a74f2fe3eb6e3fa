import { bytes, milliCpu } from '../../apimachinery/quantity.js';
import type { Container, Node, Pod, ResourceFieldSelector } from '../../apis/generated/core.v1.js';
import { containerSpec } from '../restart-policy.js';

/** What a pod says of itself in a variable; undefined: no such field. Follows podFieldSelectorRuntimeValue. */
export function fieldValue(pod: Pod, path: string, hostIP: string, podIP: string): string | undefined {
  const { metadata, spec } = pod;
  const [, list, key] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path) ?? [];
  if (list === 'labels') return metadata.labels?.[key ?? ''] ?? '';
  if (list === 'annotations') return metadata.annotations?.[key ?? ''] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid;
    case 'spec.nodeName':
      return spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return hostIP;
    case 'status.podIP':
    case 'status.podIPs':
      return podIP;
    default:
      return undefined;
  }
}

/**
 * A container's request or limit in units of the divisor, rounded up; what it does not limit, it can take of the node's
 * allocatable. Follows ExtractContainerResourceValue.
 */
export function resourceValue(
  pod: Pod,
  own: Container,
  { containerName = '', resource, divisor }: ResourceFieldSelector,
  node: Node | undefined,
): string | undefined {
  const container = containerName === '' ? own : containerSpec(pod.spec, containerName);
  const [list, name] = resource.split(/\.(.*)/s);
  if (container === undefined || name === undefined || (list !== 'limits' && list !== 'requests')) return undefined;
  const given = container.resources?.[list]?.[name];
  const otherwise = list === 'limits' ? node?.status.allocatable?.[name] : undefined;
  const isCpu = name === 'cpu';
  const read = isCpu ? milliCpu : bytes;
  const unit = divisor === undefined || divisor === '0' ? (isCpu ? 1000 : 1) : read(divisor);
  return String(Math.ceil(read(given ?? otherwise) / unit));
}
