import type { EndpointAddress, EndpointPort, EndpointSubset } from '../../../apis/generated/core.v1.js';
import { dumpSubsetPort, subsetPortsInOrder } from './ports.js';

/** An address and whether it is ready behind one port; not ready wins. */
interface Reachable {
  readonly address: EndpointAddress;
  readonly ready: boolean;
}

/** The addresses behind one port; no port stands for all of a headless service's. */
interface Behind {
  readonly port: EndpointPort | undefined;
  readonly addresses: Map<string, Reachable>;
}

/**
 * Subsets in canonical form: ports with the same addresses share a subset, addresses are sorted by IP and pod, ports by
 * hash (RepackSubsets). Upstream sorts the subsets by a hash over uids; here they are sorted by their ports.
 */
export function repackSubsets(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  const byPort = new Map<string, Behind>();
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    for (const port of ports.length === 0 ? [undefined] : ports) {
      const key = port === undefined ? '' : dumpSubsetPort(port);
      const behind = byPort.get(key) ?? { port, addresses: new Map() };
      byPort.set(key, behind);
      for (const address of addresses) add(behind, address, true);
      for (const address of notReadyAddresses) add(behind, address, false);
    }
  }
  const groups = new Map<string, { readonly ports: EndpointPort[]; readonly reachable: readonly Reachable[] }>();
  for (const { port, addresses } of byPort.values()) {
    const reachable = [...addresses.values()].sort((a, b) => compareAddresses(a.address, b.address));
    const key = reachable.map(({ address, ready }) => `${addressKey(address)}=${ready}`).join();
    const group = groups.get(key) ?? { ports: [], reachable };
    groups.set(key, group);
    if (port !== undefined) group.ports.push(port);
  }
  return [...groups.values()].map(({ ports, reachable }) => subsetOf(reachable, ports)).sort(compareSubsets);
}

function add({ addresses }: Behind, address: EndpointAddress, ready: boolean): void {
  const key = addressKey(address);
  const known = addresses.get(key);
  if (known === undefined || known.ready) addresses.set(key, { address: known?.address ?? address, ready });
}

function addressKey({ ip, targetRef }: EndpointAddress): string {
  return `${ip}/${targetRef?.uid ?? ''}`;
}

function subsetOf(reachable: readonly Reachable[], ports: readonly EndpointPort[]): EndpointSubset {
  const pick = (wanted: boolean) => reachable.filter(({ ready }) => ready === wanted).map(({ address }) => address);
  const [addresses, notReadyAddresses] = [pick(true), pick(false)];
  return {
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(notReadyAddresses.length === 0 ? {} : { notReadyAddresses }),
    ...(ports.length === 0 ? {} : { ports: subsetPortsInOrder(ports) }),
  };
}

/** LessEndpointAddress. */
function compareAddresses(a: EndpointAddress, b: EndpointAddress): number {
  if (a.ip !== b.ip) return a.ip < b.ip ? -1 : 1;
  const [left, right] = [a.targetRef?.uid ?? '', b.targetRef?.uid ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareSubsets(a: EndpointSubset, b: EndpointSubset): number {
  const [left, right] = [a, b].map(({ ports = [] }) => ports.map(dumpSubsetPort).join());
  return (left ?? '') < (right ?? '') ? -1 : left === right ? 0 : 1;
}
