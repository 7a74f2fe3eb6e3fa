import { contains, parseCIDRSloppy } from '../../../../apis/networking/cidr.js';
import { formatIP, parseIPSloppy } from '../../../../apis/core/pod/validation/ip.js';
import type { Service } from '../../../../apis/generated/core.v1.js';
import { failed, ok, type Result } from '../../../../apimachinery/result.js';
import type { Dice } from '../../../../core/rng.js';

/** kube-apiserver's --service-cluster-ip-range: 10.96.0.0/16. */
const CIDR = parseCIDRSloppy('10.96.0.0/16');
const NETWORK_HIGH = (10 << 8) | 96;
/** The first addresses (and ports) are kept for those who ask for one by name. */
const STATIC_ADDRESSES = 256;
/** Without the network's own address and the broadcast address. */
const ADDRESSES = 65_534;

const FIRST_PORT = 30_000;
const PORTS = 2_768;
const STATIC_PORTS = 86;

/** What Services have taken: cluster IPs in canonical form, node ports of any protocol. */
export class Pools {
  private readonly ips = new Set<string>();
  private readonly ports = new Set<number>();

  /** @param services all but the one that is being written. */
  constructor(services: Iterable<Service>) {
    for (const { spec } of services) {
      for (const ip of spec.clusterIPs ?? []) if (ip !== 'None') this.ips.add(canonical(ip));
      for (const { nodePort } of spec.ports ?? []) if (nodePort !== undefined) this.ports.add(nodePort);
      if (spec.healthCheckNodePort !== undefined) this.ports.add(spec.healthCheckNodePort);
    }
  }

  /** Reserves an address (ipallocator's AllocateService); gives the error's text if it cannot. */
  takeIP(text: string): string | undefined {
    const ip = parseIPSloppy(text);
    const [high = 0, low = 0] = ip?.groups.slice(6) ?? [];
    const usable = low !== 0 && low !== 0xffff;
    if (ip === undefined || CIDR === undefined || !contains(CIDR, ip) || high !== NETWORK_HIGH || !usable)
      return 'the provided network does not match the current range';
    if (this.ips.has(canonical(text))) return 'provided IP is already allocated';
    this.ips.add(canonical(text));
    return undefined;
  }

  /** Any free address: a random one of the dynamic band or the next free one after it, else one of the static band. */
  nextIP(dice: Dice): Result<string> {
    const at = scan(dice, ADDRESSES, STATIC_ADDRESSES, (offset) => this.ips.has(address(offset)));
    if (at === undefined) return failed('range is full');
    this.ips.add(address(at));
    return ok(address(at));
  }

  /** Reserves a port (portallocator's Allocate); gives the error's text if it cannot. */
  takePort(port: number): string | undefined {
    if (port < FIRST_PORT || port >= FIRST_PORT + PORTS)
      return `provided port is not in the valid range. The range of valid ports is ${FIRST_PORT}-${FIRST_PORT + PORTS - 1}`;
    if (this.ports.has(port)) return 'provided port is already allocated';
    this.ports.add(port);
    return undefined;
  }

  nextPort(dice: Dice): Result<number> {
    const at = scan(dice, PORTS, STATIC_PORTS, (offset) => this.ports.has(FIRST_PORT + offset));
    if (at === undefined) return failed('range is full');
    this.ports.add(FIRST_PORT + at);
    return ok(FIRST_PORT + at);
  }
}

function canonical(text: string): string {
  const ip = parseIPSloppy(text);
  return ip === undefined ? text : formatIP(ip);
}

/** `offset` 0 is the network's first usable address. */
function address(offset: number): string {
  const host = offset + 1;
  return `10.96.${host >> 8}.${host & 255}`;
}

/** A free offset of [band, size), starting at a random one, else one of [0, band). */
function scan(dice: Dice, size: number, band: number, taken: (offset: number) => boolean): number | undefined {
  const dynamic = size - band;
  const start = dice.below(dynamic);
  for (let i = 0; i < dynamic; i++) {
    const at = band + ((start + i) % dynamic);
    if (!taken(at)) return at;
  }
  const second = dice.below(band);
  for (let i = 0; i < band; i++) {
    const at = (second + i) % band;
    if (!taken(at)) return at;
  }
  return undefined;
}
