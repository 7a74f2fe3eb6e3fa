import type { EndpointPort as SubsetPort, Pod, ServicePort } from '../../../apis/generated/core.v1.js';
import type { EndpointPort } from '../../../apis/generated/discovery.v1.js';

/** Parameters of FNV-1a with 128 bits. */
const FNV_OFFSET = 0x6c62272e07bb014262b821756295c58dn;
const FNV_PRIME = 0x0000000001000000000000000000013bn;
const MASK = (1n << 128n) - 1n;

function fnv128a(text: string): string {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) hash = ((hash ^ BigInt(text.charCodeAt(i))) * FNV_PRIME) & MASK;
  return hash.toString(16).padStart(32, '0');
}

const pointer = (type: string, value: string | number | undefined): string => `(*${type})${value ?? '<nil>'}`;

/** A slice's port as Go dumps it for hashing. */
function dump({ name, protocol, port, appProtocol }: EndpointPort): string {
  const fields = [
    `Name:${pointer('string', name)}`,
    `Protocol:${pointer('v1.Protocol', protocol)}`,
    `Port:${pointer('int32', port)}`,
    `AppProtocol:${pointer('string', appProtocol)}`,
  ];
  return `(v1.EndpointPort){${fields.join(' ')}}`;
}

/** The same for a port of an Endpoints object. */
export function dumpSubsetPort({ name = '', protocol, port, appProtocol }: SubsetPort): string {
  const fields = [
    `Name:(string)${name}`,
    `Port:(int32)${port}`,
    `Protocol:(v1.Protocol)${protocol ?? ''}`,
    `AppProtocol:${pointer('string', appProtocol)}`,
  ];
  return `(v1.EndpointPort){${fields.join(' ')}}`;
}

const hashes = new Map<string, string>();
const MEMO_LIMIT = 4096;

/** The hash of a dump, as deepHashObjectToString prints it. Memoised. */
function hashOf(text: string): string {
  let hash = hashes.get(text);
  if (hash === undefined) {
    if (hashes.size >= MEMO_LIMIT) hashes.clear();
    hash = fnv128a(text);
    hashes.set(text, hash);
  }
  return hash;
}

function sortedByHash<T>(ports: readonly T[], dumped: (port: T) => string): readonly T[] {
  if (ports.length < 2) return ports;
  return ports
    .map((port) => ({ port, hash: hashOf(dumped(port)) }))
    .sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0))
    .map(({ port }) => port);
}

/** Ports in the order in which slices hold them: that of their hashes (portsInOrder). */
export function inOrder(ports: readonly EndpointPort[]): readonly EndpointPort[] {
  return sortedByHash(ports, dump);
}

/** Ports in the order in which Endpoints objects hold them (portsByHash). */
export function subsetPortsInOrder(ports: readonly SubsetPort[]): readonly SubsetPort[] {
  return sortedByHash(ports, dumpSubsetPort);
}

/** Equal for equal lists of ports, whatever their order: endpoints of one slice share it (NewPortMapKey). */
export function portMapKey(ports: readonly EndpointPort[] | undefined | null): string {
  return inOrder(ports ?? [])
    .map(dump)
    .join();
}

/** The number behind a target port, which may be the name of a container's (FindPort). */
export function findPort({ spec }: Pod, { targetPort, protocol, port }: ServicePort): number | undefined {
  if (targetPort === undefined) return port;
  if (typeof targetPort === 'number') return targetPort;
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const { ports } of [...spec.containers, ...sidecars]) {
    const named = ports?.find((candidate) => candidate.name === targetPort && candidate.protocol === protocol);
    if (named !== undefined) return named.containerPort;
  }
  return undefined;
}
