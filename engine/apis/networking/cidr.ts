import { invalid } from '../../apimachinery/field-error.js';
import type { Errors } from '../core/pod/validation/checks.js';
import { formatIP, parseIPSloppy, type ParsedIP } from '../core/pod/validation/ip.js';

/** A network: its address with all host bits cleared, and the length of its prefix within its own family. */
export interface Cidr {
  readonly ip: ParsedIP;
  readonly network: ParsedIP;
  readonly bits: number;
}

const WIDTH = { IPv4: 32, IPv6: 128 } as const;

/** Follows netutils.ParseCIDRSloppy: leading zeros and host bits are accepted. */
export function parseCIDRSloppy(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const ip = parseIPSloppy(slash < 0 ? '' : text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (ip === undefined || !/^[0-9]+$/.test(length)) return undefined;
  const bits = Number(length);
  const width = ip.mapped ? WIDTH.IPv6 : WIDTH[ip.family];
  if (bits > width) return undefined;
  const own = ip.mapped ? Math.max(bits - 96, 0) : bits;
  return { ip, network: masked(ip, own), bits: own };
}

function masked(ip: ParsedIP, bits: number): ParsedIP {
  const fixed = bits + (ip.family === 'IPv4' ? 96 : 0);
  const groups = ip.groups.map((group, i) => {
    const kept = Math.min(Math.max(fixed - i * 16, 0), 16);
    return group & (0xffff << (16 - kept)) & 0xffff;
  });
  return { ...ip, groups };
}

/** '10.0.0.0/8': the canonical text, as net.IPNet.String. */
export function formatCIDR({ network, bits }: Cidr): string {
  return `${formatIP(network)}/${bits}`;
}

/** Whether the address lies in the network. */
export function contains({ network, bits }: Cidr, ip: ParsedIP): boolean {
  return network.family === ip.family && masked(ip, bits).groups.every((group, i) => group === network.groups[i]);
}

/** Whether an address has host bits, i.e. is not the network's own. */
export function hasHostBits({ ip, network }: Cidr): boolean {
  return ip.groups.some((group, i) => group !== network.groups[i]);
}

/** Follows IsValidCIDRForLegacyField; values the old object had are left alone. */
export function checkCIDR(text: string, path: string, errors: Errors, old: readonly string[] = []): void {
  if (!old.includes(text) && parseCIDRSloppy(text) === undefined)
    errors.push(invalid(path, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'));
}

/** Follows GetWarningsForCIDR. */
export function cidrWarnings(text: string, path: string): readonly string[] {
  const cidr = parseCIDRSloppy(text);
  if (cidr === undefined) return [];
  const warnings: string[] = [];
  const canonical = formatCIDR(cidr);
  if (hasHostBits(cidr)) {
    const single = `${formatIP(cidr.ip)}/${WIDTH[cidr.ip.family]}`;
    warnings.push(
      `${path}: CIDR value "${text}" is ambiguous in this context (should be "${canonical}" or "${single}"?)`,
    );
  }
  if (cidr.ip.mapped || /(?:^|[./])0[0-9]/.test(text)) {
    const fate = 'will be considered invalid in a future Kubernetes release';
    warnings.push(`${path}: non-standard CIDR value "${text}" ${fate}: use "${canonical}"`);
  }
  if (warnings.length === 0 && cidr.ip.family === 'IPv6' && canonical !== text)
    warnings.push(`${path}: IPv6 CIDR value "${text}" should be in RFC 5952 canonical format ("${canonical}")`);
  return warnings;
}
