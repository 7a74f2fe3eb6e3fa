import { SortedMap } from '../core/sorted-map.js';

/** Addresses of one node's pods, handed out as the host-local CNI plugin does: the next free one after the last. */
export interface Ipam {
  /** '10.244.3' of 10.244.3.0/24. */
  readonly prefix: string;
  readonly last: number;
  /** Last octet → uid of the pod. */
  readonly used: SortedMap<number, string>;
}

/** .0 is the network, .1 the bridge, .255 the broadcast address. */
const FIRST = 2;
const LAST = 254;

export function newIpam(prefix: string): Ipam {
  return { prefix, last: FIRST - 1, used: SortedMap.empty() };
}

/** The next free address; undefined when all are taken. */
export function allocate(ipam: Ipam, uid: string): { readonly ip: string; readonly ipam: Ipam } | undefined {
  for (let tried = 0, octet = ipam.last; tried <= LAST - FIRST; tried++) {
    octet = octet >= LAST ? FIRST : octet + 1;
    if (ipam.used.has(octet)) continue;
    return { ip: `${ipam.prefix}.${octet}`, ipam: { ...ipam, last: octet, used: ipam.used.set(octet, uid) } };
  }
  return undefined;
}

/** Gives an address back; one of another range is none of ours. */
export function release(ipam: Ipam, ip: string): Ipam {
  const octet = octetOf(ipam, ip);
  return octet === undefined || !ipam.used.has(octet) ? ipam : { ...ipam, used: ipam.used.delete(octet) };
}

function octetOf({ prefix }: Ipam, ip: string): number | undefined {
  return ip.startsWith(`${prefix}.`) ? Number(ip.slice(prefix.length + 1)) : undefined;
}
