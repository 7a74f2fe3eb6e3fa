import { contains, parseCIDRSloppy } from '../../../../apis/networking/cidr.js';
import { formatIP, parseIPSloppy } from '../../../../apis/core/pod/validation/ip.js';
import type { Service } from '../../../../apis/generated/core.v1.js';
import { pathSegmentName } from '../../../../apis/meta/object-meta.js';
import { aggregateMessage, invalid, required } from '../../../../apimachinery/field-error.js';
import { failed, ok, type Result } from '../../../../apimachinery/result.js';
import type { Dice } from '../../../../core/rng.js';

const NETWORK = '10.96.0.0';
/** kube-apiserver's --service-cluster-ip-range. */
const RANGE = `${NETWORK}/16`;
const CIDR = parseCIDRSloppy(RANGE);
const NETWORK_HIGH = (10 << 8) | 96;
/** The first addresses (and ports) are kept for those who ask for one by name. */
const STATIC_ADDRESSES = 256;
/** Without the network's own address and the broadcast address. */
const ADDRESSES = 65_534;

const FIRST_PORT = 30_000;
const PORTS = 2_768;
const STATIC_PORTS = 86;
const FIRST_DRY_PORT = 32_769;
const PORT_TAKEN = 'provided port is already allocated';

/** Where Services get cluster IPs and node ports from. */
export interface Pools {
  /** Reserves an address; gives the error's text if it cannot. */
  takeIP(text: string): string | undefined;
  nextIP(): Result<string>;
  /** Reserves a port; gives the error's text if it cannot. */
  takePort(port: number): string | undefined;
  nextPort(): Result<number>;
}

/** What is free of the cluster's addresses and node ports. */
export class FreePools implements Pools {
  private readonly ips = new Set<string>();
  private readonly ports: Set<number>;

  /**
   * @param services all but the one that is being written.
   * @param owner the name of that one.
   */
  constructor(
    services: readonly Service[],
    private readonly owner: string,
    private readonly dice: Dice,
  ) {
    for (const { spec } of services)
      for (const ip of spec.clusterIPs ?? []) if (ip !== 'None') this.ips.add(canonical(ip));
    this.ports = takenPorts(services);
  }

  /** Follows ipallocator's AllocateService. */
  takeIP(text: string): string | undefined {
    if (!isUsable(text)) return 'the provided network does not match the current range';
    if (this.ips.has(canonical(text))) return 'provided IP is already allocated';
    this.ips.add(canonical(text));
    return ownerProblem(canonical(text), this.owner);
  }

  /** Any free address: a random one of the dynamic band or the next free one after it, else one of the static band. */
  nextIP(): Result<string> {
    const at = scan(this.dice, ADDRESSES, STATIC_ADDRESSES, (offset) => this.ips.has(address(offset)));
    if (at === undefined) return failed('range is full');
    this.ips.add(address(at));
    const problem = ownerProblem(address(at), this.owner);
    return problem === undefined ? ok(address(at)) : failed(problem);
  }

  /** Follows portallocator's Allocate. */
  takePort(port: number): string | undefined {
    if (port < FIRST_PORT || port >= FIRST_PORT + PORTS)
      return `provided port is not in the valid range. The range of valid ports is ${FIRST_PORT}-${FIRST_PORT + PORTS - 1}`;
    if (this.ports.has(port)) return PORT_TAKEN;
    this.ports.add(port);
    return undefined;
  }

  nextPort(): Result<number> {
    const at = scan(this.dice, PORTS, STATIC_PORTS, (offset) => this.ports.has(FIRST_PORT + offset));
    if (at === undefined) return failed('range is full');
    this.ports.add(FIRST_PORT + at);
    return ok(FIRST_PORT + at);
  }
}

/** What a dry run is told: nothing is looked for, and nothing kept (the dry runs of ipallocator and portallocator). */
export class DryPools implements Pools {
  private readonly ports: Set<number>;
  private last = FIRST_DRY_PORT - 1;

  constructor(services: readonly Service[]) {
    this.ports = takenPorts(services);
  }

  takeIP(text: string): string | undefined {
    if (isUsable(text) || text === NETWORK) return undefined;
    return `the provided IP (${canonical(text)}) is not in the valid range. The range of valid IPs is ${RANGE}`;
  }

  nextIP(): Result<string> {
    return ok(NETWORK);
  }

  takePort(port: number): string | undefined {
    if (this.ports.has(port)) return PORT_TAKEN;
    this.ports.add(port);
    this.last = Math.max(this.last, port);
    return undefined;
  }

  nextPort(): Result<number> {
    this.last += 1;
    return ok(this.last);
  }
}

/** Why the IPAddress object that stands for an allocation may not name its Service. */
function ownerProblem(ip: string, owner: string): string | undefined {
  const field = 'spec.parentRef.name';
  const messages = pathSegmentName(owner, false);
  if (owner !== '' && messages.length === 0) return undefined;
  const errors = owner === '' ? [required(field)] : messages.map((message) => invalid(field, owner, message));
  return `IPAddress.networking.k8s.io "${ip}" is invalid: ${aggregateMessage(errors)}`;
}

function takenPorts(services: readonly Service[]): Set<number> {
  const ports = new Set<number>();
  for (const { spec } of services) {
    for (const { nodePort } of spec.ports ?? []) if (nodePort !== undefined) ports.add(nodePort);
    if (spec.healthCheckNodePort !== undefined) ports.add(spec.healthCheckNodePort);
  }
  return ports;
}

function isUsable(text: string): boolean {
  const ip = parseIPSloppy(text);
  const [high = 0, low = 0] = ip?.groups.slice(6) ?? [];
  return (
    ip !== undefined && CIDR !== undefined && contains(CIDR, ip) && high === NETWORK_HIGH && low !== 0 && low !== 0xffff
  );
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
